-- The record: entries chained per stream, payloads apart from them, one head per organisation.

CREATE TABLE tally.heads (
    organisation text PRIMARY KEY,
    position bigint NOT NULL CHECK (position > 0)
) WITH (fillfactor = 10); -- one row, rewritten by every append: room to stay on its page

-- Reading jsonb is only marked stable, for types whose text depends on settings; jsonb's does not.
CREATE FUNCTION tally.body_of(entry bytea) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN convert_from(entry, 'UTF8')::jsonb;

CREATE TABLE tally.events (
    organisation text NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    stream text NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    part integer NOT NULL CHECK (part >= 0),
    type text NOT NULL,
    command_id text NOT NULL,
    command_sha256 bytea NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    entry bytea NOT NULL,
    body jsonb NOT NULL GENERATED ALWAYS AS (tally.body_of(entry)) STORED,
    PRIMARY KEY (organisation, position),
    CONSTRAINT events_version UNIQUE (organisation, stream, version),
    CONSTRAINT events_command UNIQUE (organisation, stream, command_id, part),
    CONSTRAINT events_entry_is_bounded CHECK (octet_length(entry) <= 16384),
    CONSTRAINT events_hash_is_of_entry CHECK (hash = sha256(entry)),
    -- The columns say what the hashed bytes say, whoever inserts.
    CONSTRAINT events_columns_are_of_entry CHECK (
        (
            body ->> 'organisation' = organisation
            AND body ->> 'stream' = stream
            AND (body ->> 'version')::bigint = version
            AND (body ->> 'part')::integer = part
            AND body ->> 'type' = type
            AND body ->> 'command_id' = command_id
            AND body ->> 'command_sha256' = encode(command_sha256, 'hex')
            AND body ->> 'prev' = encode(prev, 'hex')
        ) IS TRUE
    )
);

CREATE INDEX events_first ON tally.events (organisation, position) WHERE version = 1;

CREATE TABLE tally.payloads (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) >= 16),
    payload bytea NOT NULL CHECK (octet_length(payload) <= 1048576),
    PRIMARY KEY (organisation, stream, version)
);

CREATE FUNCTION tally.refuse_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: what is recorded stays', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION tally.refuse_step_back() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.organisation IS DISTINCT FROM OLD.organisation OR NEW.position <= OLD.position THEN
        RAISE EXCEPTION 'the head of % stands at %: it only moves forward', OLD.organisation, OLD.position
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON tally.events
    FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON tally.payloads
    FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_change();
CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON tally.heads
    FOR EACH STATEMENT EXECUTE FUNCTION tally.refuse_change();
CREATE TRIGGER refuse_step_back BEFORE UPDATE ON tally.heads
    FOR EACH ROW EXECUTE FUNCTION tally.refuse_step_back();

-- ALWAYS: session_replication_role = replica does not switch these off.
ALTER TABLE tally.events ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE tally.payloads ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE tally.heads ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE tally.heads ENABLE ALWAYS TRIGGER refuse_step_back;

-- Appends all events or none. Rows come back as 'appended'; or, with nothing appended, the first
-- 500 unseen ones as 'behind' and those of a command recorded before as 'already'.
-- TY001: the stream never was as the caller says. TY002: the bytes do not fit each other.
CREATE FUNCTION tally.append_events(
    p_organisation text,
    p_stream text,
    p_version bigint,
    p_hash bytea,
    p_entries bytea[],
    p_hashes bytea[],
    p_salts bytea[],
    p_payloads bytea[]
) RETURNS TABLE (
    outcome text,
    version bigint,
    "position" bigint,
    hash bytea,
    entry bytea,
    payload bytea,
    salt bytea
)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    bodies jsonb[];
    commands text[];
    length bigint;
    found_hash bytea;
