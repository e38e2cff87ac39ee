"""What a cycle's culture decides, one module a topic."""
