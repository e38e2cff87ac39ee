-- A correction that waits can be withdrawn or refused, with a reason.
ALTER TABLE read_models.facts
    ADD COLUMN ended_how text, ADD COLUMN ended_by text,
    ADD COLUMN ended_at timestamptz, ADD COLUMN ended_because text;
ALTER TABLE read_models.goal_facts
    ADD COLUMN ended_how text, ADD COLUMN ended_by text,
    ADD COLUMN ended_at timestamptz, ADD COLUMN ended_because text;
