"""A sample as one file that an auditor takes away: evidence of each item, an index, how to draw again."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from shlex import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from domain.model import Value
from domain.words import Sha256
from files.write import Cell, write_table
from projections.populations import Drawn, Item, Name, Population, Tie
from projections.quota_changes import Quota
from web.evidencing import Written

README = """\
A sample of {drawn} of the {population.count} items of {population.name}, cycle {population.cycle} of {population.organisation},
as the record stood at position {population.until}.

{population.definition}

index.csv        a line for each item drawn, with the SHA-256 of its evidence
items/           a folder for each: evidence.html to read, evidence.json for machines,
                 receipt.json as proof (`tally verify receipt`; docs/bundle.md says how without us)
population.csv   every item of the population
population.txt   the same as drawn from: an id and the SHA-256 of the entry in each line
sample.json      definition, counts, seed, and what was drawn with its rank

Complete: {population.read} events were looked at, the database counts {population.recorded};
{ties}.

To draw again, order the lines by the SHA-256 of the seed, the SHA-256 of population.txt and the
line, with a line feed between, and take the first {sampled.n}:

    seed={seed} n={sampled.n}
    population=$(sha256sum < population.txt | cut -c 1-64)
    while read -r line; do
      printf '%s ' "$(printf '%s\\n%s\\n%s' "$seed" "$population" "$line" | sha256sum | cut -c 1-64)"
      printf '%s\\n' "$line"
    done < population.txt | sort | head -n "$n"
"""
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
RIGHTS = 0o100644 << 16
ITEM = ("item", "position", "occurred_at", "type", "by", "on_behalf_of", "stream", "version")
QUOTA = (
    "seat", "target", "carried_by_before", "before", "carried_by", "after", "change", "currency",
)  # fmt: skip
INDEX = (*ITEM, *QUOTA, "words", "reason", "signatures", "receipt", "folder", "sha256")


class Summary(Value):
    """A population without its items."""

    name: Name
    definition: str
    organisation: str
    cycle: str
    until: int
    read: int
    recorded: int
    count: int
    sha256: Sha256
    ties_out: bool
    ties: tuple[Tie, ...]


class Sampled(Value):
    """What was drawn: the same again from the same seed and the same population."""

    population: Summary
    seed: str
    n: int
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True)
class Kept:
    """One item drawn, with its evidence and the folder in which it lies."""

    drawn: Drawn
    written: Written
    folder: str


def summary(population: Population) -> Summary:
    names = (*Summary.model_fields,)
    return Summary(**{name: getattr(population, name) for name in names})


def table(population: Population) -> bytes:
    """Every item of the population, a line for each, as CSV."""
    columns = (*ITEM, *QUOTA, "hash")
    return write_table(columns, [(*_cells(one), one.hash) for one in population.items])


def keeping(drawn: Sequence[Drawn], written: Sequence[Written]) -> tuple[Kept, ...]:
    return tuple(
        Kept(one, found, f"items/{number:03}-{one.item.id}")
        for number, (one, found) in enumerate(zip(drawn, written, strict=True), start=1)
    )


def zipped(population: Population, sampled: Sampled, kept: Sequence[Kept]) -> bytes:
    """Every file in the order in which it is best read."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in _files(population, sampled, kept):
            info = ZipInfo(name, FIRST_MOMENT)
            info.external_attr, info.compress_type = RIGHTS, ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _files(
    population: Population, sampled: Sampled, kept: Sequence[Kept]
) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", _readme(population, sampled).encode()
    yield "index.csv", write_table(INDEX, [_line(one) for one in kept])
    yield "sample.json", sampled.model_dump_json(indent=2).encode() + b"\n"
    yield "population.csv", table(population)
    yield "population.txt", population.lines
    for one in kept:
        yield f"{one.folder}/evidence.html", one.written.page.encode()
        yield f"{one.folder}/evidence.json", one.written.machine
        if receipt := one.written.evidence.receipt:
            yield f"{one.folder}/receipt.json", receipt.model_dump_json().encode()


def _readme(population: Population, sampled: Sampled) -> str:
    ties = "; ".join(
        f"{one.type}: {one.recorded} recorded, {one.gave} gave items, {one.gave_none} none"
        for one in population.ties
    )
    return README.format(
        population=population,
        sampled=sampled,
        ties=ties,
        seed=quote(sampled.seed),
        drawn=len(sampled.drawn),
    )


def _line(kept: Kept) -> tuple[Cell, ...]:
    found, evidence = kept.written.data["found"], kept.written.evidence
    return (
        *_cells(kept.drawn.item),
        found["event"]["words"],
        found["reason"],
        len(found["signatures"]),
        "yes" if evidence.receipt else evidence.no_receipt,
        kept.folder,
        sha256(kept.written.machine).hexdigest(),
    )


def _cells(item: Item) -> tuple[Cell, ...]:
    mine = (
        item.id, item.position, item.occurred_at, item.type, item.actor, item.on_behalf_of,
        item.stream, item.version,
    )  # fmt: skip
    quota = item.quota
    if quota is None:
        return (*mine, *(None for _ in QUOTA))
    held = quota.after or quota.before
    return (
        *mine,
        quota.seat,
        quota.target,
        *_quota(quota.before),
        *_quota(quota.after),
        quota.change.amount if quota.change else None,
        held.amount.currency if held else None,
    )


def _quota(quota: Quota | None) -> tuple[Cell, Cell]:
    return (quota.person, quota.amount.amount) if quota else (None, None)
