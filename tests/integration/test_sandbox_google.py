"""The simulated Google Ads: its answers parsed by Google's own protos, its refusals held to their enumerations."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from ad_world import CLIENT, CLOSED, DIRECT, MANAGER, NOW, SUB_MANAGER, TEST, sandbox
from ads_clients import ADWORDS, GoogleClient, MetaClient

from credora_agent.sandbox.google import quota
from credora_agent.sandbox.kept import Kept
from credora_agent.sandbox.server import Plan, open_sandbox
from credora_agent.sandbox.serving import serving

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # protobuf's and grpc's own imports
    from google.ads.googleads.v26.errors.types.errors import GoogleAdsFailure
    from google.ads.googleads.v26.services.types.google_ads_service import (
        SearchGoogleAdsResponse,
        SearchGoogleAdsStreamResponse,
    )

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


UNSELECTED = "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"
BY_ACTION = "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE"
TOO_HEAVY = "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION"
DAILY = """
    SELECT customer.id, customer.currency_code, customer.time_zone, segments.date, campaign.id, campaign.name,
        campaign.status, campaign.advertising_channel_type, metrics.cost_micros, metrics.impressions, metrics.clicks,
        metrics.conversions, metrics.conversions_value, metrics.all_conversions_value,
        metrics.conversions_value_by_conversion_date
    FROM campaign WHERE segments.date BETWEEN '2026-10-01' AND '2026-11-20'
"""


@pytest.fixture
async def client() -> AsyncIterator[GoogleClient]:
    sim = sandbox()
    async with serving(sim, platforms=["google"]) as url, httpx2.AsyncClient(base_url=url, timeout=5) as http:
        yield await GoogleClient(sim, http).logged_in()


def failure(answer: httpx2.Response) -> tuple[int, str]:
    """Return status and error of an answer, its failure having been parsed strictly by Google's proto."""
    said = answer.json()
    [envelope] = said if isinstance(said, list) else [said]
    details = envelope["error"]["details"][0]
    kind = details.pop("@type")
    assert kind == "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure"
    parsed = GoogleAdsFailure.from_json(json.dumps(details), ignore_unknown_fields=False)
    code = parsed.errors[0].error_code
    which = GoogleAdsFailure.pb(parsed).errors[0].error_code.WhichOneof("error_code")
    return answer.status_code, getattr(code, which).name


async def test_googles_protos_parse_every_batch_of_a_stream(client: GoogleClient) -> None:
    """Unknown members or constants would be errors; 64-bit numbers come as text; the sum is the world's."""
    answer = await client.call(DAILY)
    batches = [
        SearchGoogleAdsStreamResponse.from_json(json.dumps(batch), ignore_unknown_fields=False)
        for batch in answer.json()
    ]
    rows = [row for batch in batches for row in batch.results]
    assert len(rows) == 51 + 31
    assert sum(row.metrics.cost_micros for row in rows) == (1000 * 82 + 7) * 10_000
    assert {row.campaign.status.name for row in rows} == {"ENABLED", "REMOVED"}
    first = answer.json()[0]["results"][0]
    assert isinstance(first["metrics"]["costMicros"], str)
    assert isinstance(first["metrics"]["conversionsValue"], float)
    assert first["campaign"]["resourceName"] == f"customers/{CLIENT}/campaigns/9001"
    assert answer.json()[0]["fieldMask"].startswith("customer.id,customer.currencyCode")


async def test_a_long_answer_comes_in_several_batches(client: GoogleClient) -> None:
    for campaign in client.sim.worlds["by-heart.myshopify.com"].campaigns.values():
        campaign.started = campaign.started.replace(year=2025)
    batches = (await client.call(DAILY.replace("2026-10-01", "2025-08-01"))).json()
    assert len(batches) > 2
    assert len({batch["requestId"] for batch in batches}) == 1


async def test_an_empty_answer_has_a_batch_without_results(client: GoogleClient) -> None:
    answer = (await client.call(DAILY.replace("2026", "2024"))).json()
    assert len(answer) == 1
    assert "results" not in answer[0]


async def test_the_tree_shows_every_client_once_per_link(client: GoogleClient) -> None:
    """The login holds the top manager and its own account; a client under two managers comes twice."""
    listed = await client.http.get(
        "/google/ads/v26/customers:listAccessibleCustomers", headers={"authorization": f"Bearer {client.token}"}
    )
    assert listed.json() == {"resourceNames": [f"customers/{MANAGER}", f"customers/{DIRECT}"]}
    query = """SELECT customer_client.id, customer_client.level, customer_client.manager, customer_client.hidden,
        customer_client.status, customer_client.test_account, customer_client.currency_code FROM customer_client"""
    seen = [row["customerClient"] for row in await client.rows(query, MANAGER)]
    assert [(row["id"], row["level"]) for row in seen if row["id"] == CLIENT] == [(CLIENT, "2"), (CLIENT, "1")]
    assert {row["id"] for row in seen if row["manager"]} == {MANAGER, SUB_MANAGER}
    assert {row["id"]: row["status"] for row in seen}[CLOSED] == "CANCELED"
    assert {row["id"] for row in seen if row["testAccount"]} == {TEST}


