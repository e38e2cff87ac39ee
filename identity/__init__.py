"""Who someone is: accounts, sessions, tokens and links; it decides nothing about plans."""
