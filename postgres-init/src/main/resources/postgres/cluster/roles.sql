-- Roles of the whole server, each with the least it needs. Passwords are set apart from this file,
-- by PostgresInit, so that none is ever written here or logged.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['millrace_replication', 'millrace_writer', 'millrace_monitor', 'millrace_analytics', 'millrace_scheduler'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', role_name);
        END IF;
    END LOOP;
END
$$;

-- Reads the WAL through slots, and only the published tables by SELECT (granted beside each table).
ALTER ROLE millrace_replication REPLICATION;

-- Sees activity, slots and sizes; the SELECT on tables it compares is granted beside each table.
GRANT pg_monitor TO millrace_monitor WITH INHERIT TRUE;
