"""One unit's plan: versions, pushback, factors, resources, signatures, findings, and the acts on it."""

from __future__ import annotations

from fastapi import Response

from domain.errors import Unknown
from domain.naming import named
from domain.practices.s0_19 import unsigned
from domain.unit import resources
from domain.unit.plan import UnitState
from domain.unit.waivers import may_agree, waiting
from domain.words import Identifier
from projections import blueprint, buy_in, causes, readiness
from projections import view as views
from projections.differences import between
from web.incentives_queries import goals_of
from web.pages import picturing, unit_acts, unit_open, wording
from web.pages import unit_telling as telling
from web.pages.forms import NOT_SENT, SHOWN, Sent
from web.pages.viewing import View, Views, names_of
from web.routing import Router, take

router = Router(prefix="/o/{organisation}/cycles/{cycle}", include_in_schema=False)

INLINE = frozenset(
    {
        "answer-pushback", "reply-to-pushback", "contest-answer", "note-view", "withdraw-pushback",
        "confirm-captured-pushback", "decide-resource-request", "fulfil-commitment",
        "offer-substitute", "accept-substitute", "refuse-substitute", "declare-breach",
        "accept-plan", "object-to-plan", "confirm-understanding", "state-no-concerns",
        "decide-account", "approve-correction", "refuse-correction", "withdraw-correction",
        "agree-to-waiver", "refuse-waiver",
        "receive-goal", "record-planning-time", "add-action-step", "complete-action-step", "report-goal-progress",
        "hand-over-goal", "hand-over-step", "drop-goal", "set-strategic-goal", "begin-seller-plans", "begin-look-back", "score-look-back",
        "score-handoff", "plan-to-hundred", "report-why-not", "close-look-back",
        "list-run-rate", "add-plan-line", "drop-plan-line", "report-plan-line",
        "attach-marketing-plan", "split-target", "name-dependency", "answer-dependency",
        "drop-dependency", "align-with-ceo", "present-to-executives",
        "open-review", "confirm-review-section", "report-agreed-action", "close-review",
    }
)  # fmt: skip
"""Acts whose form stands beside what they are about."""

GRADES = {
    "named": "named, not proved afresh",
    "reauthenticated": "signed in again (weaker class)",
    "passkey": "passkey",
}

FIRST = (
    "hold-session", "propose-stretch-target", "finalise-plan", "sign-plan", "close-pushback",
    "raise-pushback", "revise-plan", "put-in-force", "grant-budget",
)  # fmt: skip
"""What moves the loop on, before everything else that is open."""


@router.get("/units/{unit}")
async def show(view: Views, unit: Identifier) -> Response:
    return await shown(view, unit, NOT_SENT)


async def shown(view: View, unit: str | None, sent: Sent) -> Response:
    """The unit's page; with a form that came back, at its place."""
    if unit is None:
        raise Unknown("Name a unit.")
    state = await view.reading.unit_state(unit)
    view = view.knowing(names_of((state,)))
    at = view.reading.at
    acts = unit_open.acts(state, view.person, at)
    blocked, later = telling.blocked(state, at)
    step = telling.next_step(state)
    return view.page(
        "unit/page.html",
        trouble=sent.summary,
        plan=state,
        pictured=picturing.of_unit(state, view.eyes),
        at=at,
        acts=acts,
        give=unit_acts.unit_forms(view, state, "unit", sent),
        title_of=_titles,
        first=tuple(name for name in FIRST if acts.may(name)),
        others=tuple(n for n in acts.open if n not in INLINE and n not in FIRST),
        standing=telling.status(state),
        track=telling.track(state),
        due=telling.deadlines(state, at),
        step=step,
        holds_close=unit_open.holds_close(state, at) if step == "close pushback" else None,
        blocked=blocked,
        blocked_later=later,
        targets=views.of(state, view.person).targets,
        lines=telling.lines(state),
        seats=telling.seats(state),
        items=views.items(state),
        ready=readiness.of(state),
        bought=buy_in.of(state),
        unpaid_goals=(await goals_of(view.reading, (unit,))).unpaid,
        plans=blueprint.of(state),
        granted=resources.granted(state),
        spoken_for=resources.spoken_for(state),
        changed=_changed(state),
        causes={one.id: one for one in causes.of(state)},
        unsigned=unsigned(state) if state.current else (),
        running=state.running,
        answers_waivers=tuple(one.waiver for one in waiting(state, view.person)),
        may_agree=may_agree,
        named=lambda words: named(telling.in_words(state, words), view.eyes.names),
        account_names={one.account.id: one.account.name for one in state.claims},
        titles=_called(view, state),
        intents={one.intent: one.words for one in view.state.intents},
        deliverables={one.deliverable: one.words for one in view.state.deliverables},
        grades=GRADES,
    )


def _called(view: View, state: UnitState) -> dict[str, str]:
    """Seats and units by their titles, this plan's own seats before those of the people file."""
    drafts = [one.draft for one in view.state.units]
    seats = {seat.id: seat.title for draft in drafts for seat in draft.seats}
    own = {seat.id: seat.title for seat in state.seats}
    return {**{one.unit: one.name for one in drafts}, **seats, **own}


def _titles(name: str) -> str:
    if name == unit_acts.SIGN:
        return "Read and sign"
    return wording.title(unit_acts.OF_UNITS[name])


def _changed(state: UnitState) -> dict[int, object]:
    """What each version changed beside amounts: factors and resources."""
    return {
        number: between(state, number - 1, number) for number in range(2, len(state.versions) + 1)
    }


SHOWN["unit"] = shown
take(router, unit_acts.router)
