-- Drafts are private and leave no trace; refused attempts are kept like the record is.

CREATE TABLE tally.drafts (
    organisation text NOT NULL,
    person text NOT NULL,
    id text NOT NULL,
    cycle text NOT NULL,
    unit text,
    body jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation, person, id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON tally.drafts TO tally_writer;

CREATE TABLE tally.security_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation text NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    name text NOT NULL,
    practice text,
    detail jsonb NOT NULL DEFAULT '{}',
    client text NOT NULL
);

CREATE INDEX security_log_by_organisation ON tally.security_log (organisation, at);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON tally.security_log
    FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_change();
ALTER TABLE tally.security_log ENABLE ALWAYS TRIGGER refuse_change;

GRANT INSERT ON tally.security_log TO tally_writer;
GRANT SELECT ON tally.security_log TO tally_writer, tally_reader;
