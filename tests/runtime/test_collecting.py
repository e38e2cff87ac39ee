"""In a process of its own: what is collected here, and when, is pytest's."""

import json
import subprocess
import sys

START = """
import gc, json
from runtime import collecting
at = [gc.isenabled()]
collecting.not_yet()
at += [gc.isenabled(), gc.get_freeze_count() > 0]
collecting.seldom()
at += [gc.isenabled(), gc.get_freeze_count() > 0, list(gc.get_threshold())]
print(json.dumps(at))
"""


def test_garbage_is_looked_for_again_once_all_is_loaded_and_then_seldom():
    ran = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)

    before, loading, frozen, after, apart, threshold = json.loads(ran.stdout)
    assert (before, loading, frozen) == (True, False, False)
    assert (after, apart, threshold) == (True, True, [20_000, 2, 2])
