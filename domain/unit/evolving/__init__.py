"""How each event changes a unit's plan, by what the events are about."""
