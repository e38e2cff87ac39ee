-- What the notary says of the log: a checkpoint at a time, and by which keys. It reads what is
-- recorded, adds to these two tables, and can do nothing else; nobody changes what it has said.

-- Roles are made by the login that migrates, not by the owner of the tables.
RESET ROLE;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tally_notary') THEN
        BEGIN
            CREATE ROLE tally_notary NOLOGIN;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL;
            WHEN insufficient_privilege THEN
                RAISE insufficient_privilege USING MESSAGE =
                    'the role tally_notary is missing, and this login may not make it; '
                    'have a superuser run: CREATE ROLE tally_notary NOLOGIN';
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'tally_notary', 'MEMBER') THEN
        BEGIN
            GRANT tally_notary TO CURRENT_USER;
        EXCEPTION WHEN insufficient_privilege THEN
            NULL; -- the notary has a login of its own, and the one that migrates needs no part in it
        END;
    END IF;
END
$$;

SET LOCAL ROLE tally_owner;

GRANT USAGE ON SCHEMA tally TO tally_notary;

-- A signed note (C2SP tlog-checkpoint) over the first `size` entries of an organisation.
CREATE TABLE tally.checkpoints (
    organisation text NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL CHECK (octet_length(note) <= 65536),
    key_name text NOT NULL,
    key_id bytea NOT NULL CHECK (octet_length(key_id) = 4),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation, size)
);

-- The log's keys, each change of them a signed note that holds the hash of the one before it.
CREATE TABLE tally.log_keys (
    organisation text NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    verifier_key text NOT NULL,
    introduced_at bigint NOT NULL CHECK (introduced_at > 0),
    withdrawn_key text,
    withdrawn_at bigint CHECK (withdrawn_at >= 0),
    reason text NOT NULL CHECK (reason IN ('first', 'rotated', 'lost')),
    words text NOT NULL,
    prev bytea NOT NULL CHECK (octet_length(prev) = 32),
    hash bytea NOT NULL CHECK (hash = sha256(convert_to(note, 'UTF8'))),
    note text NOT NULL CHECK (octet_length(note) <= 65536),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation, number),
    CHECK ((reason = 'first') = (withdrawn_key IS NULL)),
    CHECK ((withdrawn_key IS NULL) = (withdrawn_at IS NULL))
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON tally.checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON tally.log_keys
    FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_change();

ALTER TABLE tally.checkpoints ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE tally.log_keys ENABLE ALWAYS TRIGGER refuse_change;

GRANT SELECT ON tally.events, tally.heads TO tally_notary;
GRANT SELECT, INSERT ON tally.checkpoints, tally.log_keys TO tally_notary;
GRANT SELECT ON tally.checkpoints, tally.log_keys TO tally_writer, tally_reader;
