"""The Google Ads client over a scripted wire: headers, discovery, whole streams, tokens, and no secret let out."""

from __future__ import annotations

import json
import logging
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from ads_wire import ADDRESSES, OTHER, TOKEN, Clocked, Kept, Wire, answer, impatient, whole_text
from test_google_faults import error, failure

from credora_agent.core.errors import BadInput
from credora_agent.platforms.base import FreshTokenRefused, Passing, PlatformFault, QuotaSpent, Refused, TooMuch
from credora_agent.platforms.google_ads import client as google_client
from credora_agent.platforms.google_ads.client import GoogleClient

if TYPE_CHECKING:
    from collections.abc import Iterable

SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch)


def client_on(wire: Wire, *, tokens: Kept | None = None, pace: Clocked | None = None, **how: Any) -> GoogleClient:
    return GoogleClient(wire.http(), ADDRESSES, tokens or Kept(), pace or Clocked(), **how)


def stream(*parts: Iterable[dict[str, Any]]) -> httpx2.Response:
    """Return a stream of so many batches."""
    return answer([{"results": list(part), "fieldMask": "campaign.id", "requestId": "r"} for part in parts])


def day(campaign: str, micros: str = "1500000") -> dict[str, Any]:
    return {"campaign": {"id": campaign}, "segments": {"date": "2026-11-01"}, "metrics": {"costMicros": micros}}


def roots(*ids: str) -> httpx2.Response:
    return answer({"resourceNames": [f"customers/{each}" for each in ids]})


def node(number: str, level: int = 1, **about: Any) -> dict[str, Any]:
    usual = {"status": "ENABLED", "currencyCode": "EUR", "timeZone": "Europe/Rome", "descriptiveName": f"No {number}"}
    flags = {"manager": False, "hidden": False, "testAccount": False}
    return {"customerClient": {"id": number, "level": str(level), **usual, **flags, **about}}


async def test_a_query_goes_out_as_google_wants_it() -> None:
    wire = Wire([stream([day("1")])])
    client = client_on(wire, login_customer_id="123-456-7890")
    assert await client.campaign_days("987-654-3210", SINCE, UNTIL) == [day("1")]
    (request,) = wire.asked
    assert (request.method, request.url.path) == ("POST", "/v26/customers/9876543210/googleAds:searchStream")
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["login-customer-id"] == "1234567890"
    assert "developer-token" not in request.headers
    asked = json.loads(request.content)["query"]
    assert "BETWEEN '2026-11-01' AND '2026-11-02'" in asked
    assert "FROM campaign" in asked


async def test_a_developer_token_is_sent_only_where_one_is_set() -> None:
    wire = Wire([stream()])
    await client_on(wire, developer_token="old-token").customer_totals("1", SINCE, UNTIL)  # noqa: S106
    assert wire.asked[0].headers["developer-token"] == "old-token"
    assert "login-customer-id" not in wire.asked[0].headers


async def test_all_batches_of_a_stream_are_rows() -> None:
    wire = Wire([stream([day("1"), day("2")], [], [day("3")])])
    assert [row["campaign"]["id"] for row in await client_on(wire).campaign_days("1", SINCE, UNTIL)] == ["1", "2", "3"]


@pytest.mark.parametrize("said", [answer([]), answer([{"fieldMask": "campaign.id", "requestId": "r"}])])
async def test_no_spend_is_no_rows(said: httpx2.Response) -> None:
    assert await client_on(Wire([said])).campaign_days("1", SINCE, UNTIL) == []


