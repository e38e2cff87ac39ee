"""The offline verifier against what is no bundle, or one that was bent by hand: it says what is wrong."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))

from bending import Watched
from mutations import cut, named, read
from taken import KEY, VERIFIER, offline
from zip_tricks import another_file_of_the_same_name, encrypted, trick


def test_what_the_mutations_start_from_is_accepted(bundles, tmp_path):
    for name, data in bundles.items():
        (tmp_path / name).write_bytes(data)
        (tmp_path / f"{name}-again").write_bytes(named(read(data), tmp_path))

        assert VERIFIER(tmp_path / name, "--key", KEY)[0] == 0
        assert VERIFIER(tmp_path / f"{name}-again", "--key", KEY)[0] == 0
        assert offline(tmp_path / name, "--key", KEY) == VERIFIER(tmp_path / name, "--key", KEY)


def test_what_is_watched_is_seen(tmp_path):
    watched = Watched(tmp_path / "allowed")
    with watched.on():
        (tmp_path / "other").write_text("written")
        (tmp_path / "other").unlink()

    assert [one.split()[0] for one in watched.seen] == ["open", "os.remove"]


def test_tricks_of_a_zip_file_are_named(bundles, tmp_path):
    expected = {
        encrypted: "is encrypted",
        another_file_of_the_same_name: "stands in it twice",
        trick(filename="../entries.jsonl"): "is no file of a bundle: it is not read",
        trick(filename="/etc/passwd"): "is no file of a bundle: it is not read",
        trick(external_attr=0o120777 << 16): "is no plain file",
        trick(compress_type=zipfile.ZIP_DEFLATED): "is compressed",
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