@pytest.mark.parametrize(
    ("customer", "login", "error"),
    [
        (CLIENT, None, (403, "USER_PERMISSION_DENIED")),
        (DIRECT, MANAGER, (403, "USER_PERMISSION_DENIED")),
        (CLIENT, SUB_MANAGER, (403, "USER_PERMISSION_DENIED")),
        ("9999999999", MANAGER, (403, "USER_PERMISSION_DENIED")),
        (CLOSED, MANAGER, (403, "CUSTOMER_NOT_ENABLED")),
        ("100-000-0003", MANAGER, (400, "INVALID_CUSTOMER_ID")),
        (CLIENT, "100-000-0001", (400, "INVALID_CUSTOMER_ID")),
        (MANAGER, MANAGER, (400, "REQUESTED_METRICS_FOR_MANAGER")),
    ],
)
async def test_a_customer_is_reached_through_its_manager_only(
    client: GoogleClient, customer: str, login: str | None, error: tuple[int, str]
) -> None:
    assert failure(await client.call(DAILY, customer, login=login)) == error


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT campaign.start_date FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT campaign.id FROM campaigns", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        ("SELECT campaign.id, FROM campaign", "BAD_FIELD_NAME"),
        ("SELECT campaign.id campaign.name FROM campaign", "EXPECTED_FROM"),
        ("campaign.id FROM campaign", "EXPECTED_SELECT"),
        ("SELECT ad_group.id FROM campaign", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
        ("SELECT metrics.cost_micros FROM customer_client", "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"),
        ("SELECT segments.date FROM customer_client", "PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE"),
        ("SELECT campaign.id FROM campaign WHERE campaign.status = 'ACTIVE'", "BAD_ENUM_CONSTANT"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id = 'x'", "BAD_NUMBER"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id LIKE '1%'", "OPERATOR_FIELD_MISMATCH"),
        ("SELECT campaign.id FROM campaign WHERE segments.device = 'MOBILE'", UNSELECTED),
        ("SELECT campaign.id, segments.date FROM campaign", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        (DAILY.replace("BETWEEN '2026-10-01' AND '2026-11-20'", ">= '2026-10-01'"), "EXPECTED_FILTERS_ON_DATE_RANGE"),
        (DAILY.replace("2026-10-01", "2023-09-01"), "REQUESTED_DATE_GRANULARITY_NOT_SUPPORTED"),
        (DAILY.replace("2026-10-01", "2026-12-01"), "START_DATE_AFTER_END_DATE"),
        (DAILY.replace("2026-10-01", "01.10.2026"), "INVALID_DATE_FORMAT"),
        (DAILY.replace("customer.id", "segments.conversion_action"), BY_ACTION),
        ("SELECT campaign.id FROM campaign WHERE campaign.name = 'open", "STRING_NOT_TERMINATED"),
        ("SELECT campaign.id FROM campaign ORDER BY campaign.name", UNSELECTED),
    ],
)  # fmt: skip
async def test_a_query_is_held_to_the_published_lists(client: GoogleClient, query: str, error: str) -> None:
    assert failure(await client.call(query)) == (400, error)


async def test_conditions_orders_and_limits_are_honoured(client: GoogleClient) -> None:
    query = "SELECT campaign.id, campaign.name FROM campaign WHERE {} ORDER BY campaign.id DESC"
    for condition, ids in {
        "campaign.status != 'REMOVED'": ["9001"],
        "campaign.status IN ('REMOVED', 'ENABLED')": ["9002", "9001"],
        "campaign.name LIKE 'Ma%'": ["9002"],
        "campaign.id >= 9001 AND campaign.end_date_time IS NULL": ["9001"],
    }.items():
        assert [row["campaign"]["id"] for row in await client.rows(query.format(condition))] == ids
    assert len(await client.rows("SELECT campaign.id FROM campaign LIMIT 1")) == 1
    rows = await client.rows("SELECT campaign.id, metrics.clicks FROM campaign WHERE segments.date DURING LAST_7_DAYS")
    assert {row["campaign"]["id"]: row["metrics"]["clicks"] for row in rows} == {"9001": "700", "9002": "0"}


