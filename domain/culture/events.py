"""Everything that can have happened to a cycle's culture.

Who did it and when stands in the entry around the event.
"""

from __future__ import annotations

from domain.culture import recognition
from domain.culture import values as v
from domain.model import Event
from domain.people import About, Document, Role, Roles
from domain.policy import Policy
from domain.words import Day, Identifier, Name, Sentence, Words


class CultureOpened(Event):
    """The cycle's people and offices, as its culture begins with them."""

    cycle: Identifier
    name: Name
    circles: tuple[v.Circle, ...]
    roles: Roles
    policy: Policy
    starts_on: Day
    ends_on: Day
    zone: str
    rehearsal: bool = False


class CircleLeaderReplaced(Event):
    """Somebody else leads a unit from here."""

    unit: Identifier
    leader: Identifier


class CultureRolesChanged(Event):
    """Offices of the cycle changed hands."""

    grants: tuple[Role, ...]
    revokes: tuple[Role, ...]


class CircleJoined(Event):
    """Somebody works in this unit from here, and is asked what everyone is asked."""

    unit: Identifier
    person: Identifier


class CircleLeft(Event):
    """Somebody works in this unit no more."""

    unit: Identifier
    person: Identifier


class ValuesChosen(Event):
    """The values of the year with their behaviours (S2-09, S2-11, S2-13, S2-14, S2-15)."""

    values: tuple[v.ChosenValue, ...]
    chosen_by: Identifier


class ValueLinked(Event):
    """A component of compensation rewards this value (S2-16)."""

    value: Identifier
    component: Name
    linked_by: Identifier


class ExpectationsSet(Event):
    """What is expected of everyone, with measure and review (S4-06, S4-07)."""

    expectations: tuple[v.Expectation, ...]
    set_by: Identifier


class ReasonTold(Event):
    """Why planning is worth it (S4-04); `reason` counts how often it was told anew."""

    reason: int
    words: Words
    told_by: Identifier


class CulturePublished(Event):
    """Everyone is asked to acknowledge this edition of values and expectations."""

    edition: int
    published_by: Identifier


class CultureFindingRaised(Event):
    """A practice warns; nobody is held by it."""

    practice: str
    words: Sentence
    subject: Identifier | None = None


class CultureAcknowledged(Event):
    """A person acknowledged values and expectations, in one act (S2-10, S4-06)."""

    edition: int
    person: Identifier


class ReasonRead(Event):
    """A person has read why planning is worth it (S4-04)."""

    reason: int
    person: Identifier


class SurveyImported(Event):
    """What customers or colleagues said of people and values in a period (S2-12, S2-17)."""

    survey: Identifier
    period: Name
    audience: v.Audience
    source: Document
    scores: tuple[v.Perceived, ...]


class SurveyRestated(Event):
    """Scores that were wrong, as they should have been; what was imported stays readable."""

    survey: Identifier
    source: Document
    scores: tuple[v.Perceived, ...]
    reason: Words


class ValuesCaseOpened(Event):
    """Somebody may be incapable of the values (S2-18), or unwilling to live them (S2-19)."""

    case: Identifier
    unit: Identifier
    about: About
    reason: v.CaseReason
    evidence: tuple[v.Evidence, ...]
    steps: tuple[v.HelpGiven, ...]


class CaseStepRecorded(Event):
    """Something was done to help before anything is decided."""

    case: Identifier
    step: v.HelpGiven


class ValuesCaseOverdue(Event):
    """A case is open for longer than the policy allows; its leader is told, and nobody else (S2-20)."""

    case: Identifier


class ValuesCaseDecided(Event):
    """Two people decided it; a person's decision, and no score's."""

    case: Identifier
    outcome: v.CaseOutcome
    about: About


class InitiativeStarted(Event):
    """Something is done for the culture, owned by a leader, in stages (S2-01, S2-02, S2-22)."""

    initiative: Identifier
    words: Name
    owner: Identifier
    from_on: Day
    until_on: Day
    stages: tuple[v.Stage, ...]
    carried_from: Identifier | None = None


class InitiativeStageCompleted(Event):
    """A stage is done; how far the initiative is follows from these (S2-22)."""

    initiative: Identifier
    stage: Identifier


class InitiativeReviewed(Event):
    """What was found when the initiative was looked at, each quarter (S2-01)."""

    initiative: Identifier
    period: Name
    words: Words
    reviewed_by: Identifier


class InitiativeReviewMissed(Event):
    """A quarter passed in which nobody looked at it; a second one goes further up (S2-01)."""

    initiative: Identifier
    to: Identifier


class InitiativeCarriedOver(Event):
    """Unfinished, it goes on in the next cycle (S2-03)."""

    initiative: Identifier


class InitiativeDropped(Event):
    """Given up, for a reason (S2-03)."""

    initiative: Identifier
    reason: Words


class CultureClosed(Event):
    """The cycle is over."""


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
} | recognition.EVENTS
"""Every event type of the stream by its name on the record."""
