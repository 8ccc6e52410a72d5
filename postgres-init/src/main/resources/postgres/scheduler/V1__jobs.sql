-- The scheduler's memory: what was planned, what ran, whom it has still to tell. No domain's data, and nothing that change data
-- capture reads. One role works here and owns nothing, so that it can change rows and no table.

CREATE TABLE plans (
    job           text        PRIMARY KEY,
    planned_until timestamptz NOT NULL
);

COMMENT ON TABLE plans IS 'How far each job is planned; its row is locked by who plans or takes a request, so no day is planned twice';
COMMENT ON COLUMN plans.planned_until IS 'The latest scheduled time whose day has a run';

CREATE TABLE runs (
    run_id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job              text        NOT NULL,
    day              date        NOT NULL,
    trigger          text        NOT NULL CHECK (trigger IN ('SCHEDULE', 'CATCH_UP', 'MANUAL', 'BACKFILL')),
    state            text        NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED')),
    scheduled_at     timestamptz,
    late_at          timestamptz,
    late_told_at     timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now(),
    started_at       timestamptz,
    ended_at         timestamptz,
    message          text,
    cancel_requested boolean     NOT NULL DEFAULT false,
    owner            text,
    owner_place      text,
    owner_pid        bigint,
    owner_started_at timestamptz,
    lease_until      timestamptz,
    CHECK ((state = 'RUNNING') = (owner IS NOT NULL))
);

COMMENT ON TABLE runs IS 'Each run of a job for one day';
COMMENT ON COLUMN runs.day IS 'The local day that is computed, in the time zone of the job';
COMMENT ON COLUMN runs.scheduled_at IS 'When it was due, for SCHEDULE and CATCH_UP';
COMMENT ON COLUMN runs.late_at IS 'From when on the day is late unless some run of it has succeeded';
COMMENT ON COLUMN runs.owner IS 'The one scheduler that works on it; a token that is new at each claim, so that who lost the run changes nothing';
COMMENT ON COLUMN runs.owner_place IS 'Machine and process namespace in which owner_pid means something';
COMMENT ON COLUMN runs.lease_until IS 'When others may take it over';

-- No job overlaps itself, however many schedulers there are.
CREATE UNIQUE INDEX one_running_of_a_job ON runs (job) WHERE state = 'RUNNING';
-- No day is scheduled twice.
CREATE UNIQUE INDEX one_schedule_of_a_day ON runs (job, day) WHERE trigger IN ('SCHEDULE', 'CATCH_UP');
CREATE INDEX runs_of_a_job ON runs (job, run_id DESC);
CREATE INDEX unfinished_runs ON runs (run_id) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX runs_of_a_day ON runs (job, day);

CREATE TABLE steps (
    step_id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id      bigint      NOT NULL REFERENCES runs,
    step        text        NOT NULL CHECK (step IN ('check', 'run', 'validate')),
    attempt     integer     NOT NULL CHECK (attempt >= 1),
    state       text        NOT NULL CHECK (state IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELLED', 'LOST')),
    started_at  timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz,
    exit_code   integer,
    message     text,
    folder      text        NOT NULL,
    place       text        NOT NULL,
    pid         bigint,
    pid_started timestamptz,
    log_tail    text,
    report      jsonb,
    UNIQUE (run_id, step, attempt)
);

COMMENT ON TABLE steps IS 'Each attempt at a step of a run';
COMMENT ON COLUMN steps.state IS 'LOST: how it ended is not known, and it does not count as a failure';
COMMENT ON COLUMN steps.folder IS 'Where its log, report and exit code are, at place';
COMMENT ON COLUMN steps.log_tail IS 'The end of what the process wrote';

CREATE TABLE notifications (
    notification_id bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id          bigint      NOT NULL REFERENCES runs,
    event           text        NOT NULL CHECK (event IN ('SUCCESS', 'FAILURE', 'LATE')),
    channel         text        NOT NULL CHECK (channel IN ('LOG', 'WEBHOOK', 'TELEGRAM')),
    created_at      timestamptz NOT NULL DEFAULT now(),
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    delivered_at    timestamptz,
    given_up_at     timestamptz,
    last_error      text,
    UNIQUE (run_id, event, channel)
);

COMMENT ON TABLE notifications IS 'Outbox: written in the transaction that ends a run, delivered afterwards, at least once';

CREATE INDEX undelivered ON notifications (next_attempt_at) WHERE delivered_at IS NULL AND given_up_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON plans, runs, steps, notifications TO millrace_scheduler;
GRANT SELECT ON plans, runs, steps, notifications TO millrace_monitor;
