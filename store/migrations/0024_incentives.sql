-- What people are paid for: a row a component, and a row a strategic goal, so that goals that no
-- component pays for are found in one query. Goals are named as unit/goal.
CREATE TABLE read_models.pay_components (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    person text NOT NULL,
    component text NOT NULL,
    metric text NOT NULL,
    weight numeric NOT NULL,
    selling boolean NOT NULL,
    goals text[] NOT NULL,
    PRIMARY KEY (organisation, stream, person, component)
);

CREATE INDEX pay_components_by_cycle ON read_models.pay_components (organisation, cycle);

CREATE TABLE read_models.strategic_goals (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    unit text NOT NULL,
    goal text NOT NULL,
    metric text NOT NULL,
    owner text NOT NULL,
    PRIMARY KEY (organisation, cycle, unit, goal)
);
