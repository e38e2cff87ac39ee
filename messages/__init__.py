"""What carries decisions and deadlines to people; nothing here decides anything."""
