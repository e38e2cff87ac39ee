"""One unit's plan in one cycle: proposed, objected to, revised, signed, kept, reviewed, closed."""
