"""One planning cycle of an organisation: its units, rules, calendar, plan goal and end."""
