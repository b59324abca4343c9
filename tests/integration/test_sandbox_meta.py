"""The simulated Meta: driven by Meta's own SDK, and held to what a careful client must survive."""

from __future__ import annotations

import asyncio
import json
import warnings
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from ad_world import META, META_YEN, SHOP, sandbox
from ads_clients import META_BACK, MetaClient

from credora_agent.sandbox.meta.actions import nature
from credora_agent.sandbox.serving import serving

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # the SDK's own imports
    from facebook_business.adobjects.adaccount import AdAccount
    from facebook_business.adobjects.adreportrun import AdReportRun
    from facebook_business.adobjects.user import User
    from facebook_business.api import FacebookAdsApi
    from facebook_business.exceptions import FacebookRequestError
    from facebook_business.session import FacebookSession

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


FIELDS = "account_id,account_currency,campaign_id,campaign_name,spend,impressions,clicks,actions,action_values"
WEEK = {"since": "2026-10-20", "until": "2026-11-20"}


@pytest.fixture
async def client() -> AsyncIterator[MetaClient]:
    sim = sandbox()
    async with serving(sim, platforms=["meta"]) as url, httpx2.AsyncClient(base_url=url, timeout=5) as http:
        yield await MetaClient(sim, http).logged_in()


def error(answer: httpx2.Response) -> tuple[int, int, int | None]:
    said = answer.json()["error"]
    return answer.status_code, said["code"], said.get("error_subcode")


