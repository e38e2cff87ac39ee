"""Which texts of commands are personal: every one is named here, and says what it is."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from domain.culture.commands import COMMANDS as OF_CULTURE
from domain.custody.commands import COMMANDS as OF_CUSTODY
from domain.cycle.commands import COMMANDS as OF_CYCLES
from domain.cycle.commands import ImportOrganisation, UnitDraft
from domain.incentives.commands import COMMANDS as OF_INCENTIVES
from domain.model import Command
from domain.people import Document, Person, Seat
from domain.personal import Text, changed, texts
from domain.practices.s0_14 import is_bare
from domain.sealed import Personal, Token, written
from domain.seller.commands import COMMANDS as OF_SELLERS
from domain.signature import SignatureEvidence
from domain.unit.commands import COMMANDS as OF_UNITS
from domain.unit.commands import FillSeat, ObjectToPlan, RevisePlan
from domain.words import Email, Identifier, Name, Sentence, Sha256, Title, Words
from tests.domain.evidence import signed
from tests.domain.stages import final

COMMANDS = (
    *OF_CYCLES.values(),
    *OF_SELLERS.values(),
    *OF_UNITS.values(),
    *OF_CUSTODY.values(),
    *OF_CULTURE.values(),
    *OF_INCENTIVES.values(),
)

WORDS = {
    "Action.words", "AddCommitment.reason", "AddCommitment.words", "AddKeySuccessFactor.words",
    "AgreeCompensation.words", "AlignWithCeo.words", "Alternative.words", "AnswerDependency.words", "AnswerPushback.reason",
    "AssignSellingRole.reason", "AttachMarketingPlan.words", "CancelCycle.reason",
    "CancelPlan.reason", "CapturePushback.words", "CloseReview.words", "CoachPlan.words", "CompleteActionStep.words", "ConfirmReviewSection.said",
    "ConfirmSellerReview.words", "ContestAnswer.words", "Contribution.words",
    "DecideAccount.reason", "DecideResourceRequest.reason", "DeclareBreach.reason",
    "DeclineToSign.words", "DeclineTopAccounts.reason", "DefineDeliverable.words", "Dependency.words", "DropDependency.reason",
    "DropGoal.reason", "DropPlanLine.reason", "EndPlanEarly.closing_review", "EndPlanEarly.reason",
    "FulfilCommitment.words", "GiveSupport.words", "GrantBudget.words", "HandOverGoal.reason", "HandOverStep.reason", "HoldMeeting.agenda",
    "HoldReview.decisions", "HoldSellerReview.reason", "HoldSellerReview.words",
    "HoldSession.agenda", "Item.why_not", "Item.words", "Line.words", "NextStep.words",
    "NoteView.words", "ObjectToPlan.words", "OfferSubstitute.reason", "OfferSubstitute.words",
    "OpenAmendment.reason", "PlaceHold.reason", "PlanLine.words", "PlanToHundred.words",
    "PortionDraft.adjustment", "PresentSellerPlan.words", "PresentToExecutives.words", "Promise.words", "PromiseSupport.words",
    "ProposeCorrection.reason", "ProposeRetention.reason", "ProposeRoles.reason",
    "ProposeRuleChange.reason", "ProposeStretchTarget.look_back",
    "ProposeStretchTarget.skip_pushback_reason", "ProposeStretchTarget.words",
    "ProposeWaiver.reason", "PutInForce.reason", "RaisePushback.evidence", "RaisePushback.words",
    "RateSellerPlan.words", "ReceiveAmendmentRequest.words", "ReceiveGoal.words",
    "ReceiveSellerPlan.unattainable", "RecordMarketRate.source", "RecordPlanningTime.words", "RefuseSubstitute.words",
    "DatedRate.source", "ImportMarketRates.restates", "RestateMarketRate.reason",
    "RestateMarketRate.source",
    "RefuseCorrection.reason", "RefuseWaiver.reason", "ReleaseHold.reason", "ReplyToPushback.words", "Report.words",
    "ReportAgreedAction.words", "ReportGoalProgress.words", "ReportPromise.words", "ReportWhyNot.words",
    "RequestAmendment.words", "RequestResource.words", "RestateSurvey.reason",
    "ReturnSellerPlan.words", "RevisePlan.below_goal_reason", "RevisePlan.reason",
    "RevisedPortion.adjustment", "RevokeCommitment.words", "RunRateComponent.words",
    "ScoreHandoff.why_not", "ScoreHandoff.words", "ScoreLookBack.why_not", "ScoreLookBack.words",
    "SetStrategicGoal.words", "Settled.words", "SignPlan.dissent", "StateBottomUp.words", "StateIntent.words",
    "Step.words", "TakeBackSignature.reason", "TellReason.words", "ToHundred.words",
    "TopAccount.plan", "Training.words", "WithdrawAmendment.reason", "WithdrawCorrection.reason", "WithdrawErasure.reason",
    "WithdrawPushback.reason", "WriteBusinessPlan.words",
}  # fmt: skip
"""Under the key of whoever wrote them."""

SAID_OF_INCENTIVES = {"Cap.words", "LiftCap.reason"}
"""The same, of what limits what people earn."""

SAID_OF_CULTURE = {
    "DropInitiative.reason", "FileIdea.words", "GiveAward.words", "NominatePeer.words",
    "OpenContest.rules", "RecogniseColleague.words", "RecordPeerHelp.words",
    "ReviewInitiative.words",
}  # fmt: skip
"""The same, of values and of how they are lived."""

OF_PERSONS = {
    "About.person": "name", "About.words": "words", "Person.email": "email", "Person.name": "name",
}  # fmt: skip
"""Under the key of the person."""

TITLES = {"OpenUnitPlan.name", "Seat.title", "UnitDraft.name"}
"""Under the key of whoever they name; else they are the organisation's."""

