"""Values that a company may choose from, with behaviours, in our own words; it may write others."""

from __future__ import annotations

from domain.culture.values import ChosenValue

CATALOGUE: tuple[ChosenValue, ...] = (
    ChosenValue(
        value="relationships",
        name="People before the sale",
        behaviours=(
            "Knows what the customer is trying to do before offering anything",
            "Calls when there is nothing to sell",
            "Treats colleagues as carefully as customers",
        ),
    ),
    ChosenValue(
        value="customer-first",
        name="The customer before ourselves",
        behaviours=(
            "Says no to an order that would not help the customer",
            "Speaks for the customer inside the company, also when it is inconvenient",
        ),
    ),
    ChosenValue(
        value="teamwork",
        name="One team, in good spirits",
        behaviours=(
            "Passes on what may help somebody else today",
            "Lends a hand before being asked, and thanks whoever does",
        ),
    ),
    ChosenValue(
        value="recovery",
        name="First put right what went wrong",
        behaviours=(
            "Tells the customer of a failure before they find it",
            "Stays with it until the customer says that it is put right",
        ),
    ),
)
"""S2-11, S2-13, S2-14, S2-15."""


def known(value: str) -> ChosenValue | None:
    """The catalogue's value of that id."""
    return next((one for one in CATALOGUE if one.value == value), None)
