"""What a verification says: numbered checks, what each has counted, and what it found in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from domain.model import Value

Severity = Literal["finding", "notice"]
Standing = Literal["valid", "finding", "notice", "unchecked"]

MOST_FINDINGS = 50
"""Findings of one check that are told one by one; the rest are counted."""


class Finding(Value):
    """What is so, where, what it means, and what to do. A notice leaves the record valid."""

    check: str
    severity: Severity
    where: str
    what: str
    meaning: str
    remedy: str


class Check(Value):
    """One check as it came out; `note` says what it could not look at."""

    number: str
    name: str
    counts: str
    counted: int
    standing: Standing
    findings: tuple[Finding, ...]
    untold: int
    note: str | None

    @property
    def noun(self) -> str:
        """What was counted, of one or of many."""
        if self.counted != 1:
            return self.counts
        first, *rest = self.counts.split(" ")
        one = f"{first[:-3]}y" if first.endswith("ies") else first.removesuffix("s")
        return " ".join((one, *("is" if word == "are" else word for word in rest)))


class Report(Value):
    """One organisation's record at one moment: `size` entries under `root`."""

    organisation: str
    size: int
    root: str
    checks: tuple[Check, ...]

    @property
    def valid(self) -> bool:
        """Whether no check has a finding; a notice is none."""
        return all(check.standing != "finding" for check in self.checks)

    @property
    def found(self) -> frozenset[str]:
        """The numbers of the checks that found something."""
        return frozenset(one.number for one in self.checks if one.standing == "finding")

    def check(self, number: str) -> Check:
        return next(one for one in self.checks if one.number == number)


@dataclass(frozen=True)
class Rule:
    """A check as the specification has it; one that is `needed` fails where it counts nothing."""

    number: str
    name: str
    counts: str
    meaning: str
    remedy: str
    needed: bool = True


@dataclass
class Tally:
    """What one check has counted and found so far; it keeps no more than can be told."""

    rule: Rule
    counted: int = 0
    findings: list[Finding] = field(default_factory=list)
    untold: int = 0
    note: str | None = None

    def find(self, where: str, what: str, *, severity: Severity = "finding") -> None:
        if len(self.findings) == MOST_FINDINGS:
            self.untold += 1
            return
        self.findings.append(
            Finding(
                check=self.rule.number,
                severity=severity,
                where=where,
                what=what,
                meaning=self.rule.meaning,
                remedy=self.rule.remedy,
            )
        )

    def notice(self, where: str, what: str) -> None:
        self.find(where, what, severity="notice")

    def closed(self) -> Check:
        if self.rule.needed and not self.counted and not self.findings:
            self.find("the whole record", f"There was nothing to look at: 0 {self.rule.counts}.")
        return Check(
            number=self.rule.number,
            name=self.rule.name,
            counts=self.rule.counts,
            counted=self.counted,
            standing=self._standing(),
            findings=tuple(self.findings),
            untold=self.untold,
            note=self.note,
        )

    def _standing(self) -> Standing:
        if any(one.severity == "finding" for one in self.findings):
            return "finding"
        if self.findings:
            return "notice"
        return "valid" if self.counted else "unchecked"


class Sheet:
    """A tally for every rule, in their order."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._tallies = {rule.number: Tally(rule) for rule in rules}

    def __getitem__(self, number: str) -> Tally:
        return self._tallies[number]

    def closed(self) -> tuple[Check, ...]:
        return tuple(tally.closed() for tally in self._tallies.values())
