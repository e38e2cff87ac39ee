"""Who may do what: one function, and the tables that it decides from. Deny by default."""
