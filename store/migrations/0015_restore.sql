-- The one way back for entries that the record lost because an older backup was restored: with their
-- own bytes, at their own positions, following on the head without a gap. For the owner alone, who has
-- no login; whoever may become the owner leaves a line in the security log.
-- TY002: the bytes do not fit each other. TY003: the head is not where the tail begins.
CREATE FUNCTION tally.restore_events(
    p_organisation text,
    p_head bigint,
    p_entries bytea[],
    p_hashes bytea[],
    p_salts bytea[],
    p_payloads bytea[]
) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    many bigint := cardinality(p_entries);
    stood bigint;
    said jsonb;
    last record;
BEGIN
    IF many = 0 THEN
        RAISE EXCEPTION 'a tail has at least one entry' USING ERRCODE = 'TY003';
    END IF;
    -- Takes the organisation's one lock: whoever appends meanwhile comes after, or before and is seen.
    INSERT INTO tally.heads AS h (organisation, position) VALUES (p_organisation, many)
    ON CONFLICT (organisation) DO UPDATE SET position = h.position + excluded.position
    RETURNING h.position - many INTO stood;
    IF stood <> p_head THEN
        RAISE EXCEPTION 'the head of % stands at %, and the tail follows on %', p_organisation, stood, p_head
            USING ERRCODE = 'TY003';
    END IF;

    FOR n IN 1..many LOOP
        said := tally.body_of(p_entries[n]);
        SELECT e.version, e.hash INTO last FROM tally.events AS e
        WHERE e.organisation = p_organisation AND e.stream = said ->> 'stream'
        ORDER BY e.version DESC LIMIT 1;
        IF (
            said ->> 'organisation' = p_organisation
            AND (said ->> 'version')::bigint = coalesce(last.version, 0) + 1
            AND said ->> 'prev' = coalesce(encode(last.hash, 'hex'), repeat('00', 32))
            AND said ->> 'payload_commitment' = encode(sha256(p_salts[n] || p_payloads[n]), 'hex')
        ) IS NOT TRUE THEN
            RAISE EXCEPTION 'the entry for position % of % does not continue its stream or hold its payload''s commitment',
                p_head + n, p_organisation USING ERRCODE = 'TY002';
        END IF;
        INSERT INTO tally.events (
            organisation, position, stream, version, part, type,
            command_id, command_sha256, prev, hash, entry
        ) VALUES (
            p_organisation, p_head + n, said ->> 'stream', (said ->> 'version')::bigint,
            (said ->> 'part')::integer, said ->> 'type', said ->> 'command_id',
            decode(said ->> 'command_sha256', 'hex'), decode(said ->> 'prev', 'hex'),
            p_hashes[n], p_entries[n]
        );
        INSERT INTO tally.payloads (organisation, stream, version, salt, payload) VALUES (
            p_organisation, said ->> 'stream', (said ->> 'version')::bigint, p_salts[n], p_payloads[n]
        );
    END LOOP;

    INSERT INTO tally.security_log (organisation, at, actor, action, name, detail, client) VALUES (
        p_organisation, clock_timestamp(), session_user, 'restore', 'EventsRestored',
        jsonb_build_object('after', p_head, 'entries', many), 'tally rebuild events'
    );
    RETURN p_head + many;
END
$$;

REVOKE ALL ON FUNCTION tally.restore_events FROM PUBLIC;
