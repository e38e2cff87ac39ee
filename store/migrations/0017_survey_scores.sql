-- How far values are seen in people, as customers and colleagues say.
CREATE TABLE read_models.survey_scores (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    value text NOT NULL,
    audience text NOT NULL,
    survey text NOT NULL,
    period text NOT NULL,
    stated bigint NOT NULL,
    score numeric NOT NULL,
    answers integer NOT NULL,
    imported numeric,
    low boolean NOT NULL,
    PRIMARY KEY (organisation, cycle, survey, person, value)
);
