"""How executives come to stand behind a plan: the CEO first, the presentation, what functions owe."""