async def test_performance_max_has_no_ad_groups(client: GoogleClient) -> None:
    query = "SELECT ad_group.id, campaign.id, metrics.cost_micros FROM ad_group WHERE segments.date DURING LAST_30_DAYS"
    assert {row["campaign"]["id"] for row in await client.rows(query)} == {"9001"}


async def test_the_customers_total_is_the_sum_of_its_campaigns(client: GoogleClient) -> None:
    total = DAILY.replace("FROM campaign", "FROM customer").replace("campaign.id, campaign.name,", "")
    total = total.replace("campaign.status, campaign.advertising_channel_type,", "")
    micros = [int(row["metrics"]["costMicros"]) for row in await client.rows(total)]
    assert len(micros) == 51
    assert sum(micros) == sum(int(row["metrics"]["costMicros"]) for row in await client.rows(DAILY))


async def test_search_pages_have_a_fixed_size(client: GoogleClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for a size is refused; tokens lead through every row once, and belong to their query."""
    assert failure(await client.call(DAILY, method="search", pageSize=10)) == (400, "PAGE_SIZE_NOT_SUPPORTED")
    monkeypatch.setattr("credora_agent.sandbox.google.app.PAGE_ROWS", 40)
    seen, token = [], None
    while token is not None or not seen:
        more = {"pageToken": token} if token else {}
        page = (await client.call(DAILY, method="search", **more)).json()
        parsed = SearchGoogleAdsResponse.from_json(json.dumps(page), ignore_unknown_fields=False)
        seen += [(row.campaign.id, row.segments.date) for row in parsed.results]
        last, token = token, page.get("nextPageToken")
    assert len(seen) == len(set(seen)) == 82
    other = await client.call(DAILY + " LIMIT 5", method="search", pageToken=last)
    assert failure(other) == (400, "INVALID_PAGE_TOKEN")


@pytest.mark.parametrize(
    ("fault", "error", "delay"),
    [
        ({"term": "short", "seconds": 9}, "RESOURCE_TEMPORARILY_EXHAUSTED", 9),
        ({"error": TOO_HEAVY}, TOO_HEAVY, 30),
        ({"term": "long"}, "RESOURCE_EXHAUSTED", 12 * 3600),
    ],
)  # fmt: skip
async def test_quota_errors_say_how_long_to_wait(
    client: GoogleClient, fault: dict[str, Any], error: str, delay: int
) -> None:
    client.sim.faults.add({"match": "google.search", "kind": "throttle", **fault})
    answer = await client.call(DAILY)
    details = answer.json()[0]["error"]["details"][0]["errors"][0]["details"]["quotaErrorDetails"]
    assert details["retryDelay"] == f"{delay}s"
    assert failure(answer) == (429, error)


async def test_a_days_operations_are_counted_by_access_level(
    client: GoogleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one beyond the last is refused, until the next day; Test access sees test accounts only."""
    monkeypatch.setitem(quota.A_DAY, "EXPLORER", 2)
    client.sim.consent.change({"google_access": "EXPLORER"})
    query = "SELECT customer.id FROM customer"
    seen = [(await client.call(query)).status_code for _ in range(3)]
    assert seen == [200, 200, 429]
    client.sim.clock.advance(timedelta(days=1))
    client.token = (await client.refreshed()).json()["access_token"]
    assert (await client.call(query)).status_code == 200
    client.sim.consent.change({"google_access": "TEST"})
    assert failure(await client.call(query)) == (403, "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION")
    assert (await client.call(query, TEST)).status_code == 200


async def test_a_retired_version_and_one_to_come(client: GoogleClient) -> None:
    old = (await client.call(DAILY, version="v22")).json()[0]["error"]["details"][0]
    assert old["errors"][0]["errorCode"] == {"requestError": "UNSUPPORTED_VERSION"}
    assert (await client.call(DAILY, version="v23")).status_code == 200
    assert (await client.call(DAILY, version="v27")).status_code == 404


@pytest.mark.parametrize("how", ["reset", "end", "error"])
async def test_a_stream_cut_in_the_middle_is_never_whole(client: GoogleClient, how: str) -> None:
    """A reset is an error of the connection, a clean early end no JSON, and an error lies within the array."""
    client.sim.faults.add({"match": "google.search", "kind": "cut_stream", "how": how, "nth": 1})
    if how == "reset":
        with pytest.raises(httpx2.TransportError):
            await client.call(DAILY)
    else:
        answer = await client.call(DAILY)
        assert answer.status_code == 200
        if how == "end":
            with pytest.raises(ValueError, match=r"delimiter|Expecting"):
                answer.json()
        else:
            assert [batch.keys() & {"results", "error"} for batch in answer.json()] == [{"results"}, {"error"}]
    assert len(await client.rows(DAILY)) == 82


async def test_refresh_tokens_come_only_offline_with_prompt(client: GoogleClient) -> None:
    online = await client.redeemed((await client.asked(access_type="online"))["code"])
    silent = await client.redeemed((await client.asked(prompt="select_account"))["code"])
    assert {"refresh_token"} & (online.json().keys() | silent.json().keys()) == set()


async def test_a_code_works_once_with_its_verifier(client: GoogleClient) -> None:
    code = (await client.asked())["code"]
    assert (await client.redeemed(code, "another-verifier")).json()["error"] == "invalid_grant"
    code = (await client.asked())["code"]
    seen = [(await client.redeemed(code)).status_code for _ in range(2)]
    assert seen == [200, 400]


async def test_declining_leads_back_with_the_refusal(client: GoogleClient) -> None:
    assert await client.asked(decision="decline") == {"error": "access_denied", "state": "s1"}
    client.sim.consent.change({"declined": [ADWORDS]})
    assert (await client.asked())["error"] == "access_denied"


async def test_access_ends_after_an_hour_and_refresh_after_seven_days_in_testing(client: GoogleClient) -> None:
    client.sim.clock.advance(timedelta(hours=1))
    answer = await client.call(DAILY)
    assert (answer.status_code, answer.json()[0]["error"]["details"][0]["reason"]) == (401, "ACCESS_TOKEN_EXPIRED")
    client.token = (await client.refreshed()).json()["access_token"]
    assert (await client.call(DAILY)).status_code == 200
    client.sim.clock.advance(timedelta(days=8))
    assert (await client.refreshed()).status_code == 200
    client.sim.consent.change({"google_testing": True})
    await client.logged_in()
    client.sim.clock.advance(timedelta(days=8))
    assert (await client.refreshed()).json() == {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    }


async def test_revoking_ends_access_and_refresh(client: GoogleClient) -> None:
    revoked = [await client.http.post("/google/oauth2/revoke", data={"token": client.refresh_token}) for _ in range(2)]
    assert [answer.status_code for answer in revoked] == [200, 400]
    assert (await client.refreshed()).json()["error"] == "invalid_grant"
    assert (await client.call(DAILY)).status_code == 401


@pytest.mark.parametrize("seed", [11, 12, 13])
async def test_what_both_platforms_say_advertising_cost_is_the_truth(seed: int) -> None:
    """Per day and currency, Meta's strings and Google's micros add up to the truth ledger, in yen and dinars too."""
    sim = open_sandbox(Plan(seed=seed, days=60, profile="random", now=NOW, frozen=True), Kept())
    said: Counter[tuple[str, str]] = Counter()
    async with serving(sim, platforms=["meta", "google"]) as url, httpx2.AsyncClient(base_url=url, timeout=30) as http:
        google, meta = await GoogleClient(sim, http).logged_in(), await MetaClient(sim, http).logged_in()
        span = {"since": "2026-09-01", "until": "2026-11-21"}
        fields = "spend,account_currency"
        for account in (await meta.get("me/adaccounts")).json()["data"]:
            answer = await meta.get(
                f"{account['id']}/insights",
                level="campaign",
                time_increment=1,
                time_range=span,
                fields=fields,
                limit=5000,
            )
            for row in answer.json()["data"]:
                said[row["date_start"], row["account_currency"]] += Decimal(row["spend"])
        tree = "SELECT customer_client.id, customer_client.manager, customer_client.status FROM customer_client"
        [top] = [account.id for _, account in sim.ad_accounts("google") if not account.manager_ids]
        clients = {
            row["customerClient"]["id"]: row["customerClient"] for row in await google.rows(tree, top, login=top)
        }
        for client in clients.values():
            if not client["manager"] and client["status"] == "ENABLED":
                query = DAILY.replace("2026-10-01", span["since"]).replace("2026-11-20", span["until"])
                for row in await google.rows(query, client["id"], login=top):
                    key = row["segments"]["date"], row["customer"]["currencyCode"]
                    said[key] += Decimal(row["metrics"]["costMicros"]) / 1_000_000
        truth = (await http.get("/__sim/truth")).json()["rows"]
    spent = {(row["day"], row["currency"]): -Decimal(row["amount"]) for row in truth if row["category"] == "marketing"}
    assert len(spent) > 60
    assert {key: amount for key, amount in said.items() if amount} == spent


async def test_access_taken_back_by_the_user_is_gone(client: GoogleClient) -> None:
    """The control plane plays the merchant who removes the app on Google's own pages."""
    await client.http.post("/__sim/uninstall", json={"platform": "google"})
    assert (await client.refreshed()).json()["error"] == "invalid_grant"
