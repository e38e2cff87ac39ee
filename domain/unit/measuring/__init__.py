"""What goals beside the number are measured by: counts, shares and units that are no money."""
