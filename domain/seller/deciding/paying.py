"""The compensation plan as imported: explained, understood, agreed, a win for both. Never pay."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.seller import commands as c
from domain.seller import events as e
from domain.seller.complete import unpaid, unplanned
from domain.seller.deciding.asked import Asked, decided, once_each
from domain.seller.plan import Compensation

WHOLE = 100


@decided.register
def _import(command: c.ImportCompensation, asked: Asked) -> tuple[Event, ...]:
    known = {one.imported.compensation for one in asked.state.compensations}
    if command.compensation in known:
        raise errors.AlreadyExists(f"There is a version {command.compensation} already.")
    once_each((one.id for one in command.components), "components")
    if sum(one.weight for one in command.components) != WHOLE:
        raise errors.SumDiffers("The components' weights sum to 100 percent.", practice="S3-16")
    return (e.CompensationImported(**dict(command)),)


def _current(asked: Asked, compensation: str) -> Compensation:
    found = asked.state.compensation
    if found is None or found.imported.compensation != compensation:
        raise errors.OtherVersion(f"The compensation plan that counts is not {compensation}.")
    return found


@decided.register
def _explain(command: c.ExplainCompensation, asked: Asked) -> tuple[Event, ...]:
    if _current(asked, command.compensation).explained_by is not None:
        raise errors.NothingToDo("That it was explained is recorded already.")
    return (e.CompensationExplained(**dict(command), explained_by=asked.person),)


@decided.register
def _understand(command: c.ConfirmCompensationUnderstood, asked: Asked) -> tuple[Event, ...]:
    found = _current(asked, command.compensation)
    if found.explained_by is None:
        raise errors.WrongStage("Your manager explains it first.", practice="S3-30")
    if found.understood:
        raise errors.NothingToDo("You have confirmed that before.")
    return (e.CompensationUnderstood(**dict(command)),)


@decided.register
def _agree(command: c.AgreeCompensation, asked: Asked) -> tuple[Event, ...]:
    found = _current(asked, command.compensation)
    if not found.understood:
        raise errors.WrongStage("First confirm that it was explained to you.", practice="S3-30")
    if found.agreed is not None:
        raise errors.NothingToDo("You have said what you think of it.")
    if not (command.aggressive and command.attainable and command.win) and command.words is None:
        raise errors.Invalid("Say in words what is not so.", practice="S3-31")
    return (e.CompensationAgreed(**dict(command)), *_mismatches(asked))


def _mismatches(asked: Asked) -> tuple[Event, ...]:
    """Where compensation and plan do not meet, either way (S3-16, S3-29)."""
    plan = asked.state
    lines = (f"No component pays for line {one}" for one in unpaid(plan))
    parts = (f"Component {one} pays for no line of the plan" for one in unplanned(plan))
    return (
        *(e.SellerFindingRaised(practice="S3-16", words=words) for words in lines),
        *(e.SellerFindingRaised(practice="S3-29", words=words) for words in parts),
    )


@decided.register
def _company(command: c.ConfirmCompanyWin, asked: Asked) -> tuple[Event, ...]:
    if _current(asked, command.compensation).company_win_by is not None:
        raise errors.NothingToDo("That is recorded already.")
    return (e.CompanyWinConfirmed(**dict(command), confirmed_by=asked.person),)
