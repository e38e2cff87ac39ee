"""Where to begin, by business model (S3-43): what last year and next year usually consist of there.

The source says that the practice holds across business models and names none: these are ours.
"""

from __future__ import annotations

from domain.model import Value
from domain.unit.readiness.values import Revenue
from domain.words import Identifier


class Suggested(Value):
    """A run-rate component or a plan line in words, with the kind of revenue it usually is."""

    words: str
    revenue: Revenue


class Template(Value):
    """`handoffs` are what other functions receive from sales, and so score."""

    model: Identifier
    name: str
    run_rate: tuple[Suggested, ...]
    lines: tuple[Suggested, ...]
    look_back: tuple[str, ...]
    handoffs: tuple[str, ...]


def _several(revenue: Revenue, *words: str) -> tuple[Suggested, ...]:
    return tuple(Suggested(words=one, revenue=revenue) for one in words)


TEMPLATES = (
    Template(
        model="subscription",
        name="Subscriptions and recurring revenue",
        run_rate=_several("recurring", "Contracts that run on", "Renewals due, less those expected to end"),
        lines=(
            *_several("recurring", "Customers who take a larger plan", "New subscriptions"),
            *_several("one_off", "Set-up and training"),
        ),
        look_back=("Renewed of what was due", "Growth of customers one had", "Offers that were won"),
        handoffs=("What was promised is what was set up", "The first user is named at signature"),
    ),
    Template(
        model="managed-services",
        name="Managed services",
        run_rate=_several("recurring", "Service contracts that run on", "Projects under way"),
        lines=(
            *_several("recurring", "Services added for customers one has", "New service contracts"),
            *_several("new", "Projects for new customers"),
        ),
        look_back=("Contracts kept", "Margin of services", "Business reviews held with customers"),
        handoffs=("Scope is complete before work begins", "Prices are those of the catalogue"),
    ),
    Template(
        model="projects",
        name="Projects and capital equipment",
        run_rate=(
            *_several("one_off", "Orders in hand to be delivered this year"),
            *_several("recurring", "Service and spare parts"),
        ),
        lines=(
            *_several("one_off", "Projects named and qualified"),
            *_several("new", "New customers in the segment"),
        ),
        look_back=("Offers that were won", "Orders at the planned margin", "Visits to new customers"),
        handoffs=("Dates agreed with operations before the offer", "Papers complete at the order"),
    ),
    Template(
        model="products",
        name="Products by distribution",
        run_rate=_several("recurring", "Reorders of listed customers", "Frame contracts"),
        lines=(
            *_several("new", "New listings", "New distributors"),
            *_several("one_off", "Campaigns and seasonal orders"),
        ),
        look_back=("Products per customer", "Price kept", "Distributors who reached their plan"),
        handoffs=("Forecast good enough for stock", "Returns agreed beforehand"),
    ),
)  # fmt: skip
"""By business model, in no order of rank."""
