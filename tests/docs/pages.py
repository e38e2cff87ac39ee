"""The documents as a test reads them: their tables, blocks, paths and links."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*/?")
_SUFFIXES = (".md", ".py", ".sql", ".toml", ".yml", ".lock", ".sh", ".csv", ".txt", ".awk")


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """What stands under a heading, until the next one of its rank or above."""
    found = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert found is not None, title
    rest = text[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest


def rows(text: str) -> list[tuple[str, ...]]:
    """The cells of every table's rows, without headers; backticks around a cell are taken off."""
    found = []
    for above, line in zip(["", *text.splitlines()], text.splitlines(), strict=False):
        is_row = line.startswith("|") and not set(line) <= set("|- ")
        if is_row and above.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            found.append(tuple(cell.strip().strip("`") for cell in cells))
    return found


def blocks(text: str, language: str) -> list[str]:
    return [body for kind, body in _BLOCK.findall(text) if kind == language]


def commands(text: str) -> list[str]:
    """Every line of a shell block that is a command."""
    lines = [line.strip() for body in blocks(text, "sh") for line in body.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def paths(text: str) -> set[str]:
    """Everything in backticks that is written like a path of this repository."""
    prose = _BLOCK.sub("", text)
    return {
        code
        for code in _CODE.findall(prose)
        if _PATH.fullmatch(code) and ("/" in code.rstrip("/") or code.endswith(_SUFFIXES))
    }


def links(text: str) -> set[str]:
    """The targets of links that stay in the repository."""
    found = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", _BLOCK.sub("", text))
    return {target for target in found if not target.startswith("http")}
