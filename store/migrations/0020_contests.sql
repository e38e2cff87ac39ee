-- Contests of a cycle; who stands where is computed from attainment when it is asked.
CREATE TABLE read_models.contests (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    contest text NOT NULL,
    name text NOT NULL,
    rules text NOT NULL,
    kind text NOT NULL,
    target text NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL,
    ended boolean NOT NULL,
    winners text[] NOT NULL,
    PRIMARY KEY (organisation, cycle, contest)
);
