"""Ways of bending a bundle: its bytes, its files, their order and their lines.

Each takes a bundle, a source of random places and a folder to work in, and returns another bundle;
nothing, where it came to nothing.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random

from audit import zipped

Mutation = Callable[[bytes, Random, Path], bytes]


def read(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def named(files: dict[str, bytes], folder: Path) -> bytes:
    """A zip file as it must be, with a manifest that names what these files now are."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [
        {"name": name, "sha256": sha256(data).hexdigest(), "size": len(data)}
        for name, data in files.items()
        if name != "manifest.json"
    ]
    return put({**files, "manifest.json": zipped.canonical(manifest)}, folder)


def put(files: dict[str, bytes], folder: Path) -> bytes:
    parts = []
    for name, data in files.items():
        with zipped.Part(folder, name) as part:
            part.write(data)
        parts.append(part)
    target = io.BytesIO()
    zipped.write(target, parts)
    return target.getvalue()


def a_bit(data: bytes, random: Random, _: Path) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def a_bit_of_the_frame(data: bytes, random: Random, _: Path) -> bytes:
    start = data.rindex(b"PK\x01\x02", 0, data.index(b"PK\x01\x02") + 4)
    at = random.randrange(start, len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def some_bytes(data: bytes, random: Random, _: Path) -> bytes:
    at = random.randrange(len(data))
    new = random.randbytes(random.randint(1, 40))
    return data[:at] + new + data[at + random.randint(0, 40) :]


def cut(data: bytes, random: Random, _: Path) -> bytes:
    return data[: random.randrange(len(data))]


def cut_out(data: bytes, random: Random, _: Path) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + data[at + random.randint(1, 4000) :]


def longer(data: bytes, random: Random, _: Path) -> bytes:
    more = random.randbytes(random.randint(1, 100))
    return data + more if random.random() < 0.5 else more + data


def twice(data: bytes, random: Random, _: Path) -> bytes:
    at = random.randrange(len(data))
    end = at + random.randint(1, 4000)
    return data[:end] + data[at:]


def other_order(data: bytes, random: Random, folder: Path) -> bytes:
    names = list(files := read(data))
    while names == list(files):
        random.shuffle(names)
    return put({name: files[name] for name in names}, folder)


def a_file_less(data: bytes, random: Random, folder: Path) -> bytes:
    files = read(data)
    files.pop(random.choice(list(files)))
    return named(files, folder) if "manifest.json" in files else put(files, folder)


def a_file_more(data: bytes, random: Random, folder: Path) -> bytes:
    return named({**read(data), random.choice(["more.txt", "entries.json"]): b"1\n"}, folder)


def _line(data: bytes, random: Random, folder: Path, change: Callable) -> bytes:
    """Lines of one file changed, and the manifest made to fit."""
    files = read(data)
    able = [
        name
        for name in files
        if name.endswith("l") and files[name].count(b"\n") > 2 and name != "checkpoints.jsonl"
    ]
    name = random.choice(able)
    lines = files[name].splitlines(keepends=True)
    before = list(lines)
    change(lines)
    return named({**files, name: b"".join(lines)}, folder) if lines != before else b""


def lines_swapped(data: bytes, random: Random, folder: Path) -> bytes:
    def change(lines: list[bytes]) -> None:
        one, other = random.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]

    return _line(data, random, folder, change)


def a_line_less(data: bytes, random: Random, folder: Path) -> bytes:
    return _line(data, random, folder, lambda lines: lines.pop(random.randrange(len(lines))))


def a_line_twice(data: bytes, random: Random, folder: Path) -> bytes:
    def change(lines: list[bytes]) -> None:
        lines.insert(random.randrange(len(lines)), random.choice(lines))

    return _line(data, random, folder, change)


def a_character_of_a_line(data: bytes, random: Random, folder: Path) -> bytes:
    def change(lines: list[bytes]) -> None:
        at = random.randrange(len(lines))
        where = random.randrange(len(lines[at]) - 1)
        new = random.choice(b'0123456789abcdef"{}[],:\\ \n\x00\xff')
        lines[at] = lines[at][:where] + bytes([new]) + lines[at][where + 1 :]

    return _line(data, random, folder, change)


def a_value(data: bytes, random: Random, folder: Path) -> bytes:
    """Something else where a value of a line stands, written canonically."""

    def change(lines: list[bytes]) -> None:
        at = random.randrange(len(lines))
        row = json.loads(lines[at])
        key = random.choice(list(row))
        others = [None, True, 0, -1, 2**53, 10**400, "", "x", [], [[]], {}, "\x00", 1.5]
        row[key] = random.choice([one for one in others if one != row[key]])
        lines[at] = zipped.canonical(row) + b"\n"

    sys.set_int_max_str_digits(0)
    return _line(data, random, folder, change)


def a_value_of_the_manifest(data: bytes, random: Random, folder: Path) -> bytes:
    files = read(data)
    manifest = json.loads(files["manifest.json"])
    at = random.choice([manifest, manifest["counts"], manifest["scope"], manifest["files"][0]])
    key = random.choice(list(at))
    others = [None, 1, 0, "", "cycle", [], {}, [None], {"kind": []}, "../x", "/etc/passwd", 1.5]
    at[key] = random.choice([one for one in others if one != at[key]])
    return put({**files, "manifest.json": zipped.canonical(manifest)}, folder)


def words_of_a_letter(data: bytes, random: Random, folder: Path) -> bytes:
    files = read(data)
    words = files["letters.txt"]
    at = random.randrange(len(words))
    other = bytes([words[at] ^ 1])
    return named({**files, "letters.txt": words[:at] + other + words[at + 1 :]}, folder)


MUTATIONS = (
    a_bit, a_bit_of_the_frame, some_bytes, cut, cut_out, longer, twice, other_order, a_file_less,
    a_file_more, lines_swapped, a_line_less, a_line_twice, a_character_of_a_line, a_value,
    a_value_of_the_manifest, words_of_a_letter,
)  # fmt: skip
