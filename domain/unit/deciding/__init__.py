"""How each command is decided, by what the commands are about: guard, then event."""
