"""The sandbox as a process: time, faults on the wire, the control plane, and going on after a restart."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from ad_world import SHOP, sandbox

from credora_agent.sandbox.clock import Backwards, Clock
from credora_agent.sandbox.faults import Faults, UnknownFault
from credora_agent.sandbox.kept import Kept
from credora_agent.sandbox.server import Plan, open_sandbox
from credora_agent.sandbox.serving import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from credora_agent.sandbox.server import Sandbox

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ME = "/meta/graph/v26.0/me"


@pytest.fixture
def sim() -> Sandbox:
    return sandbox()


@pytest.fixture
async def http(sim: Sandbox) -> AsyncIterator[httpx2.AsyncClient]:
    async with serving(sim, platforms=["meta"]) as url, httpx2.AsyncClient(base_url=url, timeout=5) as client:
        yield client


def test_a_clock_stands_runs_and_never_goes_back() -> None:
    clock = Clock(starts=NOW, frozen=True)
    assert clock.now() == NOW
    clock.advance(timedelta(hours=1))
    assert clock.now() == NOW + timedelta(hours=1)
    with pytest.raises(Backwards):
        clock.set(NOW)
    clock.freeze(still=False)
    assert timedelta() <= clock.now() - NOW - timedelta(hours=1) < timedelta(minutes=1)


@pytest.mark.parametrize("frozen", [True, False])
def test_a_kept_clock_goes_on(*, frozen: bool) -> None:
    """A running clock has run on meanwhile; a frozen one has not moved."""
    again = Clock.restored(json.loads(json.dumps(Clock(starts=NOW, frozen=frozen).kept())))
    assert again.frozen is frozen
    assert abs(again.now() - NOW) < timedelta(minutes=1)


def fired(said: dict[str, Any], calls: int = 12) -> list[int]:
    rule = Faults().add({"match": "a.*", "kind": "status", **said})
    return [n for n in range(1, calls + 1) if rule.fires("a.b", "/x?shop=1")]


def test_rules_hit_the_calls_they_name() -> None:
    """By number, by count, by a chance that its seed repeats, and by a part of the address."""
    assert fired({"nth": 3}) == [3]
    assert fired({"nth": 3, "times": 2}) == [3, 4]
    assert fired({"times": 2}) == [1, 2]
    assert fired({"probability": 0.5, "seed": 1}) == fired({"probability": 0.5, "seed": 1})
    assert fired({"probability": 0.5, "seed": 1}, 60) != fired({"probability": 0.5, "seed": 2}, 60)
    assert fired({"path": "shop=2"}) == []
    with pytest.raises(UnknownFault):
        Faults().add({"match": "*", "kind": "no_such_kind"})


async def test_a_reset_is_an_error_of_the_connection(sim: Sandbox, http: httpx2.AsyncClient) -> None:
    """In the middle of the body, before it, and after the work was done but before a word of the answer."""
    for rule in ({"kind": "reset"}, {"kind": "reset", "after": 0}, {"kind": "lose_answer"}):
        sim.faults.add({"match": "meta.me", "times": 1, **rule})
        with pytest.raises(httpx2.TransportError):
            await http.get(ME)
    assert (await http.get(ME)).status_code == 400
    assert [line["faults"] for line in sim.log] == [["reset"], ["reset"], ["lose_answer"], []]


async def test_a_truncated_body_is_framed_as_if_it_were_whole(sim: Sandbox, http: httpx2.AsyncClient) -> None:
    sim.faults.add({"match": "meta.me", "kind": "truncate", "bytes": 20, "times": 1})
    short = await http.get(ME)
    assert (len(short.content), short.headers["content-length"]) == (20, "20")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        short.json()


async def test_a_dripped_body_arrives_whole_in_pieces(sim: Sandbox, http: httpx2.AsyncClient) -> None:
    whole = (await http.get(ME)).content
    sim.faults.add({"match": "meta.me", "kind": "slow_drip", "bytes": 40, "seconds": 0.002})
    async with http.stream("GET", ME) as answer:
        pieces = [piece async for piece in answer.aiter_raw()]
    assert len(pieces) > 2
    assert len(b"".join(pieces)) == len(whole)


async def test_gateways_statuses_and_silence(sim: Sandbox, http: httpx2.AsyncClient) -> None:
    sim.faults.add({"match": "meta.me", "kind": "html_502", "times": 1})
    answer = await http.get(ME)
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")
    sim.faults.add({"match": "meta.me", "kind": "status", "code": 503, "headers": {"retry-after": "7"}, "times": 1})
    answer = await http.get(ME)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    sim.faults.add({"match": "meta.me", "kind": "timeout", "times": 1})
    with pytest.raises(httpx2.ReadTimeout):
        await http.get(ME, timeout=0.05)


async def test_answers_are_dated_by_the_virtual_clock(sim: Sandbox, http: httpx2.AsyncClient) -> None:
    assert (await http.get(ME)).headers["date"] == "Fri, 20 Nov 2026 12:00:00 GMT"
    sim.faults.add({"match": "*", "kind": "clock_skew", "seconds": -3600})
    assert (await http.get(ME)).headers["date"] == "Fri, 20 Nov 2026 11:00:00 GMT"


async def test_the_control_plane_moves_time_and_worlds(sim: Sandbox, http: httpx2.AsyncClient) -> None:
    said = await http.post("/__sim/clock", json={"advance_seconds": 86_400})
    assert said.json() == {"now": "2026-11-21T12:00:00+00:00", "frozen": True}
    assert sim.worlds[SHOP].now == NOW + timedelta(days=1)
    assert (await http.post("/__sim/clock", json={"now": "2026-11-20T12:00:00+00:00"})).status_code == 400
    assert not (await http.post("/__sim/clock", json={"frozen": False})).json()["frozen"]


async def test_the_control_plane_keeps_rules(http: httpx2.AsyncClient) -> None:
    rules = [{"id": "a", "match": "meta.*", "kind": "html_502"}, {"match": "*", "kind": "status", "code": 500}]
    await http.post("/__sim/faults", json=rules)
    assert (await http.get(ME)).status_code == 502
    listed = (await http.get("/__sim/faults")).json()
    assert [(rule["id"], rule["fired"]) for rule in listed] == [("a", 1), ("2", 1)]
    assert [rule["id"] for rule in (await http.delete("/__sim/faults", params={"id": "a"})).json()] == ["2"]
    assert (await http.delete("/__sim/faults")).json() == []
    assert (await http.post("/__sim/faults", json={"match": "*"})).status_code == 400


async def test_the_truth_is_summed_in_exact_decimals(http: httpx2.AsyncClient) -> None:
    said = (await http.get("/__sim/truth", params={"shop": SHOP})).json()
    day = {"day": "2026-08-01"}
    assert said["rows"] == [
        {**day, "category": "gross_sales", "currency": "GBP", "amount": "20.00"},
        {**day, "category": "marketing", "currency": "JPY", "amount": "-1000"},
    ]
    by_sku = (await http.get("/__sim/truth", params={"shop": SHOP, "by": "sku"})).json()["rows"]
    assert [(row["sku"], row["amount"]) for row in by_sku] == [("CUP", "7.50"), ("MUG", "12.50"), (None, "-1000")]
    assert (await http.get("/__sim/truth", params={"shop": "none"})).status_code == 400


async def test_costs_rates_shops_apps_and_log_can_be_read(sim: Sandbox, http: httpx2.AsyncClient) -> None:
    costs = (await http.get("/__sim/costs.csv")).text.splitlines()
    assert costs == ["SKU,Unit cost,Valid from,Currency", "MUG,3.20,2026-08-01,GBP"]
    rates = (await http.get("/rates/daily.csv")).text.splitlines()
    assert rates == ["date,base,quote,rate", "2026-08-01,USD,GBP,0.7842"]
    [shop] = (await http.get("/__sim/shops")).json()
    assert (shop["domain"], shop["ready"], len(shop["ad_accounts"])) == (SHOP, True, 8)
    assert (await http.get("/__sim/apps")).json()["meta"]["app_id"] == sim.apps.meta.app_id
    await http.get(ME)
    assert (await http.get("/__sim/log", params={"summary": "1"})).json() == {
        "meta.me 400": 1,
        "/rates/daily.csv 200": 1,
    }


async def test_consent_is_told_and_events_are_passed_on(sim: Sandbox, http: httpx2.AsyncClient) -> None:
    heard: list[tuple[str, dict[str, Any]]] = []
    sim.hooks["freeze"].append(lambda shop, body: heard.append((shop, body)))
    assert (await http.post("/__sim/consent", json={"meta_declined": ["ads_read"]})).json()["declined"] == ["ads_read"]
    assert (await http.post("/__sim/consent", json={"anser": "deny"})).status_code == 400
    said = (await http.post("/__sim/freeze", json={"state": "locked"})).json()
    assert (said["shop"], said["heard_by"], heard) == (SHOP, 1, [(SHOP, {"state": "locked"})])


async def test_a_world_grows_in_a_thread_and_the_server_answers_meanwhile() -> None:
    """While a hundred days pass for a shop, its clock can be asked; its figures wait until it is grown."""
    sim = open_sandbox(Plan(seed=3, days=100, profile="random", now=NOW, frozen=True), Kept())
    async with serving(sim, platforms=[]) as url, httpx2.AsyncClient(base_url=url, timeout=30) as client:
        truth = asyncio.create_task(client.get("/__sim/truth"))
        ready = [(await client.get("/__sim/shops")).json()[0]["ready"]]
        rows = (await truth).json()["rows"]
        ready.append((await client.get("/__sim/shops")).json()[0]["ready"])
    assert ready == [False, True]
    assert {row["category"] for row in rows} >= {"gross_sales", "cogs", "fees", "marketing"}


def test_a_restart_goes_on_with_the_same_shop_and_grants(tmp_path: Path) -> None:
    """Anchor, credentials, clock and tokens outlive the process; another seed's state is refused."""
    file = tmp_path / "state.json"
    first = open_sandbox(Plan(seed=4, days=9, now=NOW, frozen=True), Kept(file))
    first.kept.part("meta", "tokens")["t"] = {"dead": None}
    first.clock.advance(timedelta(days=30))
    first.save()
    again = open_sandbox(Plan(seed=4, days=300), Kept(file))
    assert (again.anchor, again.clock.now(), again.apps) == (first.anchor, first.clock.now(), first.apps)
    assert again.kept.part("meta", "tokens") == {"t": {"dead": None}}
    assert again.apps != open_sandbox(Plan(seed=5, days=9, now=NOW), Kept()).apps
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]
    with pytest.raises(ValueError, match="seed 4, not 5"):
        open_sandbox(Plan(seed=5, days=9), Kept(file))


def test_the_process_announces_itself_and_ends_with_its_parent(tmp_path: Path) -> None:
    """One line of JSON when it listens, on loopback only; the end of its standard input ends it."""
    announce = tmp_path / "announced.json"
    command = [sys.executable, "-m", "credora_agent.sandbox", "--seed", "7", "--days", "5", "--with-parent"]
    with subprocess.Popen(
        [*command, "--announce", str(announce), "--state", str(tmp_path / "state.json")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdin
        said = json.loads(process.stdout.readline())
        assert said == json.loads(announce.read_text("utf-8"))
        assert said["url"].startswith("http://127.0.0.1:")
        answer = httpx2.get(f"{said['url']}/__sim/apps", timeout=10)
        assert answer.json()["google"]["client_id"] == said["google"]["client_id"]
        process.stdin.close()
        assert process.wait(10) == 0
        assert process.stderr
        assert process.stderr.read() == ""
    assert json.loads((tmp_path / "state.json").read_text("utf-8"))["world"]["seed"] == 7
