"""The tables of docs/permissions.md, made from the authorisation rules themselves.

`python -m tests.docs.permission_tables` writes them into the page, between its markers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from domain.authority.outside import TOLD
from domain.authority.reads import FORMER, READS
from domain.authority.ruling import ANYONE, TAKES_PART, Rule
from domain.culture import authority as of_culture
from domain.culture.commands import COMMANDS as CULTURE_COMMANDS
from domain.custody import authority as of_custody
from domain.custody.commands import COMMANDS as CUSTODY_COMMANDS
from domain.cycle import authority as of_cycles
from domain.cycle.commands import COMMANDS as CYCLE_COMMANDS
from domain.incentives import authority as of_incentives
from domain.incentives.commands import COMMANDS as INCENTIVES_COMMANDS
from domain.model import Command
from domain.seller import authority as of_sellers
from domain.seller.commands import COMMANDS as SELLER_COMMANDS
from domain.unit import authority as of_units
from domain.unit.commands import COMMANDS as UNIT_COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
ROLES = {
    "leader": "leader",
    "member": "member",
    "joiner": "joiner",
    FORMER: "former member",
    "leader_above": "leader above",
    "approver": "approver",
    "executive": "executive",
    "sponsor": "sponsor",
    "planner": "planner",
    "hr_partner": "HR partner",
    "auditor": "auditor",
    "administrator": "administrator",
}
NOBODY = ("operator", "outsider")
"""Who holds no office in a cycle: they run the service, or belong elsewhere."""

COLUMNS = (*ROLES.values(), *NOBODY)
SCOPES = {
    "cycle": "cycle",
    "reports": "own reports",
    "tree": "unit and below",
    "unit": "unit",
    "own": "own",
}


def tables() -> dict[str, str]:
    """Each table by the name of its marker."""
    return {
        "commands of a unit": "\n".join(_units()),
        "commands of a seller's plan": "\n".join(_sellers()),
        "commands of a cycle's culture": "\n".join(_culture()),
        "commands of a cycle's incentives": "\n".join(
            _whole(INCENTIVES_COMMANDS, of_incentives.RULES)
        ),
        "commands of a cycle": "\n".join(_whole(CYCLE_COMMANDS, of_cycles.RULES)),
        "commands of custody": "\n".join(_whole(CUSTODY_COMMANDS, of_custody.RULES)),
        "reads": "\n".join(_reads()),
        "what is told outside": "\n".join(_outside()),
    }


def _units() -> Iterator[str]:
    yield from _header("Command", (*COLUMNS, "system", "delegated"))
    for name, kind in UNIT_COMMANDS.items():
        held = of_units.RULES[kind].offices
        by_hand = set(held) != {"system"}
        delegated = "" if not by_hand else "no" if kind in of_units.NOT_DELEGATED else "yes"
        yield _line(f"`{name}`", (*_marks(held), "●" if "system" in held else "", delegated))


def _sellers() -> Iterator[str]:
    offices = {"seller": "seller", "manager": "manager", "farmer": "who takes over"}
    offices |= {name: ROLES[name] for name in ("leader_above", "approver", "executive", "planner")}
    yield from _header("Command", (*offices.values(), "system"))
    for name, kind in SELLER_COMMANDS.items():
        held = of_sellers.RULES[kind].offices
        marks = ("●" if office in held else "" for office in (*offices, "system"))
        yield _line(f"`{name}`", tuple(marks))


def _culture() -> Iterator[str]:
    offices = {"leader": "leader of the top unit", "unit_leader": "leader of any unit"}
    offices |= {name: ROLES[name] for name in ("member", "leader_above", "hr_partner", "planner")}
    yield from _header("Command", (*offices.values(), "system"))
    for name, kind in CULTURE_COMMANDS.items():
        held = of_culture.RULES[kind].offices
        marks = ("●" if office in held else "" for office in (*offices, "system"))
        yield _line(f"`{name}`", tuple(marks))


def _whole(
    commands: Mapping[str, type[Command]], rules: Mapping[type[Command], Rule]
) -> Iterator[str]:
    yield from _header("Command", (*COLUMNS, "system"))
    for name, kind in commands.items():
        held = rules[kind].offices
        yield _line(f"`{name}`", (*_marks(held), "●" if "system" in held else ""))


def _reads() -> Iterator[str]:
    yield from _header("What", (*COLUMNS, "delegate"))
    for rule in READS:
        yield _line(rule.action, (*_reaches(rule), _reach(rule, "delegate")))


def _outside() -> Iterator[str]:
    yield from _header("Read inside under", ("Events",))
    for rule, events in TOLD.items():
        yield _line(rule.action, (", ".join(f"`{event}`" for event in events),))


def _marks(held: tuple[str, ...]) -> tuple[str, ...]:
    return (*("●" if office in held else "" for office in ROLES), *("" for _ in NOBODY))


def _reaches(rule: Rule) -> tuple[str, ...]:
    anyone = "own" if ("anyone", "own") in rule.grants else "●" if ANYONE in rule.offices else ""
    return (*(_reach(rule, office) for office in ROLES), *(anyone for _ in NOBODY))


def _reach(rule: Rule, office: str) -> str:
    for one, scope in rule.grants:
        if one == ANYONE:
            return "own" if scope == "own" else "●"
        if one == TAKES_PART:
            return "●"
        if one == office:
            return SCOPES[scope]
    return ""


def _header(first: str, columns: tuple[str, ...]) -> Iterator[str]:
    yield _line(first, columns)
    yield "|" + "---|" * (len(columns) + 1)


def _line(first: str, cells: tuple[str, ...]) -> str:
    return "| " + " | ".join((first, *cells)) + " |"


def marked(page: str, name: str, table: str) -> str:
    """The page with the table between its markers."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{table}\n\n{end}{rest.partition(end)[2]}"


def write() -> None:
    page = PAGE.read_text("utf-8")
    for name, table in tables().items():
        page = marked(page, name, table)
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    write()