NOBODYS = {
    "what is said of how a culture is lived": {
        "GiveAward.occasion", "GiveAward.period", "ImportSurvey.period", "OpenContest.name",
        "ReviewInitiative.period", "Stage.words", "StartInitiative.words",
    },
    "what a thing is called": {
        "Account.name", "Component.name", "IncentiveComponent.name", "OpenIncentives.name",
        "DefineDeliverable.groups", "DefineDeliverable.measure",
        "GoalValue.measured_in", "SetStrategicGoal.groups", "SetStrategicGoal.metric", "StateIntent.groups", "StateIntent.objective",
        "Dependency.function", "Document.name", "ErasePerson.reference", "Period.basis",
        "PlaceHold.reference", "Removed.what", "Item.function", "ScoreHandoff.function", "StartCycle.name", "TopAccount.name",
    },
    "what a company says of its culture": {
        "ChosenValue.behaviours", "ChosenValue.name", "Expectation.measure", "Expectation.review",
        "Expectation.words", "LinkValue.component", "Offered.behaviour", "OpenCulture.name",
    },
    "a currency": {
        "Money.currency", "OpenSellerPlan.currency", "OpenUnitPlan.currency", "PlanRate.currency",
        "RecordMarketRate.currency", "DatedRate.currency", "RestateMarketRate.currency", "Seat.currency", "StartCycle.currency", "UnitDraft.currency",
    },
    "a zone": {"OpenCulture.zone", "OpenIncentives.zone", "OpenSellerPlan.zone", "OpenUnitPlan.zone", "StartCycle.zone"},
    "a period of the fiscal year": {
        "CorrectionLine.period", "RecordGoalActuals.period", "ValueCorrection.period", "Deadline.key", "FiscalPeriod.label", "CloseReview.period", "ConfirmReviewSection.period", "HoldReview.period", "OpenReview.period", "ReportGoalProgress.period",
        "BeginLookBack.year", "YearBefore.year", "MarkSellerTime.key", "MarkTime.key", "RecordActuals.period",
    },
    "a period or a kind of revenue": {"ReportPlanLine.period"},
    "a practice": {"FoundBefore.practice", "GateMode.practice", "ProposeWaiver.practice"},
    "ids of what caused it": {"OpenAmendment.cause", "RevisedPortion.causes"},
    "a duty, by its seat and unit": {"Part.duties"},
    "a key of the log": {"RecordLogKey.before", "RecordLogKey.key", "RecordLogKey.words"},
    "a hash": {"Document.sha256", "SignPlan.content_hash"},
}  # fmt: skip
MACHINES = (Identifier, Sha256)
"""Their form lets nobody write anything else in them."""


