"""An auditor asks why a number is what it is, and goes back to how it came to be; no JavaScript."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from living import Living
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(scope="module")
def auditor(browser: Browser, living: Living) -> Iterator[Page]:
    context = living.named(browser, "sam", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_an_auditor_follows_a_number_back_to_the_objection_that_changed_it(
    auditor: Page, living: Living
) -> None:
    auditor.goto(living.unit("sales"))
    auditor.locator("a[href$='/units/sales/why?seat=emea']").click()
    expect(auditor.get_by_role("heading", level=1)).to_contain_text("€25,400,000")
    steps = auditor.locator(".steps")
    expect(steps.first).to_contain_text("Plan goal: $100,000,000")
    changed = steps.last.locator("li", has_text="Version 2:")
    expect(changed).to_contain_text("-€1,000,000")
    expect(changed).to_contain_text("Cause: pushback of Ana")

    changed.get_by_role("link", name="See it happen").click()
    expect(auditor.locator("h2#step")).to_contain_text("This step of Halden Sales")
    changes = auditor.locator("#moment li", has_text="EMEA) went from")
    expect(changes).to_contain_text("because of pushback of Ana")

    because = auditor.locator(".causes a", has_text="answered").first
    because.click()
    expect(auditor.locator(".now").first).to_contain_text("answered")
    auditor.locator(".causes a", has_text="pushed back on version 1").first.click()
    raised = int(re.search(r"position=(\d+)", auditor.url)[1])  # type: ignore[index]
    auditor.get_by_role("link", name="Step back in this plan").click()
    assert int(re.search(r"position=(\d+)", auditor.url)[1]) < raised  # type: ignore[index]
    auditor.get_by_role("link", name="Step forward in this plan").click()
    expect(auditor).to_have_url(re.compile(rf"position={raised}\b"))


def test_an_auditor_sees_a_moment_as_another_saw_it(auditor: Page, living: Living) -> None:
    auditor.goto(f"{living.base}/replay")
    table = auditor.get_by_role("region", name="The plans as they stood")
    expect(table.get_by_role("row", name="APAC")).to_have_count(1)

    auditor.get_by_label("As whom").select_option("ana")
    auditor.get_by_role("button", name="See as they did").click()

    expect(auditor.locator("main")).to_contain_text("You see what Ana")
    expect(table.get_by_role("row", name="EMEA")).to_have_count(1)
    expect(table.get_by_role("row", name="APAC")).to_have_count(0)


def test_two_moments_are_compared_in_words(auditor: Page, living: Living) -> None:
    auditor.goto(f"{living.base}/replay")
    auditor.get_by_label("Compare with how it stood at position").fill("1")
    auditor.get_by_role("button", name="Compare").click()

    expect(auditor.locator("h2#changed")).to_have_text("What changed since position 1")
    expect(auditor.locator("#moment")).to_contain_text("The cycle was preparing; it is announced.")


def test_an_auditor_verifies_the_record_and_takes_the_report_along(
    auditor: Page, living: Living
) -> None:
    auditor.goto(living.base)
    auditor.get_by_role("link", name="Audit").click()
    auditor.get_by_role("button", name="Verify the record").click()
    expect(auditor.locator("main")).to_contain_text("This record is valid.", timeout=90_000)
    table = auditor.get_by_role("region", name="The checks")
    for number in ("V01", "V21", "V22", "V24"):
        expect(table.get_by_role("row", name=number)).to_contain_text("Valid")
    with auditor.expect_download() as taken:
        auditor.get_by_role("link", name="The report as JSON").click()
    report = json.loads(Path(taken.value.path()).read_text("utf-8"))
    assert report["organisation"] == living.organisation
    assert {one["standing"] for one in report["checks"]} <= {"valid", "notice", "unchecked"}


def test_an_auditor_takes_a_cycle_away_and_verifies_it_elsewhere(
    auditor: Page, living: Living, tmp_path: Path
) -> None:
    auditor.goto(f"/o/{living.organisation}/audit")
    auditor.get_by_label("What", exact=True).select_option("cycle")
    auditor.get_by_label("Which cycle or stream").fill("fy27")
    auditor.get_by_role("button", name="Make the bundle").click()
    download = auditor.get_by_role("link", name="Download the bundle")
    expect(download).to_be_visible(timeout=90_000)
    with auditor.expect_download() as taken:
        download.click()
    bundle = tmp_path / "taken.zip"
    taken.value.save_as(bundle)
    with ZipFile(bundle) as archive:
        archive.extract("verify.py", tmp_path)
    said = subprocess.run(
        [sys.executable, "-I", tmp_path / "verify.py", bundle],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout + said.stderr
    assert "B24  ok" in said.stdout, said.stdout
    assert "That Temporal's histories had these" in said.stdout


def test_what_an_auditor_kept_is_held_against_the_record(
    auditor: Page, living: Living, tmp_path: Path
) -> None:
    bundle, receipt = tmp_path / "kept.zip", tmp_path / "receipt.json"
    auditor.goto(f"/o/{living.organisation}/audit")
    auditor.get_by_role("button", name="Make the bundle").click()
    download = auditor.get_by_role("link", name="Download the bundle")
    expect(download).to_be_visible(timeout=90_000)
    with auditor.expect_download() as taken:
        download.click()
    taken.value.save_as(bundle)
    auditor.goto(f"{living.base}/replay")
    with auditor.expect_download() as given:
        auditor.get_by_role("link", name="Receipt").first.click()
    given.value.save_as(receipt)

    auditor.goto(f"/o/{living.organisation}/audit")
    auditor.get_by_label("What you kept").set_input_files([bundle, receipt])
    auditor.get_by_role("button", name="Verify the record").click()

    main = auditor.locator("main")
    expect(main).to_contain_text("This record is valid.", timeout=90_000)
    expect(main).to_contain_text("Held against what you brought: kept.zip, receipt.json.")
    expect(main).to_contain_text("What receipts prove is still on the record")
    row = auditor.get_by_role("region", name="The checks").get_by_role("row", name="V12")
    expect(row).to_contain_text("Valid")

    auditor.goto(f"/o/{living.organisation}/audit")
    bundle.write_bytes(bundle.read_bytes()[:-1])
    auditor.get_by_label("What you kept").set_input_files(bundle)
    auditor.get_by_role("button", name="Verify the record").click()
    expect(main).to_contain_text("kept.zip is no bundle that holds by itself", timeout=90_000)


def test_an_auditor_keeps_a_receipt_and_has_it_checked(
    auditor: Page, living: Living, tmp_path: Path
) -> None:
    auditor.goto(f"{living.base}/replay")
    with auditor.expect_download() as taken:
        auditor.get_by_role("link", name="Receipt").first.click()
    kept = tmp_path / "receipt.json"
    taken.value.save_as(kept)
    receipt = json.loads(kept.read_text("utf-8"))

    auditor.goto(f"/o/{living.organisation}/audit")
    auditor.get_by_label("Command id").fill(receipt["command_id"])
    auditor.get_by_role("button", name="Look it up").click()
    expect(auditor.get_by_label("Where it is recorded")).to_contain_text(receipt["stream"])

    auditor.get_by_label("A receipt file").set_input_files(kept)
    auditor.get_by_role("button", name="Check it").click()
    expect(auditor.get_by_role("status")).to_contain_text("Still so.")
    kept.write_text(kept.read_text("utf-8").replace(receipt["command_id"], "another"), "utf-8")
    auditor.get_by_label("A receipt file").set_input_files(kept)
    auditor.get_by_role("button", name="Check it").click()
    expect(auditor.get_by_role("alert")).to_contain_text("It is no receipt, or was changed")


def test_the_log_s_key_is_on_the_page_and_on_the_record(auditor: Page, living: Living) -> None:
    auditor.goto(f"/o/{living.organisation}/audit/kept")
    keys = auditor.get_by_role("region", name="Every key")
    expect(keys.get_by_role("row", name="first")).to_contain_text(f"/{living.organisation}+")
