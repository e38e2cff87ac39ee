"""Who asked for something of custody, told what a second person made of it.

Nobody who is to be erased is named: a letter outlives the erasure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.custody import events as e
from domain.custody.state import CustodyState
from domain.model import Actor, Event
from messages.notice import Notice
from messages.requests import PAGES
from projections.telling import sentence


def in_custody(
    event: Event, by: Actor, state: CustodyState, names: Mapping[str, str]
) -> Iterator[Notice]:
    """The notice to who asked, where the event ends what they asked for."""
    match event:
        case e.HoldReleased():
            words = sentence(event, by, names)
            yield Notice(
                event.asked_by, "A legal hold was released", words, page=PAGES["release_hold"]
            )
        case e.RetentionChanged():
            words = sentence(event, by, names)
            yield Notice(
                event.proposed_by, "Other periods of retention hold", words, page=PAGES["retention"]
            )
        case e.PersonErased() | e.ErasureWithdrawn():
            yield from _erasure(event, by, state, names)
        case _:
            return


def _erasure(
    event: e.PersonErased | e.ErasureWithdrawn,
    by: Actor,
    state: CustodyState,
    names: Mapping[str, str],
) -> Iterator[Notice]:
    asked = next(one.asked for one in reversed(state.erasures) if one.asked.person == event.person)
    who, page = names.get(by.person, by.person), PAGES["erasure"]
    if isinstance(event, e.PersonErased):
        words = f"{who} agreed to the erasure ({asked.reference}): what is theirs is destroyed now."
        yield Notice(asked.asked_by, "An erasure that you asked for is decided", words, page=page)
    else:
        words = f"{who} withdrew the erasure ({asked.reference}): {event.reason}"
        yield Notice(
            asked.asked_by, "An erasure that you asked for was withdrawn", words, page=page
        )
