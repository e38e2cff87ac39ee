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
        "start": ("ines", f"{organisation}/start"),
        "start-files": ("ines", f"{organisation}/start/files"),
        "start-portions": ("ines", f"{organisation}/start/portions"),
        "start-calendar": ("ines", f"{organisation}/start/calendar"),
        "start-check": ("ines", f"{organisation}/start/check"),
        "cycle": ("dana", living.base),
        "my-number": (seller, f"{living.base}/number"),
        "my-team": ("ana", f"{living.base}/team"),
        "unit": ("dana", living.unit("sales")),
        "unit-answering": (seller, living.unit(ANSWERING)),
        "act": ("marco", living.unit(ANSWERING, "acts", "revise-plan")),
        "sign": (signer, living.unit(SIGNING, "sign")),
        "letter": ("ana", living.unit(SIGNING, "letter")),
        "review": ("dana", living.unit("sales", "review")),
        "person": ("ana", f"{living.base}/people/ana"),
        "replay": ("sam", f"{living.base}/replay"),
        "mailbox": ("dana", "/mailbox"),
        "sign-in": ("", "/sign-in"),
        "letters": ("", "/letters"),
        "forbidden": (seller, living.unit("apac")),
        "not-found": ("", "/nowhere"),
    }
