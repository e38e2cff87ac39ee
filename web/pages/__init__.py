"""Server-rendered pages over the functions that the JSON API uses; no decision has two ways in."""
