"""Each page of the product, with who looks at it in the living cycle."""

from __future__ import annotations

from living import ANSWERING, SIGNING, Living


def pages_of(living: Living) -> dict[str, tuple[str, str]]:
    """Name to the person whom this machine's operator names, and the address."""
    organisation = f"/o/{living.organisation}"
    seller, signer = living.seller(ANSWERING, 0).person, living.seller(SIGNING, 0).person
    return {
        "my-work": ("dana", f"{organisation}/work"),
        "messages": ("dana", f"{organisation}/messages"),
        "accounts": ("ines", f"{organisation}/accounts"),
        "webhooks": ("ines", f"{organisation}/webhooks"),
        "start": ("ines", f"{organisation}/start"),
        "start-files": ("ines", f"{organisation}/start/files"),
        "start-portions": ("ines", f"{organisation}/start/portions"),
        "start-calendar": ("ines", f"{organisation}/start/calendar"),
        "start-check": ("ines", f"{organisation}/start/check"),
        "started": ("ines", f"{living.base}/started"),
        "goal": ("olu", f"{living.base}/goal"),
        "cycle": ("dana", living.base),
        "cycle-planner": ("ines", living.base),
        "cycle-act": ("ines", f"{living.base}/acts/propose-rule-change"),
        "my-number": (seller, f"{living.base}/number"),
        "my-team": ("ana", f"{living.base}/team"),
        "unit": ("dana", living.unit("sales")),
        "unit-answering": (seller, living.unit(ANSWERING)),
        "act": ("marco", living.unit(ANSWERING, "acts", "revise-plan")),
        "portions": ("marco", living.unit(ANSWERING, "portions")),
        "sign": (signer, living.unit(SIGNING, "sign")),
        "letter": ("ana", living.unit(SIGNING, "letter")),
        "facts": ("dana", f"{living.base}/facts"),
        "unit-facts": ("dana", living.unit("sales", "facts")),
        "execution": ("dana", f"{living.base}/execution"),
        "line-of-sight": ("dana", f"{living.base}/line-of-sight"),
        "review": ("dana", living.unit("sales", "review")),
        "why": ("ana", living.unit("sales", "why") + "?seat=emea"),
        "scenarios": ("dana", living.unit(ANSWERING, "scenarios")),
        "my-plan-none": (seller, f"{living.base}/sellers/{seller}"),
        "person": ("ana", f"{living.base}/people/ana"),
        "person-change": ("ruth", f"{living.base}/people/marco/change?kind=leader"),
        "replay": ("sam", f"{living.base}/replay"),
        "backtest": ("ines", f"{living.base}/backtest?preset=strict"),
        "culture": ("dana", f"{living.base}/culture"),
        "culture-mine": (seller, f"{living.base}/culture"),
        "culture-cases": ("dana", f"{living.base}/culture/cases"),
        "culture-cases-none": (seller, f"{living.base}/culture/cases"),
        "culture-week": (seller, f"{living.base}/culture/week"),
        "incentives": ("olu", f"{living.base}/incentives"),
        "incentives-mine": ("ana", f"{living.base}/incentives/mine"),
        "audit": ("sam", f"{organisation}/audit"),
        "audit-cycle": ("sam", f"{living.base}/audit"),
        "audit-kept": ("ines", f"{organisation}/audit/kept"),
        "routes": ("dana", "/docs"),
        "mailbox": ("dana", "/mailbox"),
        "mailbox-nothing": ("dana", "/mailbox?to=nobody"),
        "sign-in": ("", "/sign-in"),
        "letters": ("", "/letters"),
        "letters-unknown": ("", "/letters/0000-0000"),
        "forbidden": (seller, living.unit("apac")),
        "not-found": ("", "/nowhere"),
    }


SIGNED_IN = {"account": "/account", "prove": "/account/prove", "sign-out": "/sign-out"}
"""Pages of an account: whoever came in by themselves sees them, and no operator in their name."""


def pages_of_the_year(organisation: str, cycle: str) -> dict[str, tuple[str, str]]:
    """The same for a cycle that has come to its end."""
    base = f"/o/{organisation}/cycles/{cycle}"
    return {
        "year-cycle": ("dana", base),
        "year-unit": ("dana", f"{base}/units/sales"),
        "year-emea": ("ana", f"{base}/units/emea"),
        "year-team": ("dana", f"{base}/team"),
        "year-number": ("mika", f"{base}/number"),
        "year-facts": ("dana", f"{base}/facts"),
        "year-facts-unit": ("dana", f"{base}/units/sales/facts"),
        "year-facts-then": ("dana", f"{base}/units/sales/facts?known_on=2027-04-07"),
        "year-execution": ("dana", f"{base}/execution"),
        "year-line-of-sight": ("dana", f"{base}/line-of-sight"),
        "year-learned": ("dana", f"{base}/learned"),
        "year-review": ("dana", f"{base}/units/sales/review"),
        "year-review-first": ("dana", f"{base}/units/sales/review?period=Q1"),
        "year-person": ("ana", f"{base}/people/ana"),
        "year-letter": ("ana", f"{base}/units/sales/letter"),
        "year-incentives": ("ruth", f"{base}/incentives"),
        "year-incentives-mine": ("ana", f"{base}/incentives/mine"),
        "year-replay": ("sam", f"{base}/replay"),
        "year-work": ("ana", f"/o/{organisation}/work"),
        "year-messages": ("ana", f"/o/{organisation}/messages"),
    }
