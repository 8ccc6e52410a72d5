-- What batch jobs compute days from.
GRANT SELECT ON telecom_events TO millrace_analytics;
