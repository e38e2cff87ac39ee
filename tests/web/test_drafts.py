from __future__ import annotations

from api import Api

from store import read
from store.pool import Pool


async def test_a_draft_is_kept_changed_and_dropped_without_a_trace(api: Api, record: Pool) -> None:
    path, headers = f"{api.base}/drafts/objection", api.headers("ana")
    body = {"cycle": "fy27", "unit": "sales", "body": {"words": "Far too high!"}}

    first = await api.http.put(path, json=body, headers=headers)
    again = await api.http.put(path, json={**body, "body": [1.5, None]}, headers=headers)
    listed = await api.read("/drafts", by="ana")
    gone = await api.http.delete(path, headers=headers)

    assert first.status_code == again.status_code == 200
    assert [(one["id"], one["body"]) for one in listed["drafts"]] == [("objection", [1.5, None])]
    assert gone.status_code == 204
    assert (await api.get("/drafts/objection", by="ana")).status_code == 404
    assert await read.head(record, api.organisation) == 0


async def test_a_draft_is_read_only_by_who_wrote_it(api: Api) -> None:
    body = {"cycle": "fy27", "body": "mine"}
    await api.http.put(f"{api.base}/drafts/d", json=body, headers=api.headers("ana"))

    assert (await api.read("/drafts/d", by="ana"))["body"] == "mine"
    for other in ("dana", "ines", "sam"):
        assert (await api.get("/drafts/d", by=other)).status_code == 404
        assert (await api.read("/drafts", by=other)) == {"drafts": []}
        dropped = await api.http.delete(f"{api.base}/drafts/d", headers=api.headers(other))
        assert dropped.status_code == 404
    elsewhere = await api.http.get("/v1/another/drafts/d", headers=api.headers("ana"))
    assert elsewhere.status_code == 404


async def test_a_draft_with_a_nul_is_refused(api: Api) -> None:
    answer = await api.http.put(
        f"{api.base}/drafts/d",
        content=b'{"cycle": "fy27", "body": {"a\\u0000": 1}}',
        headers={**api.headers("ana"), "Content-Type": "application/json"},
    )

    assert answer.status_code == 422
