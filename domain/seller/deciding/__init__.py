"""What one person's plan decides, by topic."""
