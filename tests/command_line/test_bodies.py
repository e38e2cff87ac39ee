"""What a command's body is made of: what is typed, what the service suggests, what a file holds."""

import hashlib

from tests.command_line.answering import Answer, issued, problem, receipt
from tests.command_line.typed import CYCLE, EUR, UNIT, VERSION, stands, typed


def test_the_plan_goal_goes_with_its_documents_hash(service, tally, tmp_path):
    minute = tmp_path / "minute.txt"
    minute.write_bytes(b"RESOLVED")
    service.tells("POST", f"{CYCLE}/confirm-plan-goal", Answer(200, receipt("PlanGoalConfirmed")))

    run = tally("cycle", "confirm-goal", "--amount", "100M USD", "--document", str(minute))

    assert run.exit_code == 0, run.output
    assert service.given.json["document"]["name"] == "minute.txt"
    assert service.given.json["document"]["sha256"] == hashlib.sha256(b"RESOLVED").hexdigest()


def test_a_cycle_is_started_with_the_calendar_that_the_service_works_back(service, tally):
    start = {"cycle": "fy27", "calendar": []}
    planned = Answer(200, {"start": start, "sellers_signed_by": "2027-01-15"})
    service.tells("POST", "/v1/halden/cycles/plan", planned)
    service.tells("POST", "/v1/halden/cycles", Answer(200, receipt("CycleStarted")))

    run = tally(
        *typed(
            "cycle start fy27 --name Year_2027 --starts-on 2027-01-01 --signed-by 2026-12-18 "
            "--rate EUR=1.10 --role sponsor=olu --role hr-partner=farah --role sponsor=ruth "
            "--leader-above ruth --shares 22,24,25,29"
        )
    )

    assert run.exit_code == 0, run.output
    asked, given = service.asked
    assert asked.json["roles"] == {
        "leader_above": "ruth",
        "sponsors": ["olu", "ruth"],
        "hr_partners": ["farah"],
    }
    assert asked.json["shares"] == ["22", "24", "25", "29"]
    assert given.json == start
    assert "2027-01-15" in run.stderr


def test_no_forecast_is_told_of_a_cycle_that_is_refused(service, tally):
    planned = Answer(200, {"start": {"cycle": "fy27"}, "sellers_signed_by": "2027-01-15"})
    service.tells("POST", "/v1/halden/cycles/plan", planned)
    service.tells("POST", "/v1/halden/cycles", problem(409, "AlreadyExists"))

    run = tally(
        *typed(
            "cycle start fy27 --name Year --starts-on 2027-01-01 --signed-by 2026-12-18 "
            "--leader-above ruth"
        )
    )

    assert run.exit_code == 1
    assert "2027-01-15" not in run.output


def test_weights_are_given_seat_by_seat(service, tally):
    service.tells("GET", f"{UNIT}/suggested-portions", problem(409, "Invalid"))

    tally(*typed("unit propose emea --basis weights --weight london-1=3 --weight nordics=1"))

    assert service.asked[0].address.endswith("weight=london-1%3A3&weight=nordics%3A1")


def test_a_proposal_takes_the_basis_from_the_service_and_judgement_from_who_types(service, tally):
    suggestions = Answer(
        200,
        {
            "portions": [
                {"seat": "london-1", "amount": EUR, "rolled_up": EUR},
                {"seat": "nordics", "amount": EUR, "rolled_up": EUR},
            ]
        },
    )
    service.tells("GET", f"{UNIT}/suggested-portions", suggestions)
    service.tells("POST", f"{UNIT}/propose-stretch-target", Answer(200, receipt("Proposed")))

    run = tally(
        *typed("unit propose emea --add-on 8% --portion nordics=1M_EUR --because Vacant"),
    )

    assert run.exit_code == 0, run.output
    assert service.asked[0].query == {
        "basis": "share_of_last_year",
        "target": "revenue",
        "add_on_percent": "8",
    }
    london, nordics = service.given.json["portions"]
    assert (london["amount"], london["adjustment"]) == (EUR, None)
    assert nordics["amount"] == {"currency": "EUR", "amount": "1000000.00"}
    assert (nordics["adjustment"], nordics["rolled_up"]) == ("Vacant", None)


def test_a_revision_keeps_what_is_not_named(service, tally):
    service.tells("GET", UNIT, Answer(200, {"versions": [VERSION]}))
    service.tells("POST", f"{UNIT}/revise-plan", Answer(200, receipt("PlanRevised")))

    run = tally(
        *typed(
            "unit revise emea --portion nordics=1M_EUR --cause nordics=i1 --cause nordics=i2 "
            "--reason Heard --answers i1 --voids 2"
        ),
    )

    assert run.exit_code == 0, run.output
    body = service.given.json
    kept, changed = body["portions"]
    assert (kept["seat"], kept["amount"], kept["causes"]) == ("london-1", EUR, [])
    assert changed["causes"] == ["i1", "i2"]
    assert body["targets"][0]["add_on"] == VERSION["targets"][0]["add_on"]
    assert (body["voids"], body["answers"]) == (2, ["i1"])


def test_a_body_from_a_file_is_given_as_it_is(service, tally, tmp_path):
    body = tmp_path / "body.json"
    body.write_text('{"version": 4, "words": "Zu steil, ليلى"}', encoding="utf-8")
    service.tells("POST", f"{UNIT}/manifests", issued())
    service.tells("POST", f"{UNIT}/decline-to-sign", Answer(200, receipt("SignatureDeclined")))

    run = tally("unit", "do", "decline-to-sign", "emea", "--json-file", str(body))

    assert run.exit_code == 0, run.output
    assert stands(service.given.json, {"version": 4, "words": "Zu steil, ليلى"})
    assert service.given.json["signature"]["grade"] == "named"
