"""A page's errand by the process that does it: what it says, what bounds it, and what ends it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import LOG, ORGANISATION
from given import House

from audit.errand import BUNDLE, Errand, Kind, Said
from audit.note import Signer
from audit.scope import Scope

LIMIT = 120
OTHER = Signer("other/elsewhere", LOG.key)


def started(house: House, state: Path) -> subprocess.Popen[str]:
    """As web starts it; no Temporal runs beside it."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("T")}
    environment = given | {"DATABASE_URL": house.url, "TALLY_STATE": str(state)}
    return subprocess.Popen(
        [sys.executable, "-m", "audit.errands"], env=environment, text=True, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def errand(folder: Path, kind: Kind = "verification", **more: object) -> Errand:
    said = {"kind": kind, "organisation": ORGANISATION, "folder": folder, **more}
    return Errand.model_validate(said)


def done(house: House, asked: Errand) -> list[Said]:
    """Every line, while its input stays open."""
    with started(house, asked.folder) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{asked.model_dump_json()}\n")
        process.stdin.flush()
        lines = [Said.model_validate_json(line) for line in process.stdout]
        assert process.wait(LIMIT) == 0
    return lines


async def test_a_verification_tells_how_far_it_is_and_then_what_it_found(audited, tmp_path):
    *progress, last = done(audited, errand(tmp_path))

    assert last.report
    assert last.report.size == progress[-1].of == progress[-1].done
    assert {one.part for one in progress} >= {
        "entries, chain and tree", "decisions, signatures and offices",
    }  # fmt: skip
    # No Temporal runs here, and the report says so.
    assert "No Temporal runs here" in (last.report.check("V21").note or str(last.report))


async def test_a_bundle_lies_in_the_errand_s_folder_and_nothing_beside_it(audited, tmp_path):
    *_, last = done(audited, errand(tmp_path, "bundle", scope=Scope("cycle", "fy27")))

    assert last.taken
    assert last.taken.entries > 100
    assert last.taken.why == "No Temporal runs here, and TEMPORAL_ADDRESS names none."
    assert [one.name for one in tmp_path.iterdir()] == [BUNDLE]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (
            {"kind": "bundle", "scope": Scope("cycle", "fy99")},
            "There is no cycle fy99 in this log.",
        ),
        ({"key": "no key"}, "The log's key that was given cannot be used"),
        ({"key": str(OTHER.verifier)}, "is other/elsewhere's: it is of another log."),
    ],
)
async def test_what_cannot_be_done_is_said_in_words(audited, tmp_path, more, why):
    (*_, last) = done(audited, errand(tmp_path, **more))

    assert last.failed
    assert why in last.failed


async def test_it_ends_with_whoever_asked(audited, tmp_path):
    folder = tmp_path / "errand"
    folder.mkdir()
    with started(audited, tmp_path) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{errand(folder).model_dump_json()}\n")
        process.stdin.close()
        process.stdin = None

        assert process.wait(LIMIT) < 0
        assert "report" not in process.stdout.read()
    assert not folder.exists()


def test_it_gets_no_more_memory_than_it_may_have_and_gives_way():
    asked = (
        "import os\nfrom audit import errands\nbefore = os.nice(0)\nerrands._bounded()\n"
        "print(os.nice(0) - before)\n"
        "try:\n    bytearray(errands.MOST_MEMORY)\nexcept MemoryError:\n    print('no more')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=LIMIT
    )
    assert ran.stdout.split("\n")[:2] == ["10", "no more"]
