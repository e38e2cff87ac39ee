"""The JSON API: it reads projections, gives commands through workflows.client, decides nothing."""
