-- Runs as the login that migrates; every later file runs as tally_owner.
-- Roles belong to the whole server, so another database's migration may make them meanwhile.
DO $$
DECLARE
    role text;
BEGIN
    -- tally_migrator inherits nothing: it becomes the owner only by saying so (SET ROLE).
    FOREACH role IN ARRAY ARRAY[
        'tally_owner NOLOGIN', 'tally_writer NOLOGIN', 'tally_reader NOLOGIN',
        'tally_migrator NOLOGIN NOINHERIT'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = split_part(role, ' ', 1)) THEN
            BEGIN
                EXECUTE 'CREATE ROLE ' || role;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
    IF NOT pg_has_role('tally_migrator', 'tally_owner', 'MEMBER') THEN
        GRANT tally_owner TO tally_migrator;
    END IF;
    FOREACH role IN ARRAY ARRAY['tally_owner', 'tally_writer', 'tally_reader', 'tally_migrator'] LOOP
        IF NOT pg_has_role(current_user, role, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', role);
        END IF;
    END LOOP;
END
$$;

CREATE SCHEMA tally AUTHORIZATION tally_owner;
CREATE SCHEMA read_models AUTHORIZATION tally_owner;

SET LOCAL ROLE tally_owner;

GRANT USAGE ON SCHEMA tally, read_models TO tally_writer, tally_reader;

ALTER DEFAULT PRIVILEGES IN SCHEMA read_models
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tally_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA read_models
    GRANT SELECT ON TABLES TO tally_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA read_models
    GRANT USAGE ON SEQUENCES TO tally_writer;

CREATE TABLE tally.migrations (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT ON tally.migrations TO tally_writer, tally_reader;
