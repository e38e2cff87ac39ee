-- Who left a unit, and who belongs to which unit of a culture: what the culture is to be told of.
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
