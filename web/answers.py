"""The five questions as a short form: each answer read, or words beside the field it is in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, TypeAdapter, ValidationError

from domain.people import PlanRate, Roles
from domain.policy import Policy
from domain.words import Identifier
from web.beginning import Beginning
from web.planning import QUARTERS, ShortForm

ONE = "leader_above"
OFFICES = tuple(name for name in Roles.model_fields if name != ONE)
DAYS = {
    "starts_on": "Enter the first day of the year.",
    "signed_by": "Enter the day by which all must have signed.",
}
_ID: TypeAdapter[str] = TypeAdapter(Identifier)
_PARTS = re.compile(r"[,;\s]+")
_PLACES = {
    "rates": "rates", "shares": "shares", "policy": "preset", "working": "holidays",
    "cycle": "cycle", "name": "name", "starts_on": "starts_on", "signed_by": "signed_by",
    "currency": "currency", "zone": "zone", "follows": "follows",
}  # fmt: skip


class Unanswered(Exception):
    """Answers that cannot be used, by field, each with what to write instead."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


def rates_of(said: Beginning) -> tuple[PlanRate, ...]:
    """Plan rates as `EUR=1.10`, apart by commas or spaces. Raises Unanswered."""
    found = []
    for part in _parts(said.answer("rates")):
        currency, _, rate = part.partition("=")
        try:
            found.append(PlanRate.model_validate({"currency": currency.upper(), "rate": rate}))
        except ValidationError:
            words = f"{part[:40]!r} is no plan rate: write EUR=1.10, what one euro is worth"
            raise Unanswered({"rates": words}) from None
    return tuple(found)


def short_form(
    said: Beginning, known: Mapping[str, str], *, levels_below: int, whole: bool
) -> ShortForm:
    """The form that the answers make. Raises Unanswered, naming every field at once.

    `known` gives the id of each e-mail address; not `whole`, addresses may wait for the file.
    """
    wrong: dict[str, str] = {}
    roles: dict[str, object] = {
        office: _people(said.answer(office), office, known, wrong, whole=whole)
        for office in OFFICES
    }
    above = _people(said.answer(ONE), ONE, known, wrong, whole=whole)
    if len(above) > 1:
        wrong[ONE] = "one person is above the top unit's leader: write one"
    if not said.answer(ONE):
        wrong[ONE] = "name who is above the top unit's leader: they decide what is in dispute"
    rates: tuple[PlanRate, ...] = ()
    try:
        rates = rates_of(said)
    except Unanswered as unanswered:
        wrong |= unanswered.fields
    body = {
        "cycle": said.cycle,
        "name": said.answer("name"),
        "starts_on": said.answer("starts_on") or None,
        "signed_by": said.answer("signed_by") or None,
        "currency": said.answer("currency"),
        "zone": said.answer("zone"),
        "roles": Roles.model_validate({ONE: (above or ("nobody",))[0], **roles}),
        "rates": rates,
        "shares": _parts(said.answer("shares")) or QUARTERS,
        "policy": _policy(said, wrong),
        "levels_below": levels_below,
        "follows": said.answer("follows") or None,
        "working": {"holidays": _parts(said.answer("holidays"))},
    }
    form = _validated(body, wrong)
    if wrong or form is None:
        raise Unanswered(wrong)
    return form


def _validated(body: Mapping[str, object], wrong: dict[str, str]) -> ShortForm | None:
    try:
        return ShortForm.model_validate(body)
    except ValidationError as refused:
        for error in refused.errors(include_url=False, include_input=False):
            place = _PLACES.get(str(error["loc"][0]), str(error["loc"][0]))
            wrong.setdefault(place, _sentence(place, str(error["msg"])))
        return None


def _sentence(place: str, said: str) -> str:
    if place in DAYS and "date" in said:
        return DAYS[place]
    if place == "name" and "nothing" in said:
        return "Give the cycle a name, such as Fiscal year 2027."
    if place == "holidays":
        return "write each holiday as 2026-12-24"
    if place == "shares":
        return "write each period's percent of the year, as 22, 24, 25, 29"
    return said.removeprefix("Value error, ")


def _policy(said: Beginning, wrong: dict[str, str]) -> BaseModel:
    preset = said.answer("preset") or "standard"
    try:
        return Policy.model_validate({"preset": preset})
    except ValidationError:
        wrong["preset"] = "choose core, standard or strict"
        return Policy()


def _people(
    text: str, field: str, known: Mapping[str, str], wrong: dict[str, str], *, whole: bool
) -> tuple[str, ...]:
    found: list[str] = []
    for part in _parts(text):
        if (identity := known.get(part.casefold())) is not None:
            found.append(identity)
        elif "@" in part:
            if whole:
                wrong[field] = (
                    f"nobody in the people file, and no account here, has {part[:60]}: correct it, "
                    "or write the id that they sign in with"
                )
        else:
            _identity(part, field, found, wrong)
    return tuple(dict.fromkeys(found))


def _identity(part: str, field: str, found: list[str], wrong: dict[str, str]) -> None:
    try:
        found.append(_ID.validate_python(part))
    except ValidationError:
        wrong[field] = f"{part[:40]!r} is neither an e-mail address nor an id such as ines"


def _parts(text: str) -> list[str]:
    return [part for part in _PARTS.split(text) if part]


def signed_by(said: Beginning) -> date | None:
    try:
        return date.fromisoformat(said.answer("signed_by"))
    except ValueError:
        return None
