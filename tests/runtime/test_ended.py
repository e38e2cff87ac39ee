"""A run of tests that is cut off takes down what it started, as one that is ended with Ctrl-C."""

import subprocess
import sys

import pytest

CUT_OFF = """
import os, signal
from tests.conftest import as_ctrl_c

signal.signal(signal.SIGINT, signal.{before})
signal.signal(signal.SIGTERM, as_ctrl_c)
try:
    os.kill(os.getpid(), signal.SIGTERM)
except KeyboardInterrupt:
    os.kill(os.getpid(), signal.SIGTERM)
    print("all is taken down")
"""


@pytest.mark.parametrize("before", ["default_int_handler", "SIG_IGN"])
def test_sigterm_interrupts_once_and_does_not_disturb_what_is_taken_down_then(before):
    words = CUT_OFF.format(before=before)
    ran = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)

    assert ran.stdout == "all is taken down\n"
