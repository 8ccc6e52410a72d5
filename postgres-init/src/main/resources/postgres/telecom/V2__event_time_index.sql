-- Audits and the simulator's corrections look events up by time.
CREATE INDEX telecom_events_event_time ON telecom_events (event_time);
