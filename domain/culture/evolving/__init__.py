"""How a cycle's culture changes with each event, one module a topic."""
