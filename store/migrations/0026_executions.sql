-- What each unit's execution is told from, on whatever day it is asked about.
CREATE TABLE read_models.executions (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    carried jsonb NOT NULL,
    PRIMARY KEY (organisation, cycle, unit)
);
