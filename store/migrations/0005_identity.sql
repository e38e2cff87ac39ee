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
