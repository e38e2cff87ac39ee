"""The offline verifier against bundles that were bent: none is accepted, and none makes it fail."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import sys
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from given import House
from taken import KEY, a_year, offline, taken
from tampering import TAMPERINGS

from audit import zipped
from audit.bundle import OFFLINE, Scope
from runtime.postgres import EmbeddedPostgres

MUTATIONS = 400
"""10,000 in the long form."""

RUN_ALONE = 24
"""How many of them are run as a process of their own, as their receiver does."""

PLACES = 3
UNSIGNED = {"forge an approval as web"}
"""What the notary has not signed is in no bundle, true or not."""

NOT_ACCEPTED = {1, 2}


@pytest.fixture(scope="module")
async def house(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_year(postgres, template, "offline", tmp_path_factory.mktemp("notary")) as made:
        yield made


@pytest.fixture(scope="module")
async def bundles(house: House, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One of the whole log, and a small one of a stream."""
    folder = tmp_path_factory.mktemp("bundles")
    connection = await asyncpg.connect(house.url)
    await taken(connection, folder / "whole.zip")
    await taken(connection, folder / "part.zip", Scope("stream", "unit/fy27/emea"))
    await connection.close()
    return {name: (folder / f"{name}.zip").read_bytes() for name in ("whole", "part")}


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


@dataclass
class Verifier:
    """The one file, loaded from where it lies; its `main` is all that is called of it."""

    path: Path = OFFLINE / "verify.py"

    def __post_init__(self) -> None:
        spec = importlib.util.spec_from_file_location("bundle_verifier", self.path)
        assert spec
        assert spec.loader
        self._module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = self._module
        spec.loader.exec_module(self._module)

    def __call__(self, bundle: Path, *asked: str) -> tuple[int, str]:
        said, before = io.StringIO(), sys.argv
        sys.argv = ["verify.py", str(bundle), *map(str, asked)]
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                return self._module.main(), said.getvalue()
        finally:
            sys.argv = before


VERIFIER = Verifier()
Mutation = Callable[[bytes, Random, Path], bytes]


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


def _packed(data: bytes, random: Random, change: Callable[[zipfile.ZipInfo], object]) -> bytes:
    """Put together by another writer of zip files, one file of it in another way."""
    files, target = read(data), io.BytesIO()
    odd = random.choice(list(files))
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            if name == odd:
                change(info)
            archive.writestr(info, content)
    return target.getvalue()


def _trick(**changed: object) -> Mutation:
    def mutation(data: bytes, random: Random, _: Path) -> bytes:
        def change(info: zipfile.ZipInfo) -> None:
            for name, value in changed.items():
                setattr(info, name, value)

        return _packed(data, random, change)

    return mutation


def another_file_of_the_same_name(data: bytes, random: Random, _: Path) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(random.choice(archive.namelist()), "other")
    return target.getvalue()


def encrypted(data: bytes, random: Random, _: Path) -> bytes:
    start = [at for at in range(len(data)) if data.startswith(b"PK\x01\x02", at)]
    at = random.choice(start) + 8
    return data[:at] + bytes([data[at] | 1]) + data[at + 1 :]


MUTATIONS_OF = (
    a_bit, a_bit_of_the_frame, some_bytes, cut, cut_out, longer, twice, other_order, a_file_less,
    a_file_more, lines_swapped, a_line_less, a_line_twice, a_character_of_a_line, a_value,
    a_value_of_the_manifest, words_of_a_letter, another_file_of_the_same_name, encrypted,
    _trick(filename="../entries.jsonl"), _trick(filename="/etc/passwd"),
    _trick(filename="a\\..\\b"), _trick(external_attr=0o120777 << 16),
    _trick(external_attr=0o40755 << 16), _trick(compress_type=zipfile.ZIP_DEFLATED),
    _trick(compress_type=zipfile.ZIP_BZIP2), _trick(date_time=(1999, 1, 1, 0, 0, 0)),
    _trick(comment=b"hello"), _trick(extra=b"\x01\x00\x00\x00"), _trick(create_system=0),
)  # fmt: skip


