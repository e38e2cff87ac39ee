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
