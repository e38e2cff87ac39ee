"""Where a command holds personal texts, read off its types, and the same command with others there.

A text's owner is the person under whose key it is sealed: of words their author, of a name or an
address the person who is named, of a title whoever it names. What a signature holds is no text of
the command: it was sealed when its manifest was issued.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from domain.people import About, Person
from domain.sealed import Personal
from domain.signature import SignatureEvidence

Model = TypeVar("Model", bound=BaseModel)
Change = Callable[["Text"], str]


class Text(NamedTuple):
    """One personal text: where it stands (`people.0.name`), what it is, and whose.

    `person` is None for words, whose author the command does not know.
    """

    place: str
    what: str
    person: str | None
    text: str


@dataclass(frozen=True)
class _Shape:
    """What a field's type has inside: a text, a model, or several of either."""

    personal: Personal | None = None
    model: bool = False

    @property
    def plain(self) -> bool:
        return self.personal is None and not self.model


def texts(command: BaseModel) -> tuple[Text, ...]:
    """Every personal text of the command, in the order of its fields."""
    found: list[Text] = []

    def keep(one: Text) -> str:
        found.append(one)
        return one.text

    changed(command, keep)
    return tuple(found)


def changed(command: Model, change: Change) -> Model:
    """The command with each personal text as `change` gives it back."""
    named = {person.name: person.id for person in _people(command)}
    return _model(command, _titled(change, named), "")


def _titled(change: Change, named: Mapping[str, str]) -> Change:
    """A title that is nobody's name, of those beside it, is left as it is."""

    def of(one: Text) -> str:
        if one.what != "title":
            return change(one)
        person = named.get(one.text)
        return one.text if person is None else change(one._replace(what="name", person=person))

    return of


def _people(value: object) -> Iterator[Person]:
    if isinstance(value, Person):
        yield value
    elif isinstance(value, BaseModel):
        for name in _shapes(type(value)):
            yield from _people(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _people(one)


def _model(value: Model, change: Change, place: str) -> Model:
    owner = _owner(value)
    new = {
        name: _value(getattr(value, name), shape, owner, change, f"{place}{name}")
        for name, shape in _shapes(type(value)).items()
    }
    return value.model_copy(update=new) if new else value


def _owner(value: BaseModel) -> str | None:
    """Under whose key a model's texts are; None for their author's."""
    match value:
        case Person():
            return value.id
        case About():
            return value.person
        case _:
            return None


def _value(value: Any, shape: _Shape, owner: str | None, change: Change, place: str) -> Any:
    match value:
        case None:
            return None
        case tuple():
            return tuple(
                _value(one, shape, owner, change, f"{place}.{at}") for at, one in enumerate(value)
            )
        case BaseModel():
            return _model(value, change, f"{place}.")
        case str() if shape.personal is not None:
            return change(Text(place, shape.personal.what, owner, value))
        case _:
            return value


@cache
def _shapes(kind: type[BaseModel]) -> Mapping[str, _Shape]:
    """The fields in which a personal text can stand."""
    if issubclass(kind, SignatureEvidence):
        return {}
    hints = get_type_hints(kind, include_extras=True)
    every = {name: _shape(hints[name]) for name in kind.model_fields}
    return {name: shape for name, shape in every.items() if not shape.plain}


def _shape(hint: Any) -> _Shape:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _Shape(model=bool(_shapes(hint)))
    if get_origin(hint) is Annotated:
        marks = [one for one in hint.__metadata__ if isinstance(one, Personal)]
        return _Shape(personal=marks[0]) if marks else _shape(hint.__origin__)
    parts = [_shape(one) for one in get_args(hint) if one is not Ellipsis]
    return next((one for one in parts if not one.plain), _Shape())
