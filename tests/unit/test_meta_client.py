"""The Meta client over a scripted wire: signed calls, whole lists, its pace, and what it keeps to itself."""

from __future__ import annotations

import json
import logging
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from ads_wire import ADDRESSES, APP, OTHER, TOKEN, Clocked, Kept, Wire, answer, form, impatient, whole_text

from credora_agent.core.errors import BadInput
from credora_agent.platforms.base import Alarm, DeadToken, Passing, PlatformFault, Refused, Throttled, TooMuch
from credora_agent.platforms.meta_ads.client import MetaClient
from credora_agent.platforms.meta_ads.graph import proof_of
from credora_agent.platforms.meta_ads.insights import earliest_day

if TYPE_CHECKING:
    from collections.abc import Callable

SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 2)
DEAD = {"error": {"code": 190, "error_subcode": 463, "message": f"Session of {TOKEN} has expired"}}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch)


def client_on(
    wire: Wire, *, tokens: Kept | None = None, pace: Clocked | None = None, alarm: Callable[[Alarm], None] | None = None
) -> MetaClient:
    return MetaClient(wire.http(), ADDRESSES, APP, tokens or Kept(), pace or Clocked(), alarm=alarm or (lambda _: None))


def page(*rows: dict[str, Any], after: str | None = None, host: str = "graph.facebook.com") -> httpx2.Response:
    """Return a page; `after` is the cursor of the next one, whose address is on `host`."""
    following = {"cursors": {"after": after}, "next": f"https://{host}/v26.0/x?after={after}"} if after else {}
    return answer({"data": rows, "paging": following})


def row(campaign: str, day: str = "2026-11-01") -> dict[str, Any]:
    return {"campaign_id": campaign, "date_start": day, "date_stop": day, "spend": "1.50"}


async def test_every_call_is_signed_and_no_address_holds_a_secret() -> None:
    """The token travels in a header; the proof is made of it and of the app's secret."""
    wire = Wire([answer({"report_run_id": "601"}), answer({"async_status": "Job Completed"}), page(row("1"))])
    client = client_on(wire)
    assert await client.start_report("act_77", SINCE, UNTIL) == "601"
    await client.report("601")
    await client.report_page("601")
    start, poll, rows = wire.asked
    assert (start.method, start.url.path) == ("POST", "/v26.0/act_77/insights")
    assert (poll.url.path, rows.url.path) == ("/v26.0/601", "/v26.0/601/insights")
    assert form(start)["appsecret_proof"] == proof_of(TOKEN, APP)
    for request in wire.asked:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in str(request.url)
        assert APP.client_secret not in str(request.url)
    for request in (poll, rows):
        assert request.url.params["appsecret_proof"] == proof_of(TOKEN, APP)


async def test_a_report_is_asked_for_exactly_as_it_is_written_down() -> None:
    wire = Wire([answer({"report_run_id": "601"})])
    await client_on(wire).start_report("77", SINCE, UNTIL)
    sent = form(wire.asked[0])
    assert sent["level"] == "campaign"
    assert sent["time_increment"] == "1"
    assert json.loads(sent["action_breakdowns"]) == ["action_type"]
    assert json.loads(sent["time_range"]) == {"since": "2026-11-01", "until": "2026-11-02"}
    assert "spend" in sent["fields"].split(",")


def test_the_proof_is_the_hmac_that_meta_computes() -> None:
    """As `openssl dgst -sha256 -hmac` computes it."""
    assert proof_of(TOKEN, APP) == "cf3f30ff4eb0bf317dc97546cc4d052bb2964b61b398c6cda2b0535748483afd"


async def test_pages_are_followed_by_cursor_and_never_to_another_host() -> None:
    """The address Meta gives for the next page could lead anywhere; only its cursor is used."""
    wire = Wire([page(row("1"), after="A", host="evil.example"), page(row("2"), after="B"), page(row("3"))])
    rows = await client_on(wire).report_rows("601")
    assert [each["campaign_id"] for each in rows] == ["1", "2", "3"]
    assert [request.url.params.get("after") for request in wire.asked] == [None, "A", "B"]
    assert {request.url.host for request in wire.asked} == {"graph.facebook.com"}


