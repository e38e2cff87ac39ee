"""The whole log's bundle, bent two thousand times: none is accepted, and none makes the verifier fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bending import CHUNK, CHUNKS, bent


@pytest.mark.parametrize("chunk", range(CHUNKS["whole"]))
def test_no_mutation_is_accepted_and_none_makes_it_fail_or_look_elsewhere(bundles, tmp_path, chunk):
    found = bent("whole", chunk, bundles["whole"], tmp_path)

    assert not found.wrong
    assert not found.touched
    assert found.tried == CHUNK
