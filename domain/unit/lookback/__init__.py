"""What a unit looks back on before it plans, and what it stands on when it does."""