BEGIN
    bodies := ARRAY(
        SELECT tally.body_of(given.entry)
        FROM unnest(p_entries) WITH ORDINALITY AS given (entry, n) ORDER BY n
    );
    commands := ARRAY(SELECT body ->> 'command_id' FROM unnest(bodies) AS given (body));

    SELECT coalesce(max(e.version), 0) INTO length
    FROM tally.events AS e WHERE e.organisation = p_organisation AND e.stream = p_stream;
    SELECT e.hash INTO found_hash
    FROM tally.events AS e
    WHERE e.organisation = p_organisation AND e.stream = p_stream AND e.version = p_version;
    IF (
        p_version BETWEEN 0 AND length AND coalesce(found_hash, decode(repeat('00', 32), 'hex')) = p_hash
    ) IS NOT TRUE THEN
        RAISE EXCEPTION '% of % has % events, and the hash of number % is %',
            p_stream, p_organisation, length, p_version, coalesce(encode(found_hash, 'hex'), 'none')
            USING ERRCODE = 'TY001';
    END IF;

    IF length > p_version OR cardinality(p_entries) = 0 OR EXISTS (
        SELECT FROM tally.events AS e
        WHERE e.organisation = p_organisation AND e.stream = p_stream AND e.command_id = ANY (commands)
    ) THEN
        RETURN QUERY
        (
            SELECT 'behind', e.version, e.position, e.hash, e.entry, p.payload, p.salt
            FROM tally.events AS e LEFT JOIN tally.payloads AS p USING (organisation, stream, version)
            WHERE organisation = p_organisation AND stream = p_stream AND e.version > p_version
            ORDER BY e.version LIMIT 500
        )
        UNION ALL
        (
            SELECT 'already', e.version, e.position, e.hash, e.entry, p.payload, p.salt
            FROM tally.events AS e LEFT JOIN tally.payloads AS p USING (organisation, stream, version)
            WHERE organisation = p_organisation AND stream = p_stream AND e.command_id = ANY (commands)
            ORDER BY e.version
        );
        RETURN;
    END IF;

    IF EXISTS (
        SELECT FROM unnest(bodies, p_hashes, p_salts, p_payloads) WITH ORDINALITY
            AS given (body, hash, salt, payload, n)
        WHERE (
            body ->> 'prev' = encode(CASE n WHEN 1 THEN p_hash ELSE p_hashes[n - 1] END, 'hex')
            AND body ->> 'payload_commitment' = encode(sha256(salt || payload), 'hex')
        ) IS NOT TRUE
    ) THEN
        RAISE EXCEPTION 'an entry for % does not continue the chain or hold its payload''s commitment', p_stream
            USING ERRCODE = 'TY002';
    END IF;

    RETURN QUERY
    WITH head AS (
        -- Takes the organisation's one lock, held to the commit: positions come in commit order.
        INSERT INTO tally.heads AS h (organisation, position)
        VALUES (p_organisation, cardinality(p_entries))
        ON CONFLICT (organisation) DO UPDATE SET position = h.position + excluded.position
        RETURNING h.position - cardinality(p_entries) AS before
    ), recorded AS (
        INSERT INTO tally.events (
            organisation, position, stream, version, part, type,
            command_id, command_sha256, prev, hash, entry
        )
        SELECT
            p_organisation, head.before + n, p_stream, p_version + n,
            (body ->> 'part')::integer, body ->> 'type', body ->> 'command_id',
            decode(body ->> 'command_sha256', 'hex'), decode(body ->> 'prev', 'hex'),
            given.hash, given.entry
        FROM head, unnest(bodies, p_entries, p_hashes) WITH ORDINALITY AS given (body, entry, hash, n)
        RETURNING version, position, hash, entry
    ), kept AS (
        INSERT INTO tally.payloads (organisation, stream, version, salt, payload)
        SELECT p_organisation, p_stream, p_version + n, given.salt, given.payload
        FROM unnest(p_salts, p_payloads) WITH ORDINALITY AS given (salt, payload, n)
        RETURNING version, salt, payload
    )
    SELECT 'appended', r.version, r.position, r.hash, r.entry, k.payload, k.salt
    FROM recorded AS r JOIN kept AS k USING (version)
    ORDER BY r.version;
END
$$;

REVOKE ALL ON FUNCTION tally.append_events FROM PUBLIC;
REVOKE ALL ON FUNCTION tally.refuse_change FROM PUBLIC;
REVOKE ALL ON FUNCTION tally.refuse_step_back FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tally.append_events TO tally_writer;
GRANT SELECT ON tally.heads, tally.events, tally.payloads TO tally_writer, tally_reader;
