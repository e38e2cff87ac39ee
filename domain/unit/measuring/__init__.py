"""Facts of goals, which are no money, and corrections of any fact that are not approved."""
