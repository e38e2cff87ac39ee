-- Populations, and what each practice did, are counted by type: of a cycle of 1,000 sellers in the index alone.
CREATE INDEX events_by_type ON tally.events (organisation, type, stream) INCLUDE (position);
