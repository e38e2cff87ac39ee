"""What is typed, the plan of which it is said, and whether it was sent so."""

UNIT = "/v1/halden/cycles/fy27/units/emea"
CYCLE = "/v1/halden/cycles/fy27"
USD = {"currency": "USD", "amount": "360000.00"}
EUR = {"currency": "EUR", "amount": "24600000.00"}
VERSION = {
    "number": 4,
    "content_hash": "ab" * 32,
    "targets": [
        {
            "target": "revenue",
            "goal": {"currency": "EUR", "amount": "25400000.00"},
            "add_on": {"currency": "EUR", "amount": "0.00"},
            "over_assignment": {"currency": "EUR", "amount": "0.00"},
        }
    ],
    "portions": [
        {"seat": "london-1", "amount": EUR, "rolled_up": EUR, "basis": "judgement"},
        {"seat": "nordics", "amount": EUR, "rolled_up": EUR, "basis": "judgement"},
    ],
    "owners": [{"seat": "nordics", "owner": "dana"}],
    "resources": [
        {
            "id": "lab",
            "words": "A lab",
            "asked_by": "ana",
            "budget_holder": "dana",
            "due_on": "2027-03-01",
            "amount": USD,
        }
    ],
}


def typed(words):
    return [word.replace("_", " ") for word in words.split(" ")]


def stands(found, expected):
    """Whether `found` has each part of `expected`."""
    return expected.items() <= found.items()
