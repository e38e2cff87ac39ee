"""What `tally` does on the database itself, for who runs the service."""
