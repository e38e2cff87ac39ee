"""V20: each command whose words are known, decided again on the state of its time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from audit.causes import IN_FULL
from audit.checks.decided import Decided
from audit.report import Sheet
from domain.errors import DomainError
from domain.signature import SignatureEvidence

MOST_TOLD = 8
OTHER_WORDS = "these are not the words of the command whose hash is recorded."


@dataclass
class DeciderCheck:
    """Counts where commands came from, and which were nowhere."""

    sheet: Sheet
    _sources: Counter[str] = field(default_factory=Counter)
    _unknown: Counter[str] = field(default_factory=Counter)

    def check(self, decided: Decided) -> None:
        if decided.command is None:
            if decided.lead.type in IN_FULL:
                self.sheet["V20"].counted += 1
                self.sheet["V20"].find(decided.where, f"{decided.told}: {OTHER_WORDS}")
                return
            self._unknown[decided.lead.type] += 1
            return
        self._sources[decided.command.source] += 1
        self.sheet["V20"].counted += 1
        if words := _otherwise(decided):
            self.sheet["V20"].find(decided.where, f"{decided.told}: {words}")

    def close(self) -> None:
        tally = self.sheet["V20"]
        if self._sources:
            parts = ", ".join(f"{n} from {source}" for source, n in sorted(self._sources.items()))
            tally.note = f"Commands taken from: {parts}."
        if unknown := self._unknown.total():
            kinds = ", ".join(f"{n} {kind}" for kind, n in self._unknown.most_common(MOST_TOLD))
            tally.note = (
                f"{tally.note or ''} {unknown} commands are kept by their hash only, and were not "
                f"decided again ({kinds}): Temporal's histories have their words."
            ).strip()


def _otherwise(decided: Decided) -> str | None:
    """How the rules decide otherwise than is recorded; None where they agree."""
    assert decided.command is not None
    command = decided.command.command
    evidence: SignatureEvidence | None = getattr(command, "signature", None)
    if evidence is not None and evidence.manifest.nonce != decided.entry.command_id:
        return "it carries a signature that was given under another id."
    try:
        events = decided.aggregate.decide(command, decided.before, at=decided.at, by=decided.by)
    except DomainError as refused:
        return f"the rules refuse it: {refused.name}: {refused.detail}"
    except Exception as fault:  # noqa: BLE001 - forged events may make any rule fail
        return f"the rules cannot decide it: {type(fault).__name__}."
    if events == decided.events:
        return None
    types = ", ".join(event.type for event in events) or "nothing"
    if [event.type for event in events] == [event.type for event in decided.events]:
        return "the rules give the same events with other contents."
    return f"the rules give {types}."
