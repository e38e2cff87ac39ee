"""The sections that the person writes: business plan, top accounts, training, submission."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.seller import commands as c
from domain.seller import events as e
from domain.seller.complete import missing
from domain.seller.deciding.asked import Asked, decided, once_each, within_year, worth


@decided.register
def _goal(command: c.SetSellerGoal, asked: Asked) -> tuple[Event, ...]:
    if command.goals == asked.state.goals:
        raise errors.NothingToDo("The plan knows that already.")
    return (e.SellerGoalSet(**dict(command)),)


@decided.register
def _manager(command: c.ChangeSellerManager, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if (command.manager, command.leader_above) == (state.manager, state.leader_above):
        raise errors.NothingToDo("They manage this plan already.")
    return (e.SellerManagerChanged(**dict(command)),)


@decided.register
def _roles(command: c.ChangeSellerRoles, asked: Asked) -> tuple[Event, ...]:
    if command.roles == asked.state.roles:
        raise errors.NothingToDo("The offices are held like that already.")
    return (e.SellerRolesChanged(**dict(command)),)


@decided.register
def _report_to(command: c.RecordLineManager, asked: Asked) -> tuple[Event, ...]:
    state, who = asked.state, command.line_manager
    if who == state.line_manager:
        raise errors.NothingToDo("That is recorded already.")
    if who == state.seller.id:
        raise errors.Invalid("Nobody is their own line manager.", practice="S3-24")
    if who == state.manager:
        raise errors.Invalid(
            f"{who} manages the plan; without a line manager that is who they report to.",
            practice="S3-24",
        )
    return (e.LineManagerRecorded(line_manager=who),)


@decided.register
def _write(command: c.WriteBusinessPlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if (command.words, command.lines) == (state.words, state.lines):
        raise errors.NothingToDo("That is the business plan already.")
    once_each((line.id for line in command.lines), "lines")
    for line in command.lines:
        worth(line.value, state, f"Line {line.id}")
        within_year(line.due_on, state, f"Line {line.id}")
        if line.quantity <= 0:
            raise errors.Invalid(f"Line {line.id} needs a quantity above zero.", practice="S3-14")
    return (e.BusinessPlanWritten(**dict(command)),)


@decided.register
def _name(command: c.NameTopAccounts, asked: Asked) -> tuple[Event, ...]:
    if command.accounts == asked.state.accounts:
        raise errors.NothingToDo("Those are the top accounts already.")
    once_each((one.account for one in command.accounts), "accounts")
    if [one.rank for one in command.accounts] != list(range(1, len(command.accounts) + 1)):
        raise errors.Invalid("Top accounts are ranked 1, 2, 3 … in order.", practice="S4-10")
    return (e.TopAccountsNamed(**dict(command)),)


@decided.register
def _decline(command: c.DeclineTopAccounts, asked: Asked) -> tuple[Event, ...]:
    if asked.state.no_accounts == command.reason:
        raise errors.NothingToDo("That was said before.")
    return (e.TopAccountsNotAppropriate(**dict(command)),)


@decided.register
def _train(command: c.PlanTraining, asked: Asked) -> tuple[Event, ...]:
    if command.trainings == asked.state.trainings:
        raise errors.NothingToDo("That is the training plan already.")
    once_each((one.id for one in command.trainings), "trainings")
    for one in command.trainings:
        if one.ends_on < one.starts_on:
            raise errors.Invalid(f"Training {one.id} ends before it starts.", practice="S4-11")
    return (e.TrainingPlanned(**dict(command)),)


@decided.register
def _submit(_command: c.SubmitSellerPlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if state.stage != "writing":
        raise errors.NothingToDo(f"The plan is {state.stage} already.")
    mode = state.policy.mode("S3-28")
    gaps = missing(state, asked.at) if mode != "off" else ()
    if gaps and mode == "block":
        raise errors.GateClosed("The plan is not complete.", practice="S3-28", missing=gaps)
    findings = tuple(
        e.SellerFindingRaised(practice="S3-28", words=f"Missing: {one}") for one in gaps
    )
    return (e.SellerPlanSubmitted(version=state.submitted + 1), *findings)