def test_what_the_mutations_start_from_is_accepted(bundles, tmp_path):
    for name, data in bundles.items():
        (tmp_path / name).write_bytes(data)
        (tmp_path / f"{name}-again").write_bytes(named(read(data), tmp_path))

        assert VERIFIER(tmp_path / name, "--key", KEY)[0] == 0
        assert VERIFIER(tmp_path / f"{name}-again", "--key", KEY)[0] == 0
        assert offline(tmp_path / name, "--key", KEY) == VERIFIER(tmp_path / name, "--key", KEY)


@pytest.mark.parametrize("name", ["whole", "part"])
def test_no_mutation_is_accepted_and_none_makes_it_fail(bundles, tmp_path, name):
    random, path, tried = Random(f"bent-{name}"), tmp_path / "bent.zip", 0  # noqa: S311 - the same places each time
    accepted: list[str] = []
    for number in range(MUTATIONS // 2):
        mutate = MUTATIONS_OF[number % len(MUTATIONS_OF)]
        data = mutate(bundles[name], random, tmp_path)
        if not data or data == bundles[name]:
            continue
        path.write_bytes(data)
        run = offline if number % (MUTATIONS // 2 // RUN_ALONE) == 0 else VERIFIER
        code, words = run(path, "--key", KEY)
        tried += 1
        if code not in NOT_ACCEPTED or "NOT ACCEPTED" not in words or "Traceback" in words:
            accepted.append(f"{number} {mutate.__name__}: {code} {words[-400:]}")

    assert not accepted
    assert tried > MUTATIONS // 2 * 0.9


def test_tricks_of_a_zip_file_are_named(bundles, tmp_path):
    expected = {
        encrypted: "is encrypted",
        another_file_of_the_same_name: "stands in it twice",
        _trick(filename="../entries.jsonl"): "is no file of a bundle: it is not read",
        _trick(filename="/etc/passwd"): "is no file of a bundle: it is not read",
        _trick(external_attr=0o120777 << 16): "is no plain file",
        _trick(compress_type=zipfile.ZIP_DEFLATED): "is compressed",
        cut: "does not end as a zip file",
    }
    for mutate, words in expected.items():
        (tmp_path / "bent.zip").write_bytes(mutate(bundles["whole"], Random(5), tmp_path))  # noqa: S311
        code, said = VERIFIER(tmp_path / "bent.zip")
        assert code == 2
        assert words in said


def test_a_bomb_is_refused_before_it_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", bytes(50 * 2**20))

    assert offline(tmp_path / "bomb.zip")[0] == 2


def test_what_is_no_bundle_and_what_is_not_there_is_said_so(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("not a zip file at all, but quite long enough to be one")

    for name in ("empty", "text", "absent"):
        code, words = offline(tmp_path / name)
        assert code == 2
        assert words.startswith("NOT ACCEPTED: ")


def test_another_logs_key_is_not_trusted(bundles, tmp_path):
    (tmp_path / "b.zip").write_bytes(bundles["part"])
    other = "example.com/other+" + KEY.split("+", 1)[1]
    name, rest = "example.com/other", KEY.split("+", 2)[2]
    public = VERIFIER._module.unbase64(rest)[1:]
    other = f"{name}+{VERIFIER._module.Key(name, public).id.hex()}+{rest}"

    code, words = offline(tmp_path / "b.zip", "--key", other)

    assert code == 1
    assert "B16  FOUND" in words


@pytest.mark.parametrize("name", sorted(TAMPERINGS))
async def test_a_record_that_was_tampered_with_is_found_in_its_bundle(house, tmp_path, name):
    held = house.folder / "outside/halden.jsonl"
    for place in range(PLACES):
        connection = await asyncpg.connect(house.url)
        undone = connection.transaction(isolation="repeatable_read")
        await undone.start()
        try:
            await TAMPERINGS[name](connection, Random(f"{name}-{place}"))  # noqa: S311
            path = tmp_path / f"{place}.zip"
            found = await taken(connection, path)
        finally:
            await undone.rollback()
            await connection.close()

        code, words = VERIFIER(path, "--key", KEY, "--checkpoint", held)
        if name in UNSIGNED:
            assert (code, found.waiting) == (0, 1), words
        else:
            assert code in NOT_ACCEPTED, f"{name} at place {place}:\n{words}"
