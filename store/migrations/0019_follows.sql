-- The cycle that a cycle follows, and the version of its closed year that a unit knows of.
ALTER TABLE read_models.cycles ADD COLUMN follows text;
ALTER TABLE read_models.units ADD COLUMN year_before bigint;
