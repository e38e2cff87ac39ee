"""The culture of a cycle: its values and what is expected, who acknowledged them, and how it is lived."""
