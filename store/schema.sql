-- The schema as the migrations leave it, to be read in one place; nothing runs it but the test
-- that holds the two equal. Whoever adds a migration brings this file level in the same commit.

DO $$
DECLARE
    role text;
BEGIN
    -- tally_migrator inherits nothing: it becomes the owner only by saying so (SET ROLE).
    FOREACH role IN ARRAY ARRAY[
        'tally_owner NOLOGIN', 'tally_writer NOLOGIN', 'tally_reader NOLOGIN',
        'tally_migrator NOLOGIN NOINHERIT', 'tally_notary NOLOGIN'
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
) WITH (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);

CREATE INDEX events_first ON tally.events (organisation, position) WHERE version = 1;

-- Whoever an organisation ever named keeps their id: asked before every file of people is read.
CREATE INDEX events_people ON tally.events (organisation, position)
    WHERE type IN ('CycleStarted', 'UnitDefined', 'LeaderLeft', 'RolesChanged', 'SeatFilled', 'SeatHandedOver');

-- Populations, and what each practice did, are counted by type: of a cycle of 1,000 sellers in the index alone.
CREATE INDEX events_by_type ON tally.events (organisation, type, stream) INCLUDE (position);

CREATE TABLE tally.payloads (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) >= 16),
    payload bytea NOT NULL CHECK (octet_length(payload) <= 1048576),
    PRIMARY KEY (organisation, stream, version)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);

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

CREATE TABLE tally.pulse (
    organisation text NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    week text NOT NULL,
    answer integer NOT NULL CHECK (answer BETWEEN 1 AND 5),
    answers integer NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, week, answer)
);

GRANT SELECT, INSERT, UPDATE ON tally.pulse TO tally_writer;
GRANT SELECT ON tally.pulse TO tally_reader;

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

-- Read models: rows of a stream's folded state, written in the transaction that appends.
-- Each row belongs to one stream, which alone writes it, and `version` is the stream's at the
-- row's last change. A position is unknown while they are written, so none has one. Where a row
-- is about the cycle as a whole, `unit` is ''. All of it can be derived again from the events.

CREATE TABLE read_models.cycles (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    name text NOT NULL,
    stage text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    currency text NOT NULL,
    zone text NOT NULL,
    rehearsal boolean NOT NULL,
    announced_at timestamptz,
    units integer NOT NULL,
    units_ended integer NOT NULL,
    follows text,
    PRIMARY KEY (organisation, cycle)
);

CREATE TABLE read_models.plan_goals (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    target text NOT NULL,
    amount numeric NOT NULL,
    currency text NOT NULL,
    document text NOT NULL,
    confirmed_by text NOT NULL,
    PRIMARY KEY (organisation, cycle, target)
);

CREATE TABLE read_models.rates (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    currency text NOT NULL,
    plan_rate numeric NOT NULL,
    market_rate numeric,
    market_on date,
    PRIMARY KEY (organisation, cycle, currency)
);

CREATE TABLE read_models.units (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    name text NOT NULL,
    parent text,
    leader text NOT NULL,
    currency text NOT NULL,
    zone text NOT NULL,
    rehearsal boolean NOT NULL,
    stage text NOT NULL,
    status text NOT NULL,
    open_version integer NOT NULL,
    provisional boolean NOT NULL,
    in_force_version integer,
    in_force_since timestamptz,
    jointly_owned_since timestamptz,
    missing text[] NOT NULL,
    rounds integer NOT NULL,
    members integer NOT NULL,
    took_part integer NOT NULL,
    understood integer NOT NULL,
    signed integer NOT NULL,
    needed integer NOT NULL,
    items integer NOT NULL,
    items_open integer NOT NULL,
    real_issues integer NOT NULL,
    committed numeric NOT NULL,
    commitments integer NOT NULL,
    breached integer NOT NULL,
    reviews_held integer NOT NULL,
    waivers integer NOT NULL,
    year_before bigint,
    PRIMARY KEY (organisation, cycle, unit)
);