async def test_metas_own_sdk_drives_a_report_to_its_end(client: MetaClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start, poll, page: the official client reads every campaign and day, its proof checked on each call."""
    monkeypatch.setattr(FacebookSession, "GRAPH", f"{client.sim.url}/meta/graph")
    app = client.sim.apps.meta

    def drive() -> tuple[list[dict[str, Any]], list[str], list[str]]:
        api = FacebookAdsApi(FacebookSession(app.app_id, app.app_secret, client.token), "v26.0")
        accounts = [account["account_id"] for account in User("me", api=api).get_ad_accounts(["account_id"])]
        params = {"level": "campaign", "time_increment": 1, "time_range": WEEK, "action_breakdowns": ["action_type"]}
        run = AdAccount(f"act_{META}", api=api).get_insights(FIELDS.split(","), params, is_async=True)
        states = []
        while not states or states[-1] not in {"Job Completed", "Job Failed"}:
            states.append(run.api_get()[AdReportRun.Field.async_status])
        rows = [row.export_all_data() for row in run.get_insights(params={"limit": 50})]
        api._session.requests.close()
        return rows, accounts, states

    rows, accounts, states = await asyncio.to_thread(drive)
    assert accounts == [META, META_YEN]
    assert states == ["Job Not Started", "Job Started", "Job Running", "Job Completed"]
    assert len(rows) == 12 * 32 + 12
    assert {(row["campaign_id"], row["date_start"]) for row in rows} >= {("23850900", "2026-10-31")}
    cents = sum(round(100 * float(row["spend"])) for row in rows)
    assert cents == 1000 * len(rows) + 12 * 7
    assert client.sim.log[-1]["route"] == "meta.async.page"


async def test_the_sdk_reads_a_refusal_as_its_own_error(client: MetaClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code, subcode and status arrive where Meta's client looks for them."""
    monkeypatch.setattr(FacebookSession, "GRAPH", f"{client.sim.url}/meta/graph")
    client.sim.faults.add({"match": "meta.insights", "kind": "throttle", "code": 80000})

    def drive() -> FacebookRequestError:
        api = FacebookAdsApi(FacebookSession(client.sim.apps.meta.app_id, "", client.token), "v26.0")
        api._session.requests.params["appsecret_proof"] = client.proof()
        try:
            with pytest.raises(FacebookRequestError) as refused:
                list(AdAccount(f"act_{META}", api=api).get_insights(["spend"]))
        finally:
            api._session.requests.close()
        return refused.value

    refused = await asyncio.to_thread(drive)
    assert (refused.http_status(), refused.api_error_code(), refused.api_error_subcode()) == (400, 80000, 2446079)
    use = json.loads(refused.http_headers()["x-business-use-case-usage"])[META][0]
    assert use["call_count"] == 100
    assert use["estimated_time_to_regain_access"] > 0


async def test_a_code_works_once_and_only_with_its_address(client: MetaClient) -> None:
    code = (await client.asked())["code"]
    other = await client.exchanged(redirect_uri=f"{META_BACK}/", code=code)
    first, second = [await client.exchanged(redirect_uri=META_BACK, code=code) for _ in range(2)]
    assert (error(other)[1:], first.status_code, error(second)[1:]) == ((100, 36008), 200, (100, 36009))


async def test_a_declined_dialog_leads_back_with_the_refusal(client: MetaClient) -> None:
    said = await client.asked(decision="decline")
    assert (said["error"], said["error_reason"], said["state"]) == ("access_denied", "user_denied", "s1")
    client.sim.consent.change({"answer": "deny"})
    assert "code" not in await client.asked()


async def test_a_declined_permission_is_listed_and_reads_nothing(client: MetaClient) -> None:
    """The login succeeds, `/me/permissions` says declined, and insights answer 200 with HTTP 403."""
    await client.logged_in(grants=("business_management",))
    rows = (await client.get("me/permissions")).json()["data"]
    assert {row["permission"]: row["status"] for row in rows}["ads_read"] == "declined"
    assert error(await client.get(f"act_{META}/insights")) == (403, 200, None)


async def test_the_proof_is_required_and_checked(client: MetaClient) -> None:
    for more, text in (({"appsecret_proof": "0" * 64}, "Invalid appsecret_proof"), ({}, "require an appsecret_proof")):
        answer = await client.http.get("/meta/graph/v26.0/me", params={"access_token": client.token, **more})
        assert error(answer)[1] == 100
        assert text in answer.json()["error"]["message"]


async def test_tokens_die_after_sixty_days_and_when_permissions_are_withdrawn(client: MetaClient) -> None:
    """Subcode 463 for age, 458 for a removed app; `/debug_token` says which."""
    info = (await client.get("debug_token", input_token=client.token)).json()["data"]
    assert info["is_valid"]
    assert info["expires_at"] - info["issued_at"] == 60 * 86_400
    client.sim.clock.advance(timedelta(days=61))
    assert error(await client.get("me")) == (400, 190, 463)
    await client.logged_in()
    own = {"access_token": client.token, "appsecret_proof": client.proof()}
    assert (await client.http.delete("/meta/graph/v26.0/me/permissions", params=own)).json() == {"success": True}
    assert error(await client.get("me")) == (400, 190, 458)


async def test_purchases_overlap_and_some_roll_ups_are_missing(client: MetaClient) -> None:
    """By priority each campaign has its four purchases; the sum of all names is several times that."""
    answer = await client.get(
        f"act_{META}/insights", level="campaign", fields=FIELDS, time_increment=1, limit=500,
        time_range={"since": "2026-11-01", "until": "2026-11-01"},
        action_attribution_windows=["1d_view", "7d_click", "7d_view", "28d_view"],
    )  # fmt: skip
    lacking = 0
    for row in answer.json()["data"]:
        bought = {each["action_type"]: each for each in row["actions"] if "purchase" in each["action_type"]}
        first = next(bought[name] for name in PRIORITY if name in bought)
        lacking += "omni_purchase" not in bought
        assert first["value"] == "4"
        assert set(first) == {"action_type", "value", "1d_view", "7d_click"}
        assert sum(int(each["value"]) for each in bought.values()) >= 12
        assert {int(each["value"]) for each in bought.values()} <= {1, 3, 4}
    assert 0 < lacking < 12


PRIORITY = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")


async def test_other_action_breakdowns_hide_purchases(client: MetaClient) -> None:
    answer = await client.get(
        f"act_{META}/insights", level="campaign", fields="campaign_id,actions", limit=500,
        action_breakdowns=["action_destination"],
    )  # fmt: skip
    seen = {row["campaign_id"]: str(row["actions"]) for row in answer.json()["data"]}
    assert {"purchase" in text for id_, text in seen.items() if nature(id_) % 2} == {False}


async def test_money_is_major_in_insights_and_minor_in_accounts(client: MetaClient) -> None:
    """A yen has no decimals in either; a pound has two in one and none in the other."""
    for account, spend, spent in ((META, "10.01", None), (META_YEN, "1001", str(112 * 1000 + 7))):
        today = {"since": "2026-11-20", "until": "2026-11-20"}
        rows = await client.get(f"act_{account}/insights", level="campaign", fields="spend", time_range=today)
        assert rows.json()["data"][0]["spend"] == spend
        node = (await client.get(f"act_{account}", fields="amount_spent,currency,timezone_name")).json()
        assert spent is None or node["amount_spent"] == spent


async def test_pages_link_to_the_next_without_the_proof(client: MetaClient) -> None:
    """Following `paging.next` needs the proof added; cursors come to the same rows, none twice."""
    params = {"level": "campaign", "fields": "campaign_id", "limit": 5}
    page = (await client.get(f"act_{META}/insights", **params)).json()
    bare = await client.http.get(page["paging"]["next"])
    assert error(bare)[1] == 100
    seen = [row["campaign_id"] for row in page["data"]]
    while "next" in page["paging"]:
        page = (await client.get(f"act_{META}/insights", **params, after=page["paging"]["cursors"]["after"])).json()
        seen += [row["campaign_id"] for row in page["data"]]
    assert len(seen) == len(set(seen)) == 13


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"fields": "spend,total_spend"}, 100),
        ({"level": "creative"}, 100),
        ({"breakdowns": "agee"}, 100),
        ({"action_attribution_windows": ["8d_click"]}, 100),
        ({"time_increment": "0"}, 100),
        ({"time_range": {"since": "2026-11-02", "until": "2026-11-01"}}, 100),
        ({"time_range": {"since": "2023-10-01", "until": "2023-11-01"}}, 3018),
    ],
)
async def test_what_makes_no_sense_is_refused(client: MetaClient, params: dict[str, Any], code: int) -> None:
    assert error(await client.get(f"act_{META}/insights", **params))[:2] == (400, code)


