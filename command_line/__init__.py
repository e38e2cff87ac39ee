"""The business commands of `tally`: each speaks HTTP to the web process and decides nothing."""
