"""What to type after a refusal: by what it says where that is known, else by its name."""

from __future__ import annotations

import re

BY_NAME: dict[str, str] = {
    "AlreadyExists": "Choose another id, or show what is there: tally unit show, tally cycle show.",
    "BeyondBudget": "A sponsor grants more first: tally unit grant-budget.",
    "CommandIdReused": "Give it again without --command-id, or with another one.",
    "CommitmentIsIrrevocable": "Offer a substitute (tally unit substitute) or declare a breach "
    "(tally unit breach).",
    "DeadlineNotReached": "Wait for the deadline: tally unit show says when it is.",
    "DeadlinePassed": "Two people may agree to a later date: tally cycle propose-rules.",
    "FileHasProblems": "Correct each cell that is named, then import the file again.",
    "GateClosed": "tally unit blockers says what is missing and who can clear it.",
    "Invalid": "Correct the value and give the command again.",
    "NeedsTwoPeople": "Ask somebody else who may do this: --as PERSON.",
    "NotAuthorised": "Ask who may do this, or name yourself with --as PERSON.",
    "NothingToDo": "Nothing was recorded, and nothing needs to be.",
    "OtherVersion": "Look at what changed (tally unit diff), then name the version that is open.",
    "SignaturesWouldBeVoided": "Say that you know how many: --voids N.",
    "SumDiffers": "Correct the amounts, or declare the difference: --over-assignment.",
    "Unknown": "Check the spelling: tally cycle show lists the units, tally unit show the rest.",
    "WrongStage": "tally unit show says where the plan stands.",
}
"""Every refusal by its name on the wire."""

BY_WORDS: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (name, re.compile(pattern), remedy)
    for name, pattern, remedy in (
        ("FileHasProblems", r"say why the file restates it",
         'Correct each cell that is named; a recorded rate is restated with a reason: --restates "…".'),
        ("FileHasProblems", r"correct it, with what it reverses",
         "Correct each cell that is named; what was recorded is corrected by two: tally facts correct."),
        ("NeedsTwoPeople", r"you can withdraw it|proposed this correction",
         "Ask somebody else, or withdraw it: tally unit withdraw-correction, tally facts withdraw."),
        ("SumDiffers", r"this correction reverses",
         "Withdraw it (tally unit withdraw-correction), and propose what is to be corrected now."),
        ("GateClosed", r"tally import people",
         "Import the people first: tally import people FILE."),
        ("GateClosed", r"the reason, in a sentence", 'Say it in a sentence: --reason "…".'),
        ("GateClosed", r"^below_goal_reason",
         'Say why: --below-goal "…" (tally unit revise).'),
        ("GateClosed", r"has no plan goal yet|^the plan goal for",
         "A sponsor confirms it: tally cycle confirm-goal."),
        ("Invalid", r"is a judgement\b.*say why", 'Say why: --because "…".'),
        ("Invalid", r"changes: cite what causes it",
         "Name an item, a factor or a decision for each seat that changes: --cause SEAT=ID."),
        ("Invalid", r"because of an item or a factor", "Name it: --item ID or --factor ID."),
        ("Invalid", r"names the seat whose portion", "Name it: --seat ID."),
        ("Invalid", r"seats without a prior year",
         'Judge what had no last year: --basis judgement --portion SEAT=AMOUNT --because "…".'),
        ("Invalid", r"seats without a potential",
         'Choose another basis, or judge: --basis judgement --portion SEAT=AMOUNT --because "…".'),
        ("Invalid", r"seats without a weight", "Give each seat one: --weight SEAT=NUMBER."),
        ("Invalid", r"enter each portion with its reason",
         'Name each: --portion SEAT=AMOUNT, and --because "…".'),
        ("Unknown", r"beyond the end of the log", "Name a position up to that one, or a day."),
        ("Unknown", r"was not begun at that moment", "Name a later moment, or leave --at out: as it stands now."),
        ("Unknown", r"^cycle/\S+ holds no command ",
         "Of a unit's plan? Add --unit UNIT; of a seller's: --seller PERSON; or --culture, --incentives, --custody."),
        ("Unknown", r" holds no command ",
         "Check the command's id, as its answer had it, and whose plan it was about."),
        ("Unknown", r"^A period is explained of a seat's attainment",
         "Name the seat: --of attainment --seat SEAT --period Q1; or leave --period out."),
        ("Unknown", r"^No correction ", "Those that wait, with their ids: tally result facts."),
        ("Unknown", r"^There is no population", "Name one of these: tally audit population lists them."),
        ("NothingToDo", r"decided already; offer a substitute",
         "Nothing was recorded; what was granted can be replaced: tally unit substitute."),
        ("NothingToDo", r"decided already", "Nothing was recorded: the decision stands."),
    )
)  # fmt: skip
"""A refusal's name, what its sentence or a missing part says, and the option that clears it."""


def remedy(name: str, sentences: tuple[str, ...]) -> str:
    """What the person can do; empty for a refusal that nobody has heard of."""
    for known, pattern, words in BY_WORDS:
        if known == name and any(pattern.search(one) for one in sentences):
            return words
    return BY_NAME.get(name, "")
