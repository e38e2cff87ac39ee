"""Where the service owes something by itself, asked in one query of every organisation."""

KEYS = """
    SELECT k.organisation, k.number, k.reason, k.verifier_key, k.introduced_at, k.withdrawn_key,
           k.withdrawn_at, k.words
    FROM tally.log_keys AS k
    WHERE k.number > (
        SELECT count(*) FROM tally.events AS e
        WHERE e.organisation = k.organisation AND e.stream = $1
          AND e.type IN ('LogKeyCreated', 'LogKeyRotated', 'LogKeyLost')
    )
    ORDER BY k.organisation, k.number
"""
"""Changes of keys without their event, each organisation's in their order."""

ERASED = """
    SELECT organisation, count(*) AS erased FROM tally.events
    WHERE stream = $1 AND type = 'PersonErased' GROUP BY organisation ORDER BY organisation
"""
"""How many people each organisation's record calls erased."""

WAITING = """
    SELECT o.organisation, count(*) AS people, sum(o.version) AS versions
    FROM read_models.offices AS o
    WHERE o.unit = '' AND EXISTS (
        SELECT FROM read_models.inbox AS i WHERE i.organisation = o.organisation AND i.cycle = ''
    )
    GROUP BY o.organisation ORDER BY o.organisation
"""
"""Where custody waits for a second person, with what changes when an office of a cycle does."""

YEARS = """
    SELECT c.organisation, c.cycle, c.follows, u.unit
    FROM read_models.cycles AS c
    JOIN read_models.units AS u USING (organisation, cycle)
    JOIN read_models.years AS y
        ON (y.organisation, y.cycle, y.unit) = (c.organisation, c.follows, u.unit)
    WHERE c.follows IS NOT NULL AND c.stage = 'announced' AND y.closed
      AND u.stage NOT IN ('closed', 'cancelled', 'ended_early')
    GROUP BY c.organisation, c.cycle, c.follows, u.unit, u.year_before
    HAVING max(y.version) > coalesce(u.year_before, 0)
    ORDER BY c.organisation, c.cycle, u.unit
"""
"""Units that do not know yet how their year before closed, or how it was restated since."""

JOINERS = """
    SELECT s.organisation, s.cycle, s.unit, p.person
    FROM (SELECT DISTINCT organisation, cycle FROM read_models.circle_people) AS k
    JOIN read_models.seats AS s USING (organisation, cycle)
    JOIN read_models.units AS u USING (organisation, cycle, unit)
    CROSS JOIN LATERAL (VALUES (s.owner), (s.joining)) AS p (person)
    WHERE p.person <> u.leader AND u.stage NOT IN ('closed', 'cancelled', 'ended_early')
      AND NOT EXISTS (
          SELECT FROM read_models.circle_people AS c
          WHERE (c.organisation, c.cycle, c.person) = (s.organisation, s.cycle, p.person)
            AND NOT c.leads
      )
    GROUP BY s.organisation, s.cycle, s.unit, p.person
    ORDER BY s.organisation, s.cycle, s.unit, p.person
"""
"""Who has a seat in a cycle, or is asked to sign for one, and is led nowhere in its culture."""

LEAVERS = """
    SELECT d.organisation, d.cycle, d.unit, d.person
    FROM read_models.departures AS d
    JOIN read_models.circle_people AS c USING (organisation, cycle, unit, person)
    JOIN read_models.units AS u USING (organisation, cycle, unit)
    JOIN read_models.cycles AS k USING (organisation, cycle)
    WHERE NOT c.leads AND u.stage NOT IN ('closed', 'cancelled', 'ended_early')
      AND (k.rehearsal OR d.since <= $1)
    ORDER BY d.organisation, d.cycle, d.unit, d.person
"""
"""Who has no part in a unit's plan any more, today, and is one of its people in the culture.

A rehearsal is told the time, which nobody tells the caretaker: it waits for no last day there.
"""
