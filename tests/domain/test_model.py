"""A value's copy: what pydantic's own would be, at less cost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pkgutil import walk_packages

import pytest
from pydantic import BaseModel

import domain
from domain.model import Actor, Value

ANA = Actor(person="ana")


@pytest.mark.parametrize(
    "update", [None, {}, {"person": "bo"}, {"on_behalf_of": "dana"}, {"on_behalf_of": None}]
)
def test_a_copy_is_the_one_that_pydantic_makes(update):
    copied, other = ANA.model_copy(update=update), BaseModel.model_copy(ANA, update=update)

    assert copied == other
    assert hash(copied) == hash(other)
    assert copied.model_fields_set == other.model_fields_set
    assert copied.model_dump() == other.model_dump()
    assert copied.model_copy(deep=True) == copied


def test_what_was_copied_stays_as_it_was():
    ANA.model_copy(update={"person": "bo", "on_behalf_of": "dana"})

    assert Actor(person="ana") == ANA
    assert ANA.model_fields_set == {"person"}


def test_no_value_has_anything_that_a_copy_would_miss():
    for module in walk_packages(domain.__path__, "domain."):
        import_module(module.name)
    for kind in _kinds(Value):
        assert kind.model_config["frozen"], kind
        assert kind.model_config["extra"] == "forbid", kind
        assert not kind.__private_attributes__, kind
        assert not [one for one in vars(kind).values() if isinstance(one, cached_property)], kind


def test_a_value_made_of_valid_parts_is_the_one_that_validation_makes():
    made = Actor.of_valid(person="ana")

    assert made == ANA
    assert made.model_dump_json() == ANA.model_dump_json()
    assert made.model_fields_set == ANA.model_fields_set


@pytest.mark.parametrize("parts", [{}, {"on_behalf_of": "bo"}, {"person": "ana", "name": "Ana"}])
def test_what_are_not_the_parts_of_a_value_make_none(parts):
    with pytest.raises(TypeError, match="not the parts of Actor"):
        Actor.of_valid(**parts)


def test_no_value_makes_a_default_anew_which_one_of_valid_parts_would_lack():
    for kind in _kinds(Value):
        if kind.__module__.startswith("domain."):
            made = [one for one in kind.model_fields.values() if one.default_factory]
            assert not made, kind


def _kinds(kind: type[Value]) -> Iterator[type[Value]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)
