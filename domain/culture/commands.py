"""Everything that can be asked of a cycle's culture.

A command names neither the cycle nor who asks: the way in knows both.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.culture import values as v
from domain.model import Command
from domain.money import Percent
from domain.people import About, Document, Role, Roles
from domain.policy import Policy
from domain.words import Day, Identifier, Name, Words


class OpenCulture(Command):
    """By the cycle, once somebody began it there."""

    cycle: Identifier
    name: Name
    circles: tuple[v.Circle, ...]
    roles: Roles
    policy: Policy
    starts_on: Day
    ends_on: Day
    zone: str
    rehearsal: bool = False


class ReplaceCircleLeader(Command):
    """By the cycle, when somebody else leads a unit."""

    unit: Identifier
    leader: Identifier


class ChangeCultureRoles(Command):
    """By the cycle, when its offices change hands."""

    grants: tuple[Role, ...] = ()
    revokes: tuple[Role, ...] = ()


class JoinCircle(Command):
    """Somebody works in a unit since the culture was opened; of who has a seat there, by itself."""

    unit: Identifier
    person: Identifier


class LeaveCircle(Command):
    unit: Identifier
    person: Identifier


class ChooseValues(Command):
    """All of them, in the order in which they are told; choosing again replaces them."""

    values: Annotated[tuple[v.ChosenValue, ...], Field(min_length=1)]


class LinkValue(Command):
    """What rewards a value: a component of compensation by its name, never an amount."""

    value: Identifier
    component: Name


class SetExpectations(Command):
    """All of them; setting them again replaces them."""

    expectations: Annotated[tuple[v.Expectation, ...], Field(min_length=1, max_length=20)]


class TellReason(Command):
    """Why planning is worth it, from who leads."""

    words: Words


class PublishCulture(Command):
    """Asks everyone to acknowledge values and expectations as they stand."""


class AcknowledgeCulture(Command):
    """Values and expectations in one act; with `reason`, that it was read in the same one."""

    edition: int
    reason: Annotated[int | None, Field(exclude_if=lambda told: told is None)] = None


class ConfirmReasonRead(Command):
    reason: int


class ImportSurvey(Command):
    """What customers or colleagues said in a period, from one checked file."""

    survey: Identifier
    period: Name
    audience: v.Audience
    source: Document
    scores: Annotated[tuple[v.Perceived, ...], Field(min_length=1, max_length=v.MOST_SCORES)]


class RestateSurvey(Command):
    """Scores that were wrong, as they should have been; those that are not named stay."""

    survey: Identifier
    source: Document
    scores: Annotated[tuple[v.Perceived, ...], Field(min_length=1, max_length=v.MOST_SCORES)]
    reason: Words


class OpenValuesCase(Command):
    """In confidence, about somebody in a unit; `evidence` is of surveys and behaviours only."""

    case: Identifier
    unit: Identifier
    about: About
    reason: v.CaseReason
    evidence: Annotated[tuple[v.Offered, ...], Field(min_length=1, max_length=20)]
    steps: Annotated[tuple[v.HelpGiven, ...], Field(max_length=20)] = ()


class RecordCaseStep(Command):
    case: Identifier
    step: v.HelpGiven


class DecideValuesCase(Command):
    """By a second person, of the two who know of it."""

    case: Identifier
    outcome: v.CaseOutcome
    about: About


class MarkCaseOverdue(Command):
    """By the clock."""

    case: Identifier


class StartInitiative(Command):
    """What is done for the culture, owned by somebody who leads; it may outlast the cycle.

    `carried_from` is the cycle that it was carried over from.
    """

    initiative: Identifier
    words: Name
    owner: Identifier
    from_on: Day
    until_on: Day
    stages: Annotated[tuple[v.Stage, ...], Field(min_length=1, max_length=20)]
    carried_from: Identifier | None = None


class CompleteStage(Command):
    initiative: Identifier
    stage: Identifier


class ReviewInitiative(Command):
    initiative: Identifier
    period: Name
    words: Words


class MarkInitiativeReview(Command):
    """By the clock."""

    initiative: Identifier


class CarryInitiativeOver(Command):
    initiative: Identifier


class DropInitiative(Command):
    initiative: Identifier
    reason: Words


class OpenContest(Command):
    """Standings are the attainment of `target` in the periods within its days; nobody enters it."""

    contest: Identifier
    name: Name
    rules: Words
    kind: v.ContestKind
    target: Identifier = "revenue"
    from_on: Day
    until_on: Day


class EndContest(Command):
    contest: Identifier
    winners: tuple[Identifier, ...]


class GiveAward(Command):
    """To a person or a unit, at an occasion, for an attainment."""

    award: Identifier
    occasion: Name
    to: Identifier
    attainment: Annotated[Percent, Field(gt=0)]
    period: Name
    contest: Identifier | None = None
    words: Words | None = None


class RecogniseColleague(Command):
    recognition: Identifier
    person: Identifier
    category: v.Category
    words: Words
    value: Identifier | None = None


class RecordPeerHelp(Command):
    """By who was helped."""

    help: Identifier
    helper: Identifier
    words: Words


class NominatePeer(Command):
    """Unasked: nothing in the product prompts for it."""

    person: Identifier
    words: Words


class FileIdea(Command):
    idea: Identifier
    words: Words


class LinkIdea(Command):
    """Taken into a unit's plan, by who leads it."""

    idea: Identifier
    unit: Identifier


class ChooseSuccession(Command):
    """By oneself alone: a candidate, for as long as one chooses."""


class LeaveSuccession(Command):
    pass


class CloseCulture(Command):
    """By the cycle, when it is closed."""


COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
}
"""Every command by its name on the wire."""
