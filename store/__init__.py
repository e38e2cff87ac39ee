"""The PostgreSQL event store: one append, a few reads, and the schema that holds them to it."""