async def test_a_cursor_only_in_the_address_of_the_next_page_is_found_there() -> None:
    body = {"data": [row("1")], "paging": {"next": "https://graph.facebook.com/v26.0/601/insights?after=Zz&limit=1"}}
    wire = Wire([answer(body), page(row("2"))])
    assert len(await client_on(wire).report_rows("601")) == 2
    assert wire.asked[1].url.params["after"] == "Zz"


@pytest.mark.parametrize(
    "answers",
    [
        [page(row("1"), after="A"), page(row("1"))],
        [page(row("1"), row("1"))],
        [page(row("1"), after="A"), page(row("2"), after="A")],
        [page(row("1"), after="A"), page(row("2"), after="B"), page(row("3"), after="A")],
        [page(after="A"), page(after="B"), page(after="A"), page()],
        [answer({"data": [row("1")], "paging": {"next": "https://graph.facebook.com/"}})],
        [answer({"paging": {}})],
        [page(row("1"), after="A"), answer(b'{"data": [{"campaign_id"')],
    ],
    ids=["row again", "row twice", "cursor stays", "cursor goes back", "empty circle", "no cursor", "no rows", "cut"],
)
async def test_a_list_is_whole_or_an_exception(answers: list[httpx2.Response]) -> None:
    """Never a part of it, and never a row counted twice."""
    with pytest.raises(Passing):
        await client_on(Wire(answers)).report_rows("601")


async def test_an_empty_account_is_an_empty_list() -> None:
    assert await client_on(Wire([answer({"data": []})])).campaign_days("77", SINCE, UNTIL) == []


async def test_totals_are_asked_of_the_account_by_day() -> None:
    wire = Wire([page({"account_id": "77", "date_start": "2026-11-01", "spend": "3.00"})])
    assert await client_on(wire).totals("77", SINCE, UNTIL)
    asked = wire.asked[0].url.params
    assert (asked["level"], asked["time_increment"]) == ("account", "1")
    assert "campaign_id" not in asked["fields"]


async def test_a_closed_account_is_listed_with_the_reason() -> None:
    """Its past spend counts, so it is not left out."""
    node = {"account_id": "77", "name": "Shop", "currency": "EUR", "timezone_name": "Europe/Rome", "account_status": 1}
    wire = Wire([page(node, after="A"), page({**node, "account_id": "78", "account_status": 101})])
    live, closed = await client_on(wire).accounts()
    assert (live.id, live.currency, live.zone, live.problem) == ("77", "EUR", "Europe/Rome", None)
    assert closed.status == "CLOSED"
    assert closed.problem


async def test_an_account_without_currency_or_zone_is_listed_with_the_reason() -> None:
    """Meta leaves a field out where the login may not see it."""
    (account,) = await client_on(Wire([page({"account_id": "77", "account_status": 1})])).accounts()
    assert "currency" in (account.problem or "")


async def test_a_report_without_an_id_was_not_begun() -> None:
    with pytest.raises(Passing):
        await client_on(Wire([answer({"success": True})])).start_report("77", SINCE, UNTIL)


async def test_a_rate_limit_blocks_the_pace_for_everybody_and_is_not_tried_again() -> None:
    hint = {"X-Ad-Account-Usage": json.dumps({"acc_id_util_pct": 100, "reset_time_duration": 240})}
    wire, pace = Wire([answer({"error": {"code": 17, "error_subcode": 2446079}}, status=400, headers=hint)]), Clocked()
    with pytest.raises(Throttled) as caught:
        await client_on(wire, pace=pace).report("601")
    assert (caught.value.wait, pace.blocked, len(wire.asked)) == (240, [240], 1)


@pytest.mark.parametrize(
    ("percent", "blocked"), [(84.9, []), (85, [2.0]), (94.9, [2.0]), (95, [180.0]), (100, [180.0])]
)
async def test_calls_slow_down_at_85_percent_and_stop_at_95(percent: float, blocked: list[float]) -> None:
    """Three minutes, as the header says, and not three seconds."""
    use = {"call_count": percent, "estimated_time_to_regain_access": 3 if percent >= 95 else 0}
    headers = {"X-Business-Use-Case-Usage": json.dumps({"77": [use]})}
    wire, pace = Wire([answer({"data": []}, headers=headers)]), Clocked()
    await client_on(wire, pace=pace).totals("77", SINCE, UNTIL)
    assert (pace.blocked, len(pace.taken)) == (blocked, 1)


