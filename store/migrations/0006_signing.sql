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
