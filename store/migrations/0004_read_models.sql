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
    PRIMARY KEY (organisation, cycle, unit)
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
