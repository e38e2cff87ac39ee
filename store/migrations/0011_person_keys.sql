-- The key under which a person's texts are sealed, wrapped by a master key that is kept elsewhere.
-- Destroying it erases them all: what is recorded holds tokens, and stays as it is.

CREATE TABLE tally.person_keys (
    id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{11}$'),
    organisation text NOT NULL,
    person text NOT NULL,
    class text NOT NULL CHECK (class IN ('personal', 'compensation')),
    wrapped bytea CHECK (octet_length(wrapped) = 60),
    made_at timestamptz NOT NULL,
    destroyed_at timestamptz,
    UNIQUE (organisation, person, class),
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0); -- a destroyed key leaves its page

CREATE INDEX person_keys_destroyed ON tally.person_keys (organisation, person)
    WHERE destroyed_at IS NOT NULL;

CREATE FUNCTION tally.refuse_other_than_destroying() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.wrapped IS NULL OR NEW.wrapped IS NOT NULL
        OR (NEW.id, NEW.organisation, NEW.person, NEW.class, NEW.made_at)
            IS DISTINCT FROM (OLD.id, OLD.organisation, OLD.person, OLD.class, OLD.made_at)
    THEN
        RAISE EXCEPTION 'a key is made once and destroyed once: % of % is not changed otherwise',
            OLD.person, OLD.organisation USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON tally.person_keys
    FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_change();
CREATE TRIGGER refuse_other_than_destroying BEFORE UPDATE ON tally.person_keys
    FOR EACH ROW EXECUTE FUNCTION tally.refuse_other_than_destroying();
ALTER TABLE tally.person_keys ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE tally.person_keys ENABLE ALWAYS TRIGGER refuse_other_than_destroying;

-- How many keys were destroyed: 0 where they were before. A class without a key gets a tombstone,
-- so that nothing is sealed for this person again.
CREATE FUNCTION tally.destroy_person_keys(p_organisation text, p_person text, p_at timestamptz)
RETURNS bigint
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO tally.person_keys (id, organisation, person, class, made_at, destroyed_at)
    SELECT
        left(translate(encode(sha256(uuid_send(gen_random_uuid())), 'base64'), '+/', '-_'), 11),
        p_organisation, p_person, class, p_at, p_at
    FROM unnest(ARRAY['personal', 'compensation']) AS known (class)
    ON CONFLICT (organisation, person, class) DO NOTHING;
    WITH destroyed AS (
        UPDATE tally.person_keys SET wrapped = NULL, destroyed_at = p_at
        WHERE organisation = p_organisation AND person = p_person AND wrapped IS NOT NULL
        RETURNING id
    )
    SELECT count(*) FROM destroyed;
$$;

REVOKE ALL ON FUNCTION tally.refuse_other_than_destroying FROM PUBLIC;
REVOKE ALL ON FUNCTION tally.destroy_person_keys FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tally.destroy_person_keys TO tally_writer;
GRANT SELECT ON tally.person_keys TO tally_writer, tally_reader;
GRANT INSERT ON tally.person_keys TO tally_writer;