CREATE TABLE read_models.outcomes (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    seat text NOT NULL,
    person text NOT NULL,
    proposed_by text NOT NULL,
    sells boolean NOT NULL,
    currency text NOT NULL,
    proposed numeric NOT NULL,
    countered numeric,
    committed numeric NOT NULL,
    quota numeric NOT NULL,
    actual numeric NOT NULL,
    kinds text[] NOT NULL,
    recorded boolean NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, seat)
);

CREATE TABLE read_models.facts (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    seat text NOT NULL,
    title text NOT NULL,
    measure text NOT NULL,
    period text NOT NULL,
    period_ends date NOT NULL,
    person text NOT NULL,
    holders text[] NOT NULL,
    now text NOT NULL,
    currency text NOT NULL,
    amount numeric NOT NULL,
    unit_currency text NOT NULL,
    rolled_up numeric NOT NULL,
    correction text NOT NULL,
    file text,
    sha256 text,
    reason text,
    proposed_by text NOT NULL,
    proposed_at timestamptz NOT NULL,
    known_by text,
    known_at timestamptz,
    ended_how text,
    ended_by text,
    ended_at timestamptz,
    ended_because text,
    PRIMARY KEY (organisation, cycle, unit, period, seat, correction)
);

CREATE TABLE read_models.market_rates (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    currency text NOT NULL,
    on_day date NOT NULL,
    stated bigint NOT NULL,
    rate numeric NOT NULL,
    was numeric,
    source text NOT NULL,
    file text,
    sha256 text,
    reason text,
    known_at timestamptz NOT NULL,
    PRIMARY KEY (organisation, cycle, currency, on_day, stated)
);

CREATE TABLE read_models.goal_facts (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    goal text NOT NULL,
    owner text NOT NULL,
    metric text NOT NULL,
    measured_in text NOT NULL,
    baseline numeric NOT NULL,
    target numeric NOT NULL,
    period text NOT NULL,
    period_ends date NOT NULL,
    value numeric NOT NULL,
    attained numeric NOT NULL,
    correction text NOT NULL,
    was numeric,
    file text,
    sha256 text,
    reason text,
    proposed_by text NOT NULL,
    proposed_at timestamptz NOT NULL,
    known_by text,
    known_at timestamptz,
    ended_how text,
    ended_by text,
    ended_at timestamptz,
    ended_because text,
    PRIMARY KEY (organisation, cycle, unit, goal, period, correction)
);

CREATE TABLE read_models.executions (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    carried jsonb NOT NULL,
    PRIMARY KEY (organisation, cycle, unit)
);

CREATE TABLE read_models.years (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    target text NOT NULL,
    name text NOT NULL,
    leader text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    closed boolean NOT NULL,
    currency text NOT NULL,
    plan_goal numeric NOT NULL,
    actual numeric NOT NULL,
    original numeric NOT NULL,
    original_percent numeric,
    current numeric NOT NULL,
    current_percent numeric,
    goal_percent numeric,
    closed_actual numeric,
    promises integer NOT NULL,
    kept integer NOT NULL,
    breached integer NOT NULL,
    steps integer NOT NULL,
    steps_done integer NOT NULL,
    handoffs numeric,
    why_nots integer NOT NULL,
    why_nots_open integer NOT NULL,
    PRIMARY KEY (organisation, unit, cycle, target)
);

CREATE TABLE read_models.sellers (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    stage text NOT NULL,
    submitted integer NOT NULL,
    missing text[] NOT NULL,
    currency text NOT NULL,
    goal numeric NOT NULL,
    run_rate numeric NOT NULL,
    planned numeric NOT NULL,
    double_a boolean NOT NULL,
    presented boolean NOT NULL,
    trained_until date,
    reviews integer NOT NULL,
    reviews_held integer NOT NULL,
    reviews_missed integer NOT NULL,
    promises integer NOT NULL,
    promises_kept integer NOT NULL,
    findings integer NOT NULL,
    PRIMARY KEY (organisation, cycle, person)
);

