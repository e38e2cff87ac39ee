"""The one clock-free room: rules, money and words; standard library and pydantic only."""
