"""The only code through which a workflow touches the world."""