async def test_reports_fail_skip_and_hang_as_told(client: MetaClient) -> None:
    """A failed run says why; a stuck one stays at 99 % for good; neither can be read."""
    seen = {}
    for kind in ("async_fail", "async_skip", "async_stuck"):
        client.sim.faults.add({"id": "one", "match": "meta.async", "kind": kind})
        own = {"access_token": client.token, "appsecret_proof": client.proof(), "level": "campaign"}
        run = (await client.http.post(f"/meta/graph/v26.0/act_{META}/insights", data=own)).json()["report_run_id"]
        for _ in range(5):
            seen[kind] = (await client.get(run)).json()
        assert error(await client.get(f"{run}/insights"))[1] == 2601
    assert [said["async_status"] for said in seen.values()] == ["Job Failed", "Job Skipped", "Job Running"]
    assert seen["async_fail"]["error_code"] == 2
    assert "error_user_msg" in seen["async_fail"]
    assert seen["async_stuck"]["async_percent_completion"] == 99


async def test_too_many_rows_at_once_ask_for_less(client: MetaClient) -> None:
    """Sixteen months of days by campaign are too many at once; by account they are not."""
    for campaign in client.sim.worlds[SHOP].campaigns.values():
        campaign.started = campaign.started.replace(year=2025)
    whole = {"time_increment": 1, "time_range": {"since": "2025-08-01", "until": "2026-11-20"}}
    answer = await client.get(f"act_{META}/insights", level="campaign", **whole)
    assert (error(answer)[:2], "reduce the amount of data" in answer.text) == ((500, 1), True)
    assert (await client.get(f"act_{META}/insights", level="account", **whole)).status_code == 200


async def test_use_fills_the_allowance_and_time_drains_it(client: MetaClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Usage headers rise; the block holds until half has drained, however often one asks; then it is over."""
    monkeypatch.setattr("credora_agent.sandbox.meta.usage.ACCOUNT_POINTS", 300)
    seen, answer = [], await client.get(f"act_{META}/insights")
    while answer.status_code == 200:
        seen.append(json.loads(answer.headers["x-ad-account-usage"])["acc_id_util_pct"])
        answer = await client.get(f"act_{META}/insights")
    assert seen == sorted(seen)
    assert seen[-1] > 95
    assert error(answer) == (400, 80000, 2446079)
    assert error(await client.get(f"act_{META}/insights")) == (400, 17, 2446079)
    client.sim.clock.advance(timedelta(minutes=10))
    assert error(await client.get(f"act_{META}/insights"))[1] == 17
    client.sim.clock.advance(timedelta(minutes=25))
    assert (await client.get(f"act_{META}/insights")).status_code == 200


async def test_an_old_version_is_served_by_a_living_one_and_says_so(client: MetaClient) -> None:
    own = {"access_token": client.token, "appsecret_proof": client.proof()}
    seen = [await client.http.get(f"/meta/graph/{version}/me", params=own) for version in ("v26.0", "v19.0", "v99.0")]
    assert [answer.headers.get("facebook-api-version") for answer in seen[:2]] == ["v26.0", "v25.0"]
    assert error(seen[2]) == (400, 2500, None)


async def test_a_batch_answers_each_call_for_itself(client: MetaClient) -> None:
    batch = [{"method": "GET", "relative_url": url} for url in ("me?fields=id", f"act_{META}?fields=nonsense")]
    own = {"access_token": client.token, "appsecret_proof": client.proof(), "batch": json.dumps(batch)}
    answers = (await client.http.post("/meta/graph/v26.0/", data=own)).json()
    assert [answer["code"] for answer in answers] == [200, 400]
    assert json.loads(answers[0]["body"]).keys() == {"id"}


async def test_figures_are_restated_and_deleted_campaigns_keep_their_rows(client: MetaClient) -> None:
    """The same day reads another spend a week later; what a deleted campaign spent stays."""
    day = {"since": "2026-11-15", "until": "2026-11-15"}

    async def spend() -> set[str]:
        answer = await client.get(f"act_{META}/insights", level="campaign", fields="spend", time_range=day)
        return {row["spend"] for row in answer.json()["data"]}

    assert await spend() == {"10.01"}
    client.sim.clock.advance(timedelta(days=8))
    assert await spend() == {"10.00"}
    old = {"since": "2026-10-01", "until": "2026-10-01"}
    rows = await client.get(f"act_{META}/insights", level="campaign", fields="campaign_id", time_range=old, limit=100)
    assert "23850900" in {row["campaign_id"] for row in rows.json()["data"]}
    listed = (await client.get(f"act_{META}/campaigns", limit=100)).json()["data"]
    assert "23850900" not in {row["id"] for row in listed}


async def test_an_app_removed_by_its_user_is_refused(client: MetaClient) -> None:
    """The control plane plays the merchant who removes the app on Meta's own pages."""
    said = await client.http.post("/__sim/uninstall", json={"platform": "meta"})
    assert (said.json()["event"], said.json()["heard_by"]) == ("meta.uninstall", 1)
    assert error(await client.get("me")) == (400, 190, 458)
