"""Contests, awards and what colleagues say of each other: recorded, and nobody is scored by it."""

from __future__ import annotations

from domain import errors
from domain.culture import commands as c
from domain.culture import recognition as e
from domain.culture.deciding.asked import Asked, circle_of, decided
from domain.model import Event


@decided.register
def _contest(command: c.OpenContest, asked: Asked) -> tuple[Event, ...]:
    if asked.state.contest(command.contest) is not None:
        raise errors.AlreadyExists(f"There is a contest {command.contest} already.")
    if command.until_on <= command.from_on:
        raise errors.Invalid("A contest ends after it begins.", practice="S4-13")
    return (e.ContestOpened(**dict(command)),)


@decided.register
def _end(command: c.EndContest, asked: Asked) -> tuple[Event, ...]:
    contest = asked.state.contest(command.contest)
    if contest is None:
        raise errors.Unknown(f"There is no contest {command.contest}.")
    if contest.ended is not None:
        raise errors.NothingToDo("It ended before.")
    for winner in command.winners:
        _require_known(asked, winner)
    return (e.ContestEnded(**dict(command)),)


@decided.register
def _award(command: c.GiveAward, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if any(one.award == command.award for one in state.awards):
        raise errors.AlreadyExists(f"There is an award {command.award} already.")
    if command.contest is not None and state.contest(command.contest) is None:
        raise errors.Unknown(f"There is no contest {command.contest}.")
    _require_known(asked, command.to)
    if command.to == asked.person:
        raise errors.NotAuthorised("Nobody gives an award to themselves.", practice="S4-23")
    return (e.AwardGiven(**dict(command), given_by=asked.person),)


@decided.register
def _recognise(command: c.RecogniseColleague, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    _require_colleague(asked, command.person, "S4-21")
    if any(one.recognition == command.recognition for one in state.recognitions):
        raise errors.AlreadyExists(f"There is a recognition {command.recognition} already.")
    if command.value is not None and state.value(command.value) is None:
        raise errors.Unknown(f"{command.value} is none of the values.")
    return (e.ColleagueRecognised(**dict(command), recognised_by=asked.person),)


@decided.register
def _help(command: c.RecordPeerHelp, asked: Asked) -> tuple[Event, ...]:
    _require_colleague(asked, command.helper, "S3-10")
    if any(one.help == command.help for one in asked.state.helps):
        raise errors.AlreadyExists(f"There is a help {command.help} already.")
    return (e.PeerHelpRecorded(**dict(command), helped=asked.person),)


@decided.register
def _nominate(command: c.NominatePeer, asked: Asked) -> tuple[Event, ...]:
    _require_colleague(asked, command.person, "S3-42")
    known = {(one.person, one.nominated_by) for one in asked.state.nominations}
    if (command.person, asked.person) in known:
        raise errors.NothingToDo("You have nominated them before.")
    return (e.PeerNominated(**dict(command), nominated_by=asked.person),)


@decided.register
def _idea(command: c.FileIdea, asked: Asked) -> tuple[Event, ...]:
    if asked.state.idea(command.idea) is not None:
        raise errors.AlreadyExists(f"There is an idea {command.idea} already.")
    return (e.IdeaFiled(**dict(command), filed_by=asked.person),)


@decided.register
def _link(command: c.LinkIdea, asked: Asked) -> tuple[Event, ...]:
    idea = asked.state.idea(command.idea)
    if idea is None:
        raise errors.Unknown(f"There is no idea {command.idea}.")
    if circle_of(asked, command.unit).leader != asked.person:
        raise errors.NotAuthorised("An idea is taken into a plan by who leads that unit.")
    if command.unit in idea.units:
        raise errors.NothingToDo("It is part of this unit's plan already.")
    return (e.IdeaLinked(**dict(command)),)


@decided.register
def _choose(_command: c.ChooseSuccession, asked: Asked) -> tuple[Event, ...]:
    if asked.person in asked.state.succession:
        raise errors.NothingToDo("You have chosen so before.")
    return (e.SuccessionChosen(person=asked.person),)


@decided.register
def _leave(_command: c.LeaveSuccession, asked: Asked) -> tuple[Event, ...]:
    if asked.person not in asked.state.succession:
        raise errors.NothingToDo("You are no candidate.")
    return (e.SuccessionLeft(person=asked.person),)


def _require_known(asked: Asked, who: str) -> None:
    """A person of the cycle, or one of its units."""
    if who not in asked.state.people and asked.state.circle(who) is None:
        raise errors.Unknown(f"{who} is neither a person nor a unit of this cycle.")


def _require_colleague(asked: Asked, person: str, practice: str) -> None:
    if person not in asked.state.people:
        raise errors.Unknown(f"Nobody in this cycle is called {person}.")
    if person == asked.person:
        raise errors.Invalid("This is said of a colleague, not of oneself.", practice=practice)
