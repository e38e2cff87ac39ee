-- Who acknowledged what is valued and expected in a cycle, and who read why planning is worth it.
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
