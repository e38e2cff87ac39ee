"""Populations that an auditor samples from: every item by a definition, counted against the record.

An item is one event of the population's types; of quota changes it is one seat that an event changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from pydantic import computed_field

from domain.errors import Unknown
from domain.model import Value
from domain.words import Instant, Sha256
from projections import quota_changes
from projections.quota_changes import QuotaChange

Name = Literal[
    "quota-changes", "signatures", "acceptances", "declines", "pushback", "waivers",
    "policy-changes", "role-changes", "commitments", "breaches", "corrections", "imports",
    "put-in-force-unsigned", "amendments", "facts", "reviews", "seller-plans", "promises",
    "values-acknowledged", "custody",
]  # fmt: skip
Place = Literal["cycle", "unit", "seller", "culture", "custody"]
"""A kind of stream; custody is the whole organisation's, whichever cycle it is asked from."""


@dataclass(frozen=True)
class Definition:
    """What belongs to a population, in words, by types of events and by kinds of streams.

    Never a type whose payload an auditor does not read: pay, scores of surveys, values cases.
    """

    name: Name
    words: str
    types: tuple[str, ...]
    places: tuple[Place, ...] = ("cycle", "unit")

    @property
    def of_custody(self) -> bool:
        """The organisation's own, for who reads custody; every other is of a cycle."""
        return "custody" in self.places


DEFINITIONS: Final[tuple[Definition, ...]] = (
    Definition(
        "quota-changes",
        "Each seat whose quota in force, or whoever carries it, an event made, changed or ended. "
        "Found by comparing what is in force before and after every event of every unit's plan, of "
        "whatever type; the types named are those that can do it.",
        quota_changes.TYPES,
    ),
    Definition(
        "signatures",
        "Each signature under a version of a plan, and each that was taken back or made void.",
        ("PlanSigned", "SignatureTakenBack", "SignaturesVoided"),
    ),
    Definition(
        "acceptances",
        "Each acceptance of a version by who has to accept it, and each objection.",
        ("PlanAccepted", "PlanObjected"),
    ),
    Definition(
        "declines",
        "Each refusal to sign, and each person's silence that was recorded as taking no part.",
        ("SignatureDeclined", "TookNoPart"),
    ),
    Definition(
        "pushback",
        "Each item that somebody raised on a version; one that was captured in another's name "
        "counts once that person confirms it.",
        ("PushbackRaised",),
    ),
    Definition(
        "waivers",
        "Each proposal to waive a gate, and each agreement, refusal and expiry.",
        ("WaiverProposed", "GateWaived", "WaiverRefused", "WaiverExpired"),
    ),
    Definition(
        "policy-changes",
        "Each proposal to change policy or calendar of the cycle, and each agreement to one.",
        ("RuleChangeProposed", "RuleChangeAgreed"),
    ),
    Definition(
        "role-changes",
        "Each proposal to change offices, each change, each leader who left, each delegation.",
        ("RolesProposed", "RolesChanged", "LeaderLeft", "DutyDelegated"),
    ),
    Definition(
        "commitments",
        "Each time that resources were promised, a promise was kept, or somebody tried to take one "
        "back.",
        ("ResourcesCommitted", "CommitmentAdded", "CommitmentFulfilled", "RevocationRefused"),
    ),
    Definition(
        "breaches",
        "Each breach of a promise, and each substitute that was offered, accepted or refused.",
        ("CommitmentBreached", "SubstituteOffered", "SubstituteAccepted", "SubstituteRefused"),
    ),
    Definition(
        "corrections",
        "Each correction of recorded facts that was proposed, and how it ended.",
        ("CorrectionProposed", "ActualsRestated", "CorrectionRefused", "CorrectionWithdrawn"),
    ),
    Definition(
        "imports",
        "Each file or document from which people, facts or the plan goal came in.",
        ("FileImported", "PlanGoalConfirmed", "ActualsRecorded", "GoalActualsRecorded"),
    ),
    Definition(
        "put-in-force-unsigned",
        "Each version that was put in force without every signature, and each request for it.",
        ("PlanPutInForce", "InForceProposed"),
    ),
    Definition(
        "amendments",
        "Each amendment that was opened or withdrawn, and each that a unit below asked for.",
        ("AmendmentOpened", "AmendmentWithdrawn", "AmendmentRequestReceived"),
    ),
    Definition(
        "facts",
        "Each record of actuals in a unit, each restatement of one, and each market rate and its "
        "restatement.",
        (
            "ActualsRecorded",
            "ActualsRestated",
            "GoalActualsRecorded",
            "MarketRateRecorded",
            "MarketRateRestated",
        ),
    ),
    Definition(
        "reviews",
        "Each review of a unit or of a seller that was held, missed, or confirmed by whom it is of.",
        ("ReviewHeld", "ReviewMissed", "SellerReviewHeld", "SellerReviewMissed",
         "SellerReviewConfirmed"),
        ("unit", "seller"),
    ),
    Definition(
        "seller-plans",
        "Each step of a seller's plan: begun, submitted, presented, rated, agreed to, returned, closed.",
        ("SellerPlanOpened", "SellerPlanSubmitted", "SellerPlanPresented", "SellerPlanRated",
         "SellerPlanAgreed", "SellerPlanReturned", "SellerPlanClosed"),
        ("seller",),
    ),
    Definition(
        "promises",
        "Each promise that a seller or their manager made beyond the plan, and what became of it.",
        ("PromiseMade", "PromiseReported"),
        ("seller",),
    ),
    Definition(
        "values-acknowledged",
        "Each edition of values and expectations, and each person who acknowledged one. Nothing of "
        "values cases.",
        ("CulturePublished", "CultureAcknowledged"),
        ("culture",),
    ),
    Definition(
        "custody",
        "Each hold, period and erasure of the organisation that was asked for, agreed to, withdrawn or "
        "completed, and each change of the log's keys; of the whole organisation, not of one cycle.",
        ("HoldPlaced", "HoldReleaseAsked", "HoldReleased", "RetentionProposed", "RetentionChanged",
         "ErasureAsked", "ErasureWithdrawn", "PersonErased", "ErasureCompleted", "LogKeyCreated",
         "LogKeyRotated", "LogKeyLost"),
        ("custody",),
    ),
)  # fmt: skip


