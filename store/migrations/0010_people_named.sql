-- Whoever an organisation ever named keeps their id: asked before every file of people is read.
CREATE INDEX events_people ON tally.events (organisation, position)
    WHERE type IN ('CycleStarted', 'UnitDefined', 'LeaderLeft', 'RolesChanged', 'SeatFilled', 'SeatHandedOver');
