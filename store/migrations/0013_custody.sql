-- What is destroyed: everything of an erased person, and what is kept no longer. Web and workers can
-- delete none of it themselves; these functions do, and ask the record for leave.

CREATE FUNCTION tally.is_erased(p_organisation text, p_person text) RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM tally.events AS e
        JOIN tally.payloads AS p USING (organisation, stream, version)
        WHERE e.organisation = p_organisation AND e.stream = 'custody/record'
            AND e.type = 'PersonErased'
            AND convert_from(p.payload, 'UTF8')::jsonb ->> 'person' = p_person
    );
$$;

-- Says what was there, in how many pieces; nothing where it was all gone. Refuses whom the record
-- does not call erased. An account that is somebody in another organisation too stays there.
CREATE FUNCTION tally.erase_person(p_organisation text, p_person text, p_at timestamptz)
RETURNS TABLE (what text, pieces bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_account text;
    v_table text;
    v_count bigint;
BEGIN
    IF NOT tally.is_erased(p_organisation, p_person) THEN
        RAISE EXCEPTION 'the record does not say that % of % is erased', p_person, p_organisation
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT 'keys', tally.destroy_person_keys(p_organisation, p_person, p_at);
    FOREACH v_table IN ARRAY ARRAY['drafts', 'deliveries', 'message_preferences', 'calendar_feeds'] LOOP
        EXECUTE format('DELETE FROM tally.%I WHERE organisation = $1 AND person = $2', v_table)
            USING p_organisation, p_person;
        GET DIAGNOSTICS v_count = ROW_COUNT;
        RETURN QUERY SELECT replace(v_table, '_', ' '), v_count;
    END LOOP;
    SELECT account INTO v_account FROM tally.memberships
        WHERE organisation = p_organisation AND person = p_person;
    DELETE FROM tally.ceremonies WHERE organisation = p_organisation AND person = p_person;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN QUERY SELECT 'ceremonies', v_count;
    DELETE FROM tally.api_tokens WHERE account = v_account AND organisation = p_organisation;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN QUERY SELECT 'tokens', v_count;
    DELETE FROM tally.memberships WHERE account = v_account AND organisation = p_organisation;
    IF v_account IS NULL OR EXISTS (SELECT FROM tally.memberships WHERE account = v_account) THEN
        RETURN;
    END IF;
    DELETE FROM tally.api_tokens WHERE account = v_account;
    DELETE FROM tally.one_time_links WHERE account = v_account;
    DELETE FROM tally.external_identities WHERE account = v_account;
    DELETE FROM tally.parked_forms WHERE account = v_account;
    DELETE FROM tally.passkeys WHERE holder = v_account;
    DELETE FROM tally.passkey_enrolments WHERE holder = v_account;
    DELETE FROM tally.sessions WHERE account = v_account;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN QUERY SELECT 'sessions', v_count;
    DELETE FROM tally.accounts WHERE id = v_account;
    RETURN QUERY SELECT 'accounts', 1::bigint;
END
$$;

-- How much of a class is older than its period, or with p_remove is removed. Nothing of those held
-- counts: `organisation` for all of it, or `organisation/person`.
CREATE FUNCTION tally.due(
    p_kind text, p_organisation text, p_before timestamptz, p_held text[], p_remove boolean
) RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_from text;
    v_count bigint;
BEGIN
    v_from := CASE p_kind
        WHEN 'drafts' THEN
            'tally.drafts AS d WHERE d.organisation = $1 AND d.updated_at < $2
             AND NOT d.organisation || ''/'' || d.person = ANY ($3)'
        WHEN 'mailbox' THEN
            'tally.deliveries AS d WHERE d.organisation = $1 AND d.created_at < $2
             AND d.standing IN (''sent'', ''failed'')
             AND NOT d.organisation || ''/'' || d.person = ANY ($3)'
        WHEN 'sessions' THEN
            'tally.sessions AS d WHERE d.expires_at < $2
             AND EXISTS (SELECT FROM tally.memberships AS m
                         WHERE m.account = d.account AND m.organisation = $1)
             AND NOT EXISTS (SELECT FROM tally.memberships AS m WHERE m.account = d.account
                             AND (m.organisation = ANY ($3)
                                  OR m.organisation || ''/'' || m.person = ANY ($3)))'
    END;
    IF v_from IS NULL THEN
        RAISE EXCEPTION 'nothing of the class % is removed', p_kind
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF p_organisation = ANY (p_held) THEN
        RETURN 0;
    END IF;
    IF p_remove THEN
        EXECUTE 'DELETE FROM ' || v_from USING p_organisation, p_before, p_held;
        GET DIAGNOSTICS v_count = ROW_COUNT;
    ELSE
        EXECUTE 'SELECT count(*) FROM ' || v_from INTO v_count USING p_organisation, p_before, p_held;
    END IF;
    RETURN v_count;
END
$$;

REVOKE ALL ON FUNCTION tally.is_erased FROM PUBLIC;
REVOKE ALL ON FUNCTION tally.erase_person FROM PUBLIC;
REVOKE ALL ON FUNCTION tally.due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tally.erase_person, tally.due TO tally_writer;
