"""What a cycle has decided about its own rules: which gates block, and every parameter."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from domain.incentives.metrics import CONFLICTS, Conflict
from domain.model import Value
from domain.money import Percent
from domain.signature import Demand

Mode = Literal["block", "warn", "off"]
Preset = Literal["core", "standard", "strict"]

Days = Annotated[int, Field(ge=0, le=366)]
DaysAfter = Annotated[int, Field(ge=1, le=366)]
NEGLECTED, TRAINING_GAP = 60, 31

FIXED = (
    "S0-07", "S0-08", "S0-09", "S0-10", "S0-14", "S0-16", "S0-19", "S0-20", "S0-22", "S0-23",
)  # fmt: skip
"""The ten gates that no policy weakens and nobody waives."""

ALWAYS = ("S1-19", "S1-21", "S1-22", "S3-36")
"""Gates that hold whatever the policy says, by what a step, a goal, a signature or an acceptance is."""

STANDARD = ("S0-01", "S0-02", "S0-05", "S0-11", "S1-03", "S1-12", "S1-14", "S3-08", "S4-09")
"""What *standard* blocks beside the ten, and beside what holds always, such as S1-19.

A plan line without its parts is refused in every cycle; that there are lines at all (S3-14) only warns
here. S3-08 stops no plan, only a look-back's own close (ADR 0039).
"""


class GateMode(Value):
    """A gate whose mode differs from the preset's."""

    practice: str
    mode: Mode


class SellerPolicy(Value):
    """The parameters of sellers' plans: days to hand an account over, and the least result in percent."""

    handover_days: DaysAfter = 30
    reviews: Literal["monthly", "quarterly"] = "quarterly"
    low_result: Percent = Decimal(80)


class CulturePolicy(Value):
    """The parameters of culture: people in a survey or pulse at least, a low score, a case's days."""

    least_sample: Annotated[int, Field(ge=3, le=1000)] = 5
    low_score: Percent = Decimal(60)
    least_group: Annotated[int, Field(ge=3, le=1000)] = 5
    case_days: DaysAfter = 30


class CarryingOutPolicy(Value):
    """How plans are carried out: whether reviews are guided, and hours for making action plans.

    The hours are each unit's budget for its stage of action planning; none are asked for at 0 (S1-16).
    """

    guided_reviews: bool = True
    planning_hours: Annotated[int, Field(ge=0, le=1000)] = 8


class ReachPolicy(Value):
    """The percent of people foreseen at or above quota: fewer than `least`, or more than `most`, warns."""

    least: Percent = Decimal(55)
    most: Percent = Decimal(75)


class IncentivePolicy(Value):
    """The parameters of incentives: the least weight in percent that counts, and what conflicts."""

    least_weight: Annotated[Percent, Field(ge=0, le=100)] = Decimal(10)
    conflicts: Annotated[tuple[Conflict, ...], Field(max_length=121)] = CONFLICTS


class Policy(Value):
    """Every rule parameter of a cycle; percentages are decimals of 100, spans are whole days."""

    preset: Preset = "standard"
    overrides: tuple[GateMode, ...] = ()
    notice_days: Days = 14
    proposal_days_after_session: Days = 7
    understanding_days: Days = 3
    first_window_days: Days = 10
    reopened_window_days: Days = 10
    claim_decision_days: Days = 7
    reminder_days: tuple[Annotated[int, Field(ge=-366, le=0)], ...] = (-7, -2, 0)
    escalation_days: tuple[DaysAfter, ...] = Field(default=(1, 7), min_length=1)
    breach_after_days: Annotated[int, Field(ge=2, le=366)] = 10
    least_days: Days = 2
    late_after_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = 60
    street_quota_warn: Percent = Decimal(10)
    street_quota_strong: Percent = Decimal(20)
    run_rate_low: Percent = Decimal(20)
    run_rate_high: Percent = Decimal(80)
    quota_changes_per_year: int = 1
    ramp: tuple[Annotated[Percent, Field(ge=0, le=100)], ...] = (
        Decimal(0),
        Decimal(50),
        Decimal(100),
    )
    short_loop: bool = True
    neglected_days: Annotated[DaysAfter, Field(exclude_if=lambda days: days == NEGLECTED)] = (
        NEGLECTED
    )
    training_gap_days: Annotated[DaysAfter, Field(exclude_if=lambda days: days == TRAINING_GAP)] = (
        TRAINING_GAP
    )
    signing: Annotated[Demand | None, Field(exclude_if=lambda demand: demand is None)] = None
    sellers: Annotated[SellerPolicy | None, Field(exclude_if=lambda found: found is None)] = None
    culture: Annotated[CulturePolicy | None, Field(exclude_if=lambda found: found is None)] = None
    carrying_out: Annotated[
        CarryingOutPolicy | None, Field(exclude_if=lambda found: found is None)
    ] = None
    reach: Annotated[ReachPolicy | None, Field(exclude_if=lambda found: found is None)] = None
    incentives: Annotated[IncentivePolicy | None, Field(exclude_if=lambda found: found is None)] = (
        None
    )

    @property
    def least_signature(self) -> Demand:
        """The weakest class of signature that counts: as said, else *strict* takes passkeys only."""
        return self.signing or ("passkey" if self.preset == "strict" else "any")

    @property
    def of_sellers(self) -> SellerPolicy:
        """The parameters of sellers' plans, as said or by default."""
        return self.sellers or SellerPolicy()

    @property
    def of_culture(self) -> CulturePolicy:
        """The parameters of culture, as said or by default."""
        return self.culture or CulturePolicy()

    @property
    def of_carrying_out(self) -> CarryingOutPolicy:
        """As said; a cycle that says nothing reviews in one act, and has no budget of time."""
        return self.carrying_out or CarryingOutPolicy(guided_reviews=False, planning_hours=0)

    @property
    def of_reach(self) -> ReachPolicy:
        """How many people are to be foreseen at or above quota, as said or by default."""
        return self.reach or ReachPolicy()

    @property
    def of_incentives(self) -> IncentivePolicy:
        """The parameters of incentives, as said or by default."""
        return self.incentives or IncentivePolicy()

    def mode(self, practice: str) -> Mode:
        """How a gate acts under this policy; the ten fixed ones always block."""
        if practice in FIXED:
            return "block"
        for override in self.overrides:
            if override.practice == practice:
                return override.mode
        if self.preset == "strict" or (self.preset == "standard" and practice in STANDARD):
            return "block"
        return "warn" if self.preset == "standard" else "off"
