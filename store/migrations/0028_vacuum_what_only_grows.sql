-- What only grows is vacuumed after each hundredth part: counts by type then read the index alone.
ALTER TABLE tally.events SET (
    autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE tally.payloads SET (
    autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02
);