def leaves(kind: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Every text in the model, by its class and field, with its type."""
    hints = get_type_hints(kind, include_extras=True)
    for name in kind.model_fields:
        for found in _parts(hints[name]):
            if isinstance(found, type) and issubclass(found, BaseModel):
                yield from () if found is SignatureEvidence else leaves(found)
            else:
                yield f"{kind.__name__}.{name}", found


def _parts(hint: Any) -> Iterator[Any]:
    if isinstance(hint, type):
        if issubclass(hint, BaseModel) or (hint is str and not issubclass(hint, enum.Enum)):
            yield hint
    elif get_origin(hint) is Annotated:
        if hint.__origin__ is str:
            yield hint
        else:
            yield from _parts(hint.__origin__)
    elif get_origin(hint) is not Literal:
        for part in get_args(hint):
            yield from _parts(part)


EVERY = {place: kind for command in COMMANDS for place, kind in leaves(command)}
TOKEN = written(Token("personal", "words", "A" * 11, "B" * 43, "C" * 64))


def mark(kind: Any) -> str | None:
    found = [one.what for one in getattr(kind, "__metadata__", ()) if isinstance(one, Personal)]
    return found[0] if found else None


def test_every_text_of_every_command_is_classified_and_marked_so() -> None:
    told = (
        dict.fromkeys(WORDS | SAID_OF_CULTURE | SAID_OF_INCENTIVES, "words")
        | OF_PERSONS
        | dict.fromkeys(TITLES, "title")
        | dict.fromkeys(set().union(*NOBODYS.values()), None)
    )
    written_by_people = {name: kind for name, kind in EVERY.items() if kind not in MACHINES}
    assert {name: mark(kind) for name, kind in written_by_people.items()} == told


def test_a_command_says_where_its_texts_are_and_whose() -> None:
    command = ImportOrganisation(
        source=Document(name="Ana Müller.csv", sha256="0" * 64),
        rows=1,
        units=(
            UnitDraft(
                unit="north",
                name="Ana Müller",
                parent=None,
                leader="ana",
                currency="EUR",
                people=(Person(id="ana", name="Ana Müller", email="ana@halden.example"),),
                seats=(
                    Seat(id="s-1", title="Ana Müller", owner="ana", currency="EUR"),
                    Seat(id="s-2", title="Alps", owner=None, currency="EUR"),
                ),
            ),
        ),
    )

    assert texts(command) == (
        Text("units.0.name", "name", "ana", "Ana Müller"),
        Text("units.0.people.0.name", "name", "ana", "Ana Müller"),
        Text("units.0.people.0.email", "email", "ana", "ana@halden.example"),
        Text("units.0.seats.0.title", "name", "ana", "Ana Müller"),
    )


def test_a_changed_command_differs_in_its_personal_texts_alone() -> None:
    said = FillSeat.model_validate(
        {
            "seat": "s-1",
            "person": {"id": "ana", "name": "Ana", "email": "ana@halden.example"},
            "joins_on": "2027-01-04",
        }
    )

    sealed = changed(said, lambda _: TOKEN)

    assert sealed.person == Person(id="ana", name=TOKEN, email=TOKEN)
    assert sealed.model_copy(update={"person": said.person}) == said
    assert FillSeat.model_validate(sealed.model_dump(mode="json")) == sealed


def test_what_a_signature_holds_is_no_text_of_the_command() -> None:
    command = signed(final(), "sven", ObjectToPlan(version=1, words="Too high."))

    assert [one.place for one in texts(command)] == ["words"]


def test_texts_inside_tables_have_a_place_of_their_own() -> None:
    command = RevisePlan.model_validate(
        {
            "targets": [],
            "portions": [
                {"seat": f"s-{at}", "amount": {"amount": "1", "currency": "EUR"},
                 "adjustment": "Same words."}
                for at in range(2)
            ],
            "reason": "Same words.",
        }
    )  # fmt: skip

    assert [one.place for one in texts(command)] == [
        "portions.0.adjustment",
        "portions.1.adjustment",
        "reason",
    ]


@pytest.mark.parametrize("kind", [Words, Name, Title, Sentence, Email])
def test_a_token_stands_where_a_text_does(kind: Any) -> None:
    assert TypeAdapter(kind).validate_python(TOKEN) == TOKEN


def test_a_token_counts_as_one_short_word() -> None:
    long = written(Token("personal", "words", "A" * 11, "B" * 43, "C" * 60_000))
    assert TypeAdapter(Words).validate_python(f"See {long}") == f"See {long}"
    with pytest.raises(ValidationError, match="at most 200"):
        TypeAdapter(Name).validate_python(TOKEN + "x" * 200)


@pytest.mark.parametrize("kind", ["words", "bare"])
def test_whether_a_sealed_reason_gives_one_was_said_when_it_was_sealed(
    kind: Literal["words", "bare"],
) -> None:
    sealed = written(Token("personal", kind, "A" * 11, "B" * 43, "C" * 64))
    assert is_bare(sealed) is (kind == "bare")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.__name__)
def test_a_commands_schema_says_nothing_of_sealing(command: type[Command]) -> None:
    assert "ersonal" not in str(command.model_json_schema())