async def test_another_version_raises_the_alarm_once() -> None:
    alarms: list[Alarm] = []
    wire = Wire([answer({"data": []}, headers={"facebook-api-version": "v27.0"})])
    client = client_on(wire, alarm=alarms.append)
    await client.totals("77", SINCE, UNTIL)
    await client.totals("77", SINCE, UNTIL)
    assert [(alarm.kind, "v27.0" in alarm.detail) for alarm in alarms] == [("version_moved", True)]


async def test_a_reconnect_meanwhile_is_used() -> None:
    wire, tokens = Wire([answer(DEAD, status=400), answer({"data": []})]), Kept(other=OTHER)
    assert await client_on(wire, tokens=tokens).report_rows("601") == []
    assert tokens.refused == [TOKEN]
    assert wire.asked[1].headers["authorization"] == f"Bearer {OTHER}"
    assert wire.asked[1].url.params["appsecret_proof"] == proof_of(OTHER, APP)


@pytest.mark.parametrize("other", [None, OTHER])
async def test_a_dead_token_is_not_asked_about_forever(other: str | None) -> None:
    wire = Wire([answer(DEAD, status=400)])
    with pytest.raises(DeadToken) as caught:
        await client_on(wire, tokens=Kept(other=other)).report("601")
    assert len(wire.asked) == (2 if other else 1)
    assert "expired" in caught.value.cause  # Meta's own reason, not only that there is no other token


async def test_passing_errors_are_tried_again() -> None:
    broken = [answer({"error": {"code": 2}}, status=500), answer(b"<html>", status=502), httpx2.ReadError("reset")]
    wire = Wire([*broken, answer({"async_status": "Job Started", "async_percent_completion": 4})])
    assert (await client_on(wire).report("601")).percent == 4
    assert len(wire.asked) == 4


async def test_an_unknown_error_that_stays_means_too_much_was_asked() -> None:
    wire = Wire([answer({"error": {"code": 1, "message": "An unknown error occurred"}}, status=500)])
    with pytest.raises(TooMuch):
        await client_on(wire).campaign_days("77", SINCE, UNTIL)
    with pytest.raises(Passing):
        await client_on(wire).accounts()


@pytest.mark.parametrize(
    "said",
    [
        answer({"error": {"code": 100, "message": f"Malformed access token {TOKEN}"}}, status=400),
        answer(DEAD, status=400),
        answer(b"<html>", status=502),
        httpx2.ConnectError(f"refused with {len(TOKEN)}"),
        answer({"error": {"code": 80000, "message": "too many"}}, status=400),
    ],
)
async def test_no_secret_is_in_an_error_or_a_log(
    said: httpx2.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_on(Wire([said]))
    with pytest.raises(PlatformFault) as caught:
        await client.start_report("77", SINCE, UNTIL)
    told = whole_text(caught.value) + caplog.text + repr(client) + repr(APP)
    assert TOKEN not in told
    assert APP.client_secret not in told


@pytest.mark.parametrize("bad", ["", "act_", "77/../me", "77?x=1", "me", "٧٧", "77\n"])
async def test_only_digits_go_into_a_path(bad: str) -> None:
    wire = Wire([answer({})])
    with pytest.raises(BadInput):
        await client_on(wire).start_report(bad, SINCE, UNTIL)
    with pytest.raises(BadInput):
        await client_on(wire).report(bad)
    assert not wire.asked


async def test_days_in_the_wrong_order_are_not_asked_for() -> None:
    with pytest.raises(BadInput):
        await client_on(Wire([answer({})])).totals("77", UNTIL, SINCE)


async def test_a_wrong_request_is_not_tried_again() -> None:
    wire = Wire([answer({"error": {"code": 100, "message": "Param"}}, status=400)])
    with pytest.raises(Refused):
        await client_on(wire).accounts()
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 22), date(2023, 10, 23)),
        (date(2026, 3, 31), date(2023, 3, 1)),
        (date(2026, 1, 1), date(2022, 12, 2)),
    ],
)
def test_days_reach_back_37_months(today: date, first: date) -> None:
    assert earliest_day(today) == first
