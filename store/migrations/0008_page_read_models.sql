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
