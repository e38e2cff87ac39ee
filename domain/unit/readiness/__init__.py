"""What a unit's target stands on: run-rate, plan lines, marketing, and the kinds of revenue in it."""
