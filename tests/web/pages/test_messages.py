from __future__ import annotations

import re


def form(text: str, action: str) -> str:
    return re.search(rf'<form method="post" action="{action}".*?</form>', text, re.DOTALL).group()


async def test_the_page_asks_how_one_wants_to_be_told_and_keeps_it(api):
    address = f"/o/{api.organisation}/messages"
    headers = api.headers("marco")
    page = await api.http.get(address, headers=headers)
    assert page.status_code == 200
    assert "<h1>Messages</h1>" in page.text
    assert 'name="command_id"' in form(page.text, address)
    wanted = {"news": "digest", "digest": "yes", "zone": "Europe/Oslo"}
    answer = await api.http.post(address, data=wanted, headers=headers)
    assert answer.status_code == 303
    page = await api.http.get(answer.headers["location"], headers=headers)
    assert "Kept: from now on you are told this way." in page.text
    assert 'value="digest" checked' in page.text
    assert 'value="Europe/Oslo"' in page.text


async def test_a_zone_that_is_none_comes_back_with_words_beside_it(api):
    address = f"/o/{api.organisation}/messages"
    typed = {"news": "each", "zone": "Halden"}
    answer = await api.http.post(address, data=typed, headers=api.headers("marco"))
    assert answer.status_code == 422
    assert 'value="Halden"' in answer.text
    assert 'id="e-zone"' in answer.text


async def test_a_calendar_address_is_shown_once_and_revoked_by_a_form(api):
    address = f"/o/{api.organisation}/messages"
    headers = api.headers("marco")
    made = await api.http.post(f"{address}/feed", headers=headers)
    secret = re.search(r"/feeds/[\w-]+\.ics", made.text).group()
    assert (await api.http.get(secret)).status_code == 200
    again = await api.http.get(address, headers=headers)
    assert secret not in again.text
    assert "Revoke the address" in again.text
    await api.http.post(f"{address}/feed/revoke", headers=headers)
    assert (await api.http.get(secret)).status_code == 404


async def test_opening_a_page_makes_nothing(api):
    address = f"/o/{api.organisation}/messages"
    for _ in range(2):
        page = await api.http.get(address, headers=api.headers("marco"))
    assert "Make an address" in page.text
    assert (await api.http.get(f"{address}/feed", headers=api.headers("marco"))).status_code == 405