class Item(Value):
    """One member of a population; `id` names it in its cycle, `hash` is of its event's entry."""

    id: str
    position: int
    stream: str
    version: int
    type: str
    hash: Sha256
    actor: str
    on_behalf_of: str | None
    occurred_at: Instant
    command_id: str
    quota: QuotaChange | None = None

    @property
    def line(self) -> str:
        """By what it is ordered, hashed and drawn."""
        return f"{self.id} {self.hash}"


class Tie(Value):
    """Events of a type on the record, counted by the database; those that gave items; the others."""

    type: str
    recorded: int
    gave: int
    gave_none: int


class Population(Value):
    """Everything that fits the definition up to the position `until`, in the record's order.

    `read` events were looked at, `recorded` is how many there are by the database's own count: of
    quota changes every event of every plan, else those of the types. `sha256` is of a line for
    each item: its id, a space, its hash.
    """

    name: Name
    definition: str
    organisation: str
    cycle: str
    until: int
    read: int
    recorded: int
    ties: tuple[Tie, ...]
    items: tuple[Item, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def count(self) -> int:
        return len(self.items)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def sha256(self) -> str:
        return sha256(self.lines).hexdigest()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def ties_out(self) -> bool:
        """Whether every event was looked at, and every one of the types is accounted for."""
        known = definition(self.name).types
        return self.read == self.recorded and all(
            one.recorded == one.gave + one.gave_none and (one.type in known or not one.gave)
            for one in self.ties
        )

    @property
    def lines(self) -> bytes:
        return "".join(f"{one.line}\n" for one in self.items).encode()

    def item(self, item: str) -> Item:
        """Raises Unknown for an id that is none of its items'."""
        found = next((one for one in self.items if one.id == item), None)
        if found is None:
            raise Unknown(f"The population {self.name} has no item {item} up to {self.until}.")
        return found


class Drawn(Value):
    """An item that the seed chose, with what it was ordered by."""

    rank: Sha256
    item: Item


def definition(name: str) -> Definition:
    """Raises Unknown with the names that there are."""
    found = next((one for one in DEFINITIONS if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in DEFINITIONS)
        raise Unknown(f"There is no population {name}: there are {known}.")
    return found


def sample(population: Population, seed: str, n: int) -> tuple[Drawn, ...]:
    """The n items with the smallest SHA-256 of seed, population and line, a line feed between.

    Whoever has the seed and the population's lines draws the same again.
    """
    before = f"{seed}\n{population.sha256}\n"
    ranked = (
        Drawn(rank=sha256(f"{before}{one.line}".encode()).hexdigest(), item=one)
        for one in population.items
    )
    return tuple(sorted(ranked, key=lambda one: one.rank)[:n])
