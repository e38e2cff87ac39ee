"""A value's copy: what pydantic's own would be, at less cost."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from domain.model import Actor

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
