import stat

import pytest

from tests.command_line.answering import Answer

OF_CYCLE = "/v1/halden/receipts/fy27/k-1/file"
OF_CUSTODY = "/v1/halden/custody/receipts/k-1/file"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ((), (OF_CYCLE, {})),
        (("--unit", "emea"), (OF_CYCLE, {"unit": "emea"})),
        (("--seller", "ana"), (OF_CYCLE, {"seller": "ana"})),
        (("--culture",), (OF_CYCLE, {"culture": "true"})),
        (("--incentives",), (OF_CYCLE, {"incentives": "true"})),
        (("--custody",), (OF_CUSTODY, {})),
    ],
)
def test_a_receipt_of_any_plan_is_kept_for_its_maker_alone(service, tally, tmp_path, said, wanted):
    service.tells("GET", wanted[0], Answer(200, {"format": "tallystick-receipt"}))
    output = tmp_path / "mine.json"

    result = tally("receipt", "--command", "k-1", "-O", str(output), *said)

    assert result.exit_code == 0, result.output
    assert (service.asked[-1].path, service.asked[-1].query) == wanted
    assert b"tallystick-receipt" in output.read_bytes()
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


def test_a_decision_is_in_one_plan(service, tally, tmp_path):
    output = tmp_path / "mine.json"

    result = tally("receipt", "--command", "k-1", "-O", str(output), "--seller", "ana", "--custody")

    assert (result.exit_code, output.exists()) == (2, False)
    assert "Say one of --unit, --seller, --culture, --incentives and --custody." in result.stderr
    assert service.asked == []


def test_no_file_is_left_of_a_receipt_that_was_refused(service, tally, tmp_path):
    refused = {"name": "NotAuthorised", "title": "You may not do this", "detail": "Its maker's."}
    service.tells("GET", OF_CYCLE, Answer(403, refused))
    output = tmp_path / "mine.json"

    result = tally("receipt", "--command", "k-1", "-O", str(output), "--culture")

    assert (result.exit_code, output.exists()) == (1, False)
    assert "Its maker's." in result.stderr


@pytest.mark.parametrize(
    ("stream", "remedy"),
    [
        ("cycle/fy27", "Add --unit UNIT; of a seller's: --seller PERSON; or --culture,"),
        ("unit/fy27/emea", "Check the command's id, as its answer had it, and whose plan"),
    ],
)
def test_where_a_plan_holds_no_such_decision_it_is_told_how_to_name_another(
    service, tally, tmp_path, stream, remedy
):
    detail = f"{stream} holds no command k-1."
    service.tells("GET", OF_CYCLE, Answer(404, {"name": "Unknown", "title": "T", "detail": detail}))

    result = tally("receipt", "--command", "k-1", "-O", str(tmp_path / "mine.json"))

    assert result.exit_code == 1
    assert remedy in " ".join(result.stderr.split())
