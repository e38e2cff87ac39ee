-- Accounts that plans name or people claim: which stand in more than one plan.
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
