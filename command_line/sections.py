"""What a leader decides on, section by section: pushback, factors, requests, answers, signatures."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from command_line.cells import amount, cash, cost, heading, person, plain, when
from command_line.screen import percent, said, shown
from command_line.tables import Column, amounts, prose, table
from command_line.view import View

Section = Iterator[RenderableType]


def capability(view: View) -> Section:
    """What each seat is asked for beside what it did and what it could do."""
    rows = [
        (
            one["seat"].text, one["person"].text, cash(one, "last_year"), cash(one, "potential"),
            cash(one, "portion"), _percent(one, "of_last_year"), _percent(one, "of_potential"),
        )
        for one in view.rows("capability")
    ]  # fmt: skip
    if rows:
        yield heading("\nAsked, beside what was done")
        columns = ("seat", "of", amounts("last year"), amounts("potential"), amounts("portion"),
                   amounts("of last year"), amounts("of potential"))  # fmt: skip
        yield table(columns, rows)


def _percent(view: View, key: str) -> str:
    found = view.get(key)
    return percent(found.number) if found else ""


def items(view: View) -> Section:
    """Each objection with what was answered and replied."""
    if found := view.rows("items"):
        yield heading("\nPushback")
    if (mean := view.get("mean_answer_seconds")) is not None:
        hours, minutes = divmod(mean.whole // 60, 60)
        yield Text(f"  answered after {hours} h {minutes:02d} min on average")
    for one in found:
        yield from item(view, one)


def item(view: View, one: View) -> Section:
    """One objection: who, how it stands, and in whose words."""
    seat = one.said("seat")
    facts = (
        one["id"].text,
        one["kind"].text,
        person(view, one["person"].text) + (f" on {seat}" if seat else ""),
        f"counter {counter}" if (counter := amount(one, "counter")) else "",
        plain(one.said("outcome") or one["stage"].text),
    )
    yield Text(f"  {shown(' · '.join(fact for fact in facts if fact))}")
    yield _under("", one["words"].text)
    for key, word in (("evidence", "evidence"), ("reason", _answered(view, one))):
        if words := one.said(key):
            yield _under(word, words)
    for reply in one.rows("replies"):
        yield _under(f"reply of {person(view, reply['person'].text)}", reply["words"].text)
    for key, word in (("contested", "contested"), ("view", "view of the leader above")):
        if words := one.said(key):
            yield _under(word, words)


def _answered(view: View, one: View) -> str:
    by = one.said("answered_by")
    return f"{person(view, by)} answered, because" if by else "because"


def _under(who: str, words: str) -> Text:
    return Text(f"    {shown(f'{who}: ' if who else '')}{said(words)}")


def factors(view: View) -> Section:
    """Key success factors, each with its actions."""
    if found := view.rows("factors"):
        yield heading("\nKey success factors")
    for one in found:
        yield from factor(view, one)


def factor(view: View, one: View) -> Section:
    who, due = person(view, one["owner"].text), one["due_on"].text
    answers = f" · answers {', '.join(one['items'].texts)}" if one.rows("items") else ""
    yield Text(f"  {shown(one['id'].text)} · {shown(who)} by {due}{shown(answers)}")
    yield _under("", one["words"].text)
    for action in one.rows("actions"):
        yield _under(
            f"{person(view, action['owner'].text)} by {action['due_on'].text}",
            action["words"].text,
        )


def requests(view: View) -> Section:
    """Who asked for what by when, and what the leader decided."""
    rows = [
        (
            one["asked"]["request"].text,
            person(view, one["asked"]["asked_by"].text),
            one["asked"]["words"].text,
            cash(one["asked"], "amount"),
            one["asked"].said("quantity"),
            one["asked"]["needed_by"].text,
            _decided(one.get("decided")),
        )
        for one in view.rows("requests")
    ]
    if rows:
        yield heading("\nResource requests")
        yield table(
            ("request", prose("by"), prose("what"), amounts("amount"), amounts("number"),
             "needed by", prose("decision")), rows
        )  # fmt: skip


def _decided(decision: View | None) -> str:
    if decision is None:
        return "open"
    given = amount(decision, "amount")
    told = f"{plain(decision['outcome'].text)}{f' {given}' if given else ''}"
    instead = decision.get("instead")
    offer = (
        f" Instead: {instead['words'].text} {cost(instead)} by {instead['due_on'].text}"
        if instead
        else ""
    )
    return f"{told}: {decision['reason'].text}{offer}"


def budgets(view: View) -> Section:
    rows = [
        (
            one["budget"].text,
            person(view, one["holder"].text),
            cash(one, "amount"),
            one.said("words"),
        )
        for one in view.rows("budgets")
    ]
    if rows:
        yield heading("\nBudgets")
        yield table(("budget", prose("kept by"), amounts("amount"), prose("words")), rows)


def acceptances(view: View) -> Section:
    """Who accepted a final version, and who objected in which words."""
    rows = [
        (
            person(view, one["person"].text),
            one["kind"].text,
            str(one["version"].whole),
            one.said("words"),
        )
        for one in view.rows("answers")
        if one["kind"].text in {"accepted", "objected"}
    ]
    if rows:
        yield heading("\nAcceptances")
        yield table((prose("who"), "answer", Column("version", number=True), prose("words")), rows)


def signatures(view: View) -> Section:
    """Who signed and who declined, when, and in which words."""
    zone = view.said("zone") or "UTC"
    signed = [
        (one["at"].instant, _signature(view, one, plain(one["standing"].text), "dissent", zone))
        for one in view.rows("signatures")
    ]
    declined = [
        (one["at"].instant, _signature(view, one, "DECLINED", "words", zone))
        for one in view.rows("declines")
    ]
    rows = [row for _, row in sorted((*signed, *declined))]
    if rows:
        yield heading("\nSignatures")
        columns = (prose("who"), "stands", Column("version", number=True), f"when ({zone})",
                   prose("words"))  # fmt: skip
        yield table(columns, rows)


def _signature(view: View, one: View, stands: str, words: str, zone: str) -> tuple[str, ...]:
    how = f"signed, {stands}" if stands in {"taken back", "void"} else stands
    return (
        person(view, one["person"].text),
        "signed" if how == "valid" else how,
        str(one["version"].whole),
        when(one, "at", zone),
        one.said(words),
    )


def commitments(view: View) -> Section:
    rows = [
        (
            one["line"]["id"].text,
            one["line"]["words"].text,
            person(view, one["line"]["asked_by"].text),
            cash(one["line"], "amount"),
            one["line"]["due_on"].text,
            one["standing"].text,
        )
        for one in view.rows("commitments")
    ]
    if rows:
        yield heading("\nCommitted, and irrevocable")
        columns = ("id", prose("what"), prose("for"), amounts("amount"), "due", "stands")
        yield table(columns, rows)


SECTIONS = (items, factors, requests, budgets, acceptances, signatures, commitments)


def listed(view: View) -> Section:
    """Every item beside what its author was asked for and what is expected without effort."""
    for one in view.rows("items"):
        yield from item(view, one["item"])
        asked, expected = amount(one, "portion"), amount(one, "run_rate")
        share = one.said("run_rate_share")
        facts = (
            f"portion {asked}" if asked else "",
            f"run-rate {expected}" if expected else "",
            f"{share} % of the portion" if share else "",
        )
        if told := ", ".join(fact for fact in facts if fact):
            yield _under("", told)
    if not view.rows("items"):
        yield Text("Nobody has pushed back.")


def blueprint(view: View) -> Section:
    """What it will take: each factor with the issues it answers and what it costs."""
    final = view.said("content_hash")
    state = "final" if final else "as it stands"
    yield heading(f"{view['name'].text} · version {view['version'].whole}, {state}")
    for one in view.rows("factors"):
        yield from factor(view, one["factor"])
        for issue in one.rows("issues"):
            yield _under(f"because of {issue['id'].text}", issue["words"].text)
        for line in one.rows("resources"):
            yield _resource(view, line)
    if others := view.rows("other_resources"):
        yield heading("\nOther resources")
    for line in others:
        yield _resource(view, line)
    yield from commitments(view)


def _resource(view: View, line: View) -> Text:
    who = person(view, line["asked_by"].text)
    facts = (line["words"].text, cost(line), f"for {who}", f"by {line['due_on'].text}")
    return _under(f"resource {line['id'].text}", " · ".join(fact for fact in facts if fact))
