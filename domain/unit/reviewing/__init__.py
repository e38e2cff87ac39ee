"""A quarter's review as a guided session: facts, sections gone through, what follows from each."""
