"""A cycle's culture as it stands: what folding its events gives, and what can be read off it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from domain.culture import events as e
from domain.culture import recognition as r
from domain.culture import values as v
from domain.model import Value
from domain.people import Roles
from domain.policy import Policy
from domain.words import Identifier, Instant, Name, Sentence, Words

Stage = Literal["open", "closed"]
WHOLE = 100


class Acknowledgement(Value):
    person: Identifier
    edition: int
    at: Instant


class Read(Value):
    person: Identifier
    reason: int
    at: Instant


class Finding(Value):
    practice: str
    words: Sentence
    subject: Identifier | None
    at: Instant


class Survey(Value):
    """A survey as imported, with every restatement; `stated` are the stream's versions of each."""

    imported: e.SurveyImported
    restated: tuple[e.SurveyRestated, ...] = ()
    stated: int = 0

    @property
    def scores(self) -> Mapping[tuple[str, str], v.Perceived]:
        """What counts now, by person and value: as restated last, else as imported."""
        stated = (self.imported.scores, *(one.scores for one in self.restated))
        return {(one.person, one.value): one for scores in stated for one in scores}


class ValuesCase(Value):
    """A case from its opening to what two people decided; it is about one of `led`, nobody says whom."""

    opened: e.ValuesCaseOpened
    led: tuple[Identifier, ...]
    opened_by: Identifier
    opened_at: Instant
    steps: tuple[v.HelpGiven, ...]
    overdue: bool = False
    decided: e.ValuesCaseDecided | None = None
    decided_by: Identifier | None = None
    decided_at: Instant | None = None

    @property
    def is_open(self) -> bool:
        return self.decided is None


class Initiative(Value):
    """An initiative with the stages that are done, its reviews, and how it ended."""

    started: e.InitiativeStarted
    done: tuple[Identifier, ...] = ()
    reviews: tuple[e.InitiativeReviewed, ...] = ()
    looked_at: tuple[Instant, ...] = ()
    """When it was reviewed, or a review of it was missed."""
    missed: int = 0
    """Reviews missed since the last that was held."""
    told: Identifier | None = None
    """Who was told of the last of these."""
    ended: Literal["carried_over", "dropped"] | None = None
    reason: Words | None = None

    @property
    def completion(self) -> int:
        """Percent of its stages, rounded down."""
        return 100 * len(self.done) // len(self.started.stages)

    @property
    def is_open(self) -> bool:
        return self.ended is None and self.completion < WHOLE


class Contest(Value):
    opened: r.ContestOpened
    ended: r.ContestEnded | None = None


class Idea(Value):
    filed: r.IdeaFiled
    units: tuple[Identifier, ...] = ()


class CultureState(Value):
    """Everything that holds now; `version` is the stream's, `edition` counts publications.

    `published` are values and expectations as everyone was asked to acknowledge them.
    """

    version: int
    cycle: Identifier
    name: Name
    circles: tuple[v.Circle, ...]
    roles: Roles
    policy: Policy
    starts_on: date
    ends_on: date
    zone: str
    rehearsal: bool
    stage: Stage = "open"
    values: tuple[v.ChosenValue, ...] = ()
    links: tuple[e.ValueLinked, ...] = ()
    expectations: tuple[v.Expectation, ...] = ()
    reason: e.ReasonTold | None = None
    edition: int = 0
    published_values: tuple[v.ChosenValue, ...] = ()
    published_expectations: tuple[v.Expectation, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()
    read: tuple[Read, ...] = ()
    findings: tuple[Finding, ...] = ()
    surveys: tuple[Survey, ...] = ()
    cases: tuple[ValuesCase, ...] = ()
    left: tuple[Identifier, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    contests: tuple[Contest, ...] = ()
    awards: tuple[r.AwardGiven, ...] = ()
    recognitions: tuple[r.ColleagueRecognised, ...] = ()
    helps: tuple[r.PeerHelpRecorded, ...] = ()
    nominations: tuple[r.PeerNominated, ...] = ()
    ideas: tuple[Idea, ...] = ()
    succession: tuple[Identifier, ...] = ()

    @property
    def over(self) -> bool:
        return self.stage == "closed"

    @property
    def top(self) -> v.Circle:
        return next(one for one in self.circles if one.parent is None)

    @property
    def people(self) -> tuple[Identifier, ...]:
        """Everyone, once each: who leads and who is led."""
        every = (one for circle in self.circles for one in (circle.leader, *circle.people))
        return tuple(dict.fromkeys(every))

    def circle(self, unit: str) -> v.Circle | None:
        return next((one for one in self.circles if one.unit == unit), None)

    @property
    def homes(self) -> Mapping[str, v.Circle]:
        """Where each is led: the unit of which they are one, else the one that they lead."""
        leads: dict[str, v.Circle] = {}
        led: dict[str, v.Circle] = {}
        for circle in self.circles:
            leads.setdefault(circle.leader, circle)
            for person in circle.people:
                if person != circle.leader:
                    led.setdefault(person, circle)
        return leads | led

    @property
    def led(self) -> frozenset[Identifier]:
        """Everyone whom somebody else leads."""
        return frozenset(
            one for circle in self.circles for one in circle.people if one != circle.leader
        )

    def value(self, value: str) -> v.ChosenValue | None:
        return next((one for one in self.values if one.value == value), None)

    def linked(self, value: str) -> tuple[str, ...]:
        """The components that reward a value."""
        return tuple(one.component for one in self.links if one.value == value)

    def acknowledgement(self, person: str) -> Acknowledgement | None:
        return next((one for one in self.acknowledged if one.person == person), None)

    def has_acknowledged(self, person: str) -> bool:
        """Whether somebody acknowledged what is published now."""
        found = self.acknowledgement(person)
        return found is not None and found.edition == self.edition

    def has_read(self, person: str) -> bool:
        """Whether somebody has read the reason that is told now."""
        told = self.reason
        return told is not None and any(
            one.person == person and one.reason == told.reason for one in self.read
        )

    def survey(self, survey: str) -> Survey | None:
        return next((one for one in self.surveys if one.imported.survey == survey), None)

    def case(self, case: str) -> ValuesCase | None:
        return next((one for one in self.cases if one.opened.case == case), None)

    def confides(self, unit: str, person: str) -> bool:
        """Whether somebody leads the unit or is an HR partner: those who may know of its cases."""
        circle = self.circle(unit)
        return circle is not None and person in {circle.leader, *self.roles.hr_partners}

    def initiative(self, initiative: str) -> Initiative | None:
        return next((one for one in self.initiatives if one.started.initiative == initiative), None)

    def contest(self, contest: str) -> Contest | None:
        return next((one for one in self.contests if one.opened.contest == contest), None)

    def idea(self, idea: str) -> Idea | None:
        return next((one for one in self.ideas if one.filed.idea == idea), None)

    @property
    def lacks_team_contest(self) -> bool:
        """Whether none of the contests is one of teams (S4-13)."""
        return not any(one.opened.kind == "team" for one in self.contests)

    @property
    def changed_since(self) -> bool:
        """Whether values or expectations are other than what was published."""
        now = (self.values, self.expectations)
        return now != (self.published_values, self.published_expectations)
