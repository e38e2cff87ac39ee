"""What is said of a command that a plan owed another, and that was refused."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from temporalio import workflow

from domain.errors import GateClosed, NothingToDo
from workflows.obligations import Obligations

LEVELS = {
    f"{NothingToDo.__name__}: The plan is open.": logging.INFO,
    f"{GateClosed.__name__}: Nothing to do here.": logging.WARNING,
}


@pytest.mark.parametrize(("refused", "level"), LEVELS.items(), ids=["so already", "refused"])
def test_only_what_is_not_so_already_warns(
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    refused: str,
    level: int,
) -> None:
    # Else the logger asks the workflow in which it is whether it replays.
    monkeypatch.setattr(workflow.logger, "log_during_replay", True)
    decisions: Any = None
    owing: Obligations[Any] = Obligations(decisions, given=(), rung=(), once=True)

    with caplog.at_level(logging.INFO, logger="temporalio.workflow"):
        owing._note("unit/fy27/sales:7", refused)

    (said,) = caplog.records
    assert said.levelno == level
    assert refused in said.getMessage()
    assert list(owing.given) == ["unit/fy27/sales:7"]
