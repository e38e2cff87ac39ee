-- How people feel, counted by unit and week: of nobody, and of no moment.
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