CREATE TABLE read_models.accounts (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    account text NOT NULL,
    name text NOT NULL,
    called text NOT NULL,
    standing text,
    PRIMARY KEY (organisation, cycle, stream, person, called)
);

CREATE TABLE read_models.culture_people (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    edition integer,
    acknowledged_at timestamptz,
    reason integer,
    read_at timestamptz,
    PRIMARY KEY (organisation, cycle, person)
);

CREATE TABLE read_models.departures (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    since date NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, person)
);

CREATE TABLE read_models.circle_people (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    leads boolean NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, person)
);

CREATE TABLE read_models.survey_scores (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    value text NOT NULL,
    audience text NOT NULL,
    survey text NOT NULL,
    period text NOT NULL,
    stated bigint NOT NULL,
    score numeric NOT NULL,
    answers integer NOT NULL,
    imported numeric,
    low boolean NOT NULL,
    PRIMARY KEY (organisation, cycle, survey, person, value)
);

CREATE TABLE read_models.contests (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    contest text NOT NULL,
    name text NOT NULL,
    rules text NOT NULL,
    kind text NOT NULL,
    target text NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL,
    ended boolean NOT NULL,
    winners text[] NOT NULL,
    PRIMARY KEY (organisation, cycle, contest)
);

CREATE TABLE read_models.pay_components (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    component text NOT NULL,
    metric text NOT NULL,
    weight numeric NOT NULL,
    selling boolean NOT NULL,
    goals text[] NOT NULL,
    PRIMARY KEY (organisation, stream, person, component)
);

CREATE INDEX pay_components_by_cycle ON read_models.pay_components (organisation, cycle);

CREATE TABLE read_models.strategic_goals (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    goal text NOT NULL,
    metric text NOT NULL,
    owner text NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, goal)
);

CREATE TABLE read_models.targets (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    target text NOT NULL,
    currency text NOT NULL,
    goal numeric,
    add_on numeric,
    stretch numeric,
    over_assignment numeric,
    in_force numeric,
    quotas numeric,
    street_quota numeric NOT NULL,
    bottom_up numeric,
    bottom_up_seats integer NOT NULL,
    gap numeric,
    actual numeric NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, target)
);

CREATE TABLE read_models.seats (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    seat text NOT NULL,
    title text NOT NULL,
    owner text,
    carried_by text NOT NULL,
    joining text,
    leads text,
    target text NOT NULL,
    role text,
    currency text NOT NULL,
    last_year numeric,
    potential numeric,
    portion numeric,
    portion_rolled numeric,
    basis text,
    bottom_up numeric,
    quota numeric,
    quota_rolled numeric,
    actual numeric NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, seat)
);

CREATE TABLE read_models.offices (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    offices text[] NOT NULL,
    until timestamptz,
    PRIMARY KEY (organisation, cycle, unit, person)
);

CREATE INDEX offices_by_person ON read_models.offices (organisation, person, cycle);

CREATE TABLE read_models.inbox (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    due_at timestamptz,
    words text NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, person, kind, subject)
);

CREATE INDEX inbox_by_person ON read_models.inbox (organisation, person, due_at);

CREATE TABLE read_models.findings (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    stated bigint NOT NULL,
    practice text NOT NULL,
    words text NOT NULL,
    subject text,
    found_at timestamptz NOT NULL,
    waived boolean NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, stated)
);

-- Who someone is. None of it is on the record, which names persons and never accounts; of every
-- secret only its SHA-256 is kept, of a password its argon2 hash. The reader sees none of it.

CREATE TABLE tally.accounts (
    id text PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text,
    zone text NOT NULL DEFAULT 'UTC',
    created_at timestamptz NOT NULL,
    disabled_at timestamptz
);

CREATE UNIQUE INDEX accounts_email ON tally.accounts (lower(email));

-- An account is one person in an organisation, and nobody is two.
CREATE TABLE tally.memberships (
    account text NOT NULL REFERENCES tally.accounts (id),
    organisation text NOT NULL,
    person text NOT NULL,
    administrator boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account, organisation),
    UNIQUE (organisation, person)
);