async def test_a_stream_cut_in_the_middle_is_asked_again_and_nothing_of_it_is_kept() -> None:
    whole = stream([day("1")], [day("2")])
    cut = answer(whole.content[: len(whole.content) * 2 // 3])
    wire = Wire([cut, whole])
    assert len(await client_on(wire).campaign_days("1", SINCE, UNTIL)) == 2
    with pytest.raises(Passing):
        await client_on(Wire([cut])).campaign_days("1", SINCE, UNTIL)


async def test_an_answer_too_long_asks_for_fewer_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_client, "MOST", 100)
    wire = Wire([stream([day(str(number)) for number in range(9)])])
    with pytest.raises(TooMuch):
        await client_on(wire).campaign_days("1", SINCE, UNTIL)
    assert len(wire.asked) == 1


async def test_a_refused_token_is_renewed_once() -> None:
    refused = answer(failure(error("authenticationError", "OAUTH_TOKEN_EXPIRED"), code=401), status=401)
    wire, tokens = Wire([refused, stream([day("1")])]), Kept(other=OTHER)
    assert await client_on(wire, tokens=tokens).campaign_days("1", SINCE, UNTIL)
    assert tokens.refused == [TOKEN]
    assert wire.asked[1].headers["authorization"] == f"Bearer {OTHER}"
    still = Wire([refused])
    with pytest.raises(FreshTokenRefused):
        await client_on(still, tokens=Kept(other=OTHER)).campaign_days("1", SINCE, UNTIL)
    assert len(still.asked) == 2


async def test_a_spent_quota_blocks_the_pace_and_is_not_tried_again() -> None:
    wire, pace = Wire([answer(failure(error("quotaError", "RESOURCE_EXHAUSTED", "7200s")), status=429)]), Clocked()
    with pytest.raises(QuotaSpent):
        await client_on(wire, pace=pace).campaign_days("1", SINCE, UNTIL)
    assert (pace.blocked, len(wire.asked)) == ([7200.0], 1)


async def test_a_forbidden_account_is_an_error_and_not_an_account_without_spend() -> None:
    wire = Wire([answer(failure(error("authorizationError", "USER_PERMISSION_DENIED"), code=403), status=403)])
    with pytest.raises(Refused):
        await client_on(wire).campaign_days("1", SINCE, UNTIL)


async def test_clients_are_found_below_managers_and_read_through_them() -> None:
    """The manager itself has no figures; a client hidden below one is left out, a sub-manager's are not."""
    tree = [
        node("10", 0, manager=True),
        node("20", 1, manager=True),
        node("21", 2),
        node("11"),
        node("12", hidden=True),
    ]
    wire = Wire([roots("10"), stream(tree)])
    found = await client_on(wire).customers()
    assert [(account.id, account.login_customer_id, account.problem) for account in found] == [
        ("11", "10", None),
        ("21", "10", None),
    ]
    assert (found[0].currency, found[0].zone, found[0].name) == ("EUR", "Europe/Rome", "No 11")
    assert wire.asked[0].url.path == "/v26/customers:listAccessibleCustomers"
    assert "login-customer-id" not in wire.asked[0].headers
    assert wire.asked[1].headers["login-customer-id"] == "10"


@pytest.mark.parametrize("order", [("30", "10", "11"), ("11", "10", "30")])
async def test_the_same_client_under_two_managers_and_by_itself_is_one(order: tuple[str, ...]) -> None:
    """Read the shortest way: itself where that is possible, else the nearest manager, whatever order Google lists."""
    trees = {
        "10": [node("10", 0, manager=True), node("11"), node("12"), node("13", 2)],
        "30": [node("30", 0, manager=True), node("11"), node("12"), node("13", 1)],
        "11": [node("11", 0)],
    }
    wire = Wire([roots(*order), *(stream(trees[root]) for root in order)])
    found = await client_on(wire).customers()
    assert {account.id: account.login_customer_id for account in found} == {"11": "11", "12": "10", "13": "30"}


async def test_a_client_hidden_below_one_manager_is_found_below_another() -> None:
    wire = Wire([roots("10", "30"), stream([node("11", hidden=True)]), stream([node("11")])])
    assert [account.login_customer_id for account in await client_on(wire).customers()] == ["30"]


async def test_closed_and_test_accounts_are_listed_with_the_reason() -> None:
    tree = [node("11"), node("12", status="CANCELED"), node("13", testAccount=True), node("14", status="SUSPENDED")]
    found = await client_on(Wire([roots("10"), stream(tree)])).customers()
    assert [bool(account.problem) for account in found] == [False, True, True, True]
    assert "canceled" in (found[1].problem or "")


async def test_an_account_that_refuses_does_not_hide_the_others() -> None:
    closed = answer(failure(error("authorizationError", "CUSTOMER_NOT_ENABLED"), code=403), status=403)
    found = await client_on(Wire([roots("10", "40"), stream([node("11")]), closed])).customers()
    assert [(account.id, account.problem is None) for account in found] == [("11", True), ("40", False)]
    with pytest.raises(PlatformFault):
        await client_on(Wire([roots("40"), closed])).customers()


async def test_a_login_without_accounts_has_none() -> None:
    assert await client_on(Wire([answer({})])).customers() == []


async def test_a_quota_fault_during_discovery_is_no_shorter_list() -> None:
    spent = answer(failure(error("quotaError", "RESOURCE_EXHAUSTED")), status=429)
    with pytest.raises(QuotaSpent):
        await client_on(Wire([roots("10", "40"), stream([node("11")]), spent])).customers()


async def test_one_account_is_read_as_it_stands() -> None:
    row = {"customer": {"id": "77", "currencyCode": "JPY", "timeZone": "Asia/Tokyo", "status": "ENABLED"}}
    account = await client_on(Wire([stream([row])]), login_customer_id="10").customer("77")
    assert (account.id, account.currency, account.zone, account.login_customer_id) == ("77", "JPY", "Asia/Tokyo", "10")


@pytest.mark.parametrize("bad", ["", "customers/1", "1/../2", "abc", "1 2", "٧", "1\n"])
async def test_only_digits_go_into_a_path_or_a_header(bad: str) -> None:
    wire = Wire([stream()])
    with pytest.raises(BadInput):
        await client_on(wire).campaign_days(bad, SINCE, UNTIL)
    if bad:
        with pytest.raises(BadInput):
            client_on(wire, login_customer_id=bad)
    assert not wire.asked


@pytest.mark.parametrize(
    "said",
    [
        answer(failure(error("authenticationError", "OAUTH_TOKEN_INVALID"), code=401), status=401),
        answer(b"<html>", status=502),
        httpx2.ReadTimeout("slow"),
    ],
)
async def test_no_secret_is_in_an_error_or_a_log(
    said: httpx2.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_on(Wire([said]), developer_token="developer-secret")  # noqa: S106
    with pytest.raises(PlatformFault) as caught:
        await client.customers()
    told = whole_text(caught.value) + caplog.text + repr(client)
    assert TOKEN not in told
    assert "developer-secret" not in told
