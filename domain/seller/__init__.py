"""A seller's plan for the year: written by its person, developed with their manager."""