-- Who an identity provider says someone is, once its verified e-mail was matched.
CREATE TABLE tally.external_identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    account text NOT NULL REFERENCES tally.accounts (id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE TABLE tally.one_time_links (
    secret_sha256 bytea PRIMARY KEY,
    account text NOT NULL REFERENCES tally.accounts (id),
    purpose text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE INDEX one_time_links_account ON tally.one_time_links (account);

CREATE TABLE tally.sessions (
    id text PRIMARY KEY,
    secret_sha256 bytea NOT NULL UNIQUE,
    account text NOT NULL REFERENCES tally.accounts (id),
    agent text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    reauthenticated_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE INDEX sessions_account ON tally.sessions (account, created_at);

CREATE TABLE tally.api_tokens (
    id text PRIMARY KEY,
    secret_sha256 bytea NOT NULL UNIQUE,
    account text NOT NULL REFERENCES tally.accounts (id),
    organisation text NOT NULL,
    name text NOT NULL,
    scope text NOT NULL CHECK (scope IN ('read', 'decide')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz
);

CREATE INDEX api_tokens_account ON tally.api_tokens (account, created_at);

-- A sign-in that an identity provider was asked for and has not answered yet.
CREATE TABLE tally.external_sign_ins (
    state_sha256 bytea PRIMARY KEY,
    browser_sha256 bytea NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    then_to text NOT NULL,
    session text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

-- What was typed when a session had ended, for who signs in next in that very browser.
CREATE TABLE tally.parked_forms (
    id text PRIMARY KEY,
    browser_sha256 bytea NOT NULL,
    account text,
    page text NOT NULL,
    fields jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

-- What is limited in number, such as failed sign-ins, across every web process.
CREATE TABLE tally.attempts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    subject_sha256 bytea NOT NULL,
    at timestamptz NOT NULL
);

CREATE INDEX attempts_subject ON tally.attempts (kind, subject_sha256, at);

GRANT SELECT, INSERT, UPDATE ON
    tally.accounts, tally.memberships, tally.external_identities, tally.one_time_links,
    tally.sessions, tally.api_tokens TO tally_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    tally.external_sign_ins, tally.parked_forms, tally.attempts TO tally_writer;

-- Signing: what was shown and is about to be signed, and the keys that people sign with. What was
-- signed is on the record, with its evidence; these rows only say what may still come of a nonce.

CREATE TABLE tally.passkeys (
    credential text PRIMARY KEY,
    holder text NOT NULL,
    label text NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    transports text[] NOT NULL DEFAULT '{}',
    enrolled_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz
);

CREATE INDEX passkeys_holder ON tally.passkeys (holder, enrolled_at);

CREATE TABLE tally.passkey_enrolments (
    challenge bytea PRIMARY KEY,
    holder text NOT NULL,
    issued_at timestamptz NOT NULL,
    used_at timestamptz
);

-- The nonce is the id of the command that is signed; `evidence_sha256` is what it was used for, so
-- the same form sent again gets the same answer, and nothing else ever does.
CREATE TABLE tally.ceremonies (
    organisation text NOT NULL,
    stream text NOT NULL,
    nonce text NOT NULL,
    holder text NOT NULL,
    session text,
    person text NOT NULL,
    grade text NOT NULL CHECK (grade IN ('named', 'reauthenticated')),
    origin text NOT NULL,
    manifest bytea NOT NULL,
    manifest_sha256 text NOT NULL,
    rendered bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    used_at timestamptz,
    evidence_sha256 text,
    PRIMARY KEY (organisation, stream, nonce)
);

CREATE INDEX ceremonies_code ON tally.ceremonies (left(manifest_sha256, 16))
    WHERE used_at IS NOT NULL;
CREATE INDEX ceremonies_holder ON tally.ceremonies (holder, issued_at);

GRANT SELECT, INSERT, UPDATE ON tally.passkeys, tally.passkey_enrolments TO tally_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON tally.ceremonies TO tally_writer;

-- What is told to whom about what was recorded. It can all be lost without losing a decision:
-- the record is read again from a cursor, and a message carries no authority.

-- When messages were switched on in this installation: nobody is told of what was before.
CREATE TABLE tally.messages_since (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    at timestamptz NOT NULL
);

-- How far each organisation's log has been worked out into deliveries. Positions are gapless.
CREATE TABLE tally.message_cursors (
    organisation text PRIMARY KEY,
    position bigint NOT NULL CHECK (position >= 0)
);

-- One message to one person, or one event to one endpoint; position 0 is a digest's.
CREATE TABLE tally.deliveries (
    organisation text NOT NULL,
    position bigint NOT NULL,
    person text NOT NULL,
    channel text NOT NULL,
    message_id text NOT NULL,
    content jsonb NOT NULL,
    standing text NOT NULL CHECK (standing IN ('waiting', 'sending', 'sent', 'held', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    error text,
    PRIMARY KEY (organisation, position, person, channel)
);

CREATE INDEX deliveries_due ON tally.deliveries (due_at) WHERE standing IN ('waiting', 'sending');
CREATE INDEX deliveries_failed ON tally.deliveries (organisation, channel)
    WHERE standing IN ('failed', 'held');

CREATE TABLE tally.message_preferences (
    organisation text NOT NULL,
    person text NOT NULL,
    news text NOT NULL CHECK (news IN ('each', 'digest', 'none')),
    digest boolean NOT NULL,
    zone text NOT NULL,
    digest_on date,
    PRIMARY KEY (organisation, person)
);

CREATE TABLE tally.webhook_endpoints (
    id text PRIMARY KEY,
    organisation text NOT NULL,
    url text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('standard', 'slack')),
    secret text NOT NULL,
    events text[] NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    removed_at timestamptz
);

CREATE INDEX webhook_endpoints_of ON tally.webhook_endpoints (organisation)
    WHERE removed_at IS NULL;

-- A calendar's address; its secret is kept as a hash only.
CREATE TABLE tally.calendar_feeds (
    secret_sha256 bytea PRIMARY KEY,
    organisation text NOT NULL,
    person text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE UNIQUE INDEX calendar_feeds_one ON tally.calendar_feeds (organisation, person)
    WHERE revoked_at IS NULL;

GRANT SELECT, INSERT ON tally.messages_since TO tally_writer;
GRANT SELECT, INSERT, UPDATE ON tally.message_cursors, tally.webhook_endpoints,
    tally.calendar_feeds, tally.message_preferences TO tally_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON tally.deliveries TO tally_writer;

-- Read models for the pages: who is how far, what is waived, whose budget. As in 0004, each row
-- belongs to one stream and can be derived again from the events (`tally rebuild`).

CREATE TABLE read_models.members (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    role text NOT NULL,
    understood boolean NOT NULL,
    took_part boolean NOT NULL,
    items integer NOT NULL,
    items_open integer NOT NULL,
    needed boolean NOT NULL,
    signature text NOT NULL,
    signed_at timestamptz,
    dissent boolean NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, person)
);

CREATE INDEX members_by_person ON read_models.members (organisation, person);

CREATE TABLE read_models.resources (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    holder text NOT NULL,
    currency text NOT NULL,
    granted numeric NOT NULL,
    committed numeric NOT NULL,
    fulfilled numeric NOT NULL,
    breached numeric NOT NULL,
    promises integer NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, holder)
);

CREATE TABLE read_models.waivers (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    number integer NOT NULL,
    practice text NOT NULL,
    subject text,
    waived_by text NOT NULL,
    reason text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, number)
);

-- What the notary says of the log: a checkpoint at a time, and by which keys. It reads what is
-- recorded, adds to these two tables, and can do nothing else; nobody changes what it has said.

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
-- Only tally.erase_person calls it, which asks the record first.
GRANT SELECT ON tally.person_keys TO tally_writer, tally_reader;
GRANT INSERT ON tally.person_keys TO tally_writer;
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
