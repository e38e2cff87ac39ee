"""Corrections that nobody approves: withdrawn by who proposed them, or refused by another."""

from __future__ import annotations

from collections.abc import Callable

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.unit import commands as c
from domain.unit.measuring import commands as m
from domain.unit.plan import Ended
from projections import waiting
from tests.domain import stages as s
from tests.domain import test_unit_measuring as goals
from tests.domain.company import usd
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.test_unit_facts import APPROVE, proposed_correction, rebooked, wrong, year_over

Stage = Callable[[], Plan]
WITHDRAW = m.WithdrawCorrection(correction="swap", reason="The seat was right")
REFUSE = m.RefuseCorrection(correction="swap", reason="Show me the order")
AGAIN = wrong().model_copy(update={"correction": "swap-2"})


def withdrawn() -> Plan:
    return proposed_correction().by("ines", WITHDRAW)


def refused_correction() -> Plan:
    return proposed_correction().by("olu", REFUSE)


def overtaken() -> Plan:
    """Another correction changed meanwhile what this one reverses."""
    first = wrong().model_copy(update={"correction": "first"})
    plan = s.measured().by("ines", rebooked(), first)
    return plan.by("olu", c.ApproveCorrection(correction="first"))


def after_the_close() -> Plan:
    return year_over().by("dana", c.ClosePlan()).by("ines", wrong("Q4"))


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("who proposed a correction withdraws it", proposed_correction, "ines", WITHDRAW,
     ["CorrectionWithdrawn"]),
    ("who could approve a correction refuses it", proposed_correction, "olu", REFUSE,
     ["CorrectionRefused"]),
    ("a correction of goals is withdrawn", goals.proposed, "ines",
     WITHDRAW.model_copy(update={"correction": "recount"}), ["CorrectionWithdrawn"]),
    ("a correction of goals is refused", goals.proposed, "olu",
     REFUSE.model_copy(update={"correction": "recount"}), ["CorrectionRefused"]),
    ("what was withdrawn is proposed again", withdrawn, "ines", AGAIN, ["CorrectionProposed"]),
    ("what was refused is proposed again", refused_correction, "ines", AGAIN,
     ["CorrectionProposed"]),
    ("what cannot be approved any more is withdrawn", overtaken, "ines", WITHDRAW,
     ["CorrectionWithdrawn"]),
    ("what cannot be approved any more is refused", overtaken, "olu", REFUSE,
     ["CorrectionRefused"]),
    ("after the close it is withdrawn", after_the_close, "ines", WITHDRAW,
     ["CorrectionWithdrawn"]),
    ("after the close it is refused", after_the_close, "olu", REFUSE, ["CorrectionRefused"]),
]  # fmt: skip

REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], str]] = [
    ("nobody withdraws what another proposed", proposed_correction, "olu", WITHDRAW,
     errors.NotAuthorised, "ines proposed this correction"),
    ("nobody refuses what they proposed", lambda: s.measured().by("olu", wrong()), "olu", REFUSE,
     errors.NeedsTwoPeople, "withdraw it"),
    ("who plans refuses nothing", proposed_correction, "ines", REFUSE, errors.NotAuthorised, ""),
    ("a leader refuses nothing", proposed_correction, "dana", REFUSE, errors.NotAuthorised, ""),
    ("a leader withdraws nothing", proposed_correction, "dana", WITHDRAW, errors.NotAuthorised, ""),
    ("what is withdrawn was proposed", s.measured, "ines", WITHDRAW, errors.Unknown, ""),
    ("what is refused was proposed", s.measured, "olu", REFUSE, errors.Unknown, ""),
    ("what was approved is not withdrawn", lambda: proposed_correction().by("olu", APPROVE),
     "ines", WITHDRAW, errors.NothingToDo, "approved already"),
    ("what was withdrawn is not approved", withdrawn, "olu", APPROVE, errors.NothingToDo,
     "withdrawn already"),
    ("what was refused is not approved", refused_correction, "olu", APPROVE, errors.NothingToDo,
     "refused already"),
    ("what was refused is not withdrawn", refused_correction, "ines", WITHDRAW,
     errors.NothingToDo, "refused already"),
    ("what was withdrawn is not refused", withdrawn, "olu", REFUSE, errors.NothingToDo,
     "withdrawn already"),
    ("proposed again it has an id of its own", withdrawn, "ines", wrong(),
     errors.AlreadyExists, ""),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


@sentences("stage who command error words", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], words: str
) -> None:
    refused(stage(), who, command, error, words=words)


def test_what_ended_waits_for_nobody_and_restates_nothing() -> None:
    waits = {one.kind for one in waiting.in_unit(proposed_correction().state)}
    assert "correction" in waits
    for plan, how, by, reason in (
        (withdrawn(), "withdrawn", "ines", WITHDRAW.reason),
        (refused_correction(), "refused", "olu", REFUSE.reason),
    ):
        (ended,) = (one.ended for one in plan.state.corrections)
        assert ended == Ended(how=how, by=by, at=plan.at, reason=reason)
        assert plan.state.actual("americas") == usd("10.9")
        assert "correction" not in {one.kind for one in waiting.in_unit(plan.state)}


def test_proposed_again_it_waits_again() -> None:
    plan = refused_correction().by("ines", AGAIN)
    waits = [one for one in waiting.in_unit(plan.state) if one.kind == "correction"]
    assert [(one.person, one.subject) for one in waits] == [("olu", "swap-2")]
    assert plan.by("olu", c.ApproveCorrection(correction="swap-2")).state.actual("americas") == usd(
        "10.15"
    )
