"""The Graph API's nodes and edges: which path is answered how, for whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from credora_agent.sandbox.meta import insights
from credora_agent.sandbox.meta.errors import (
    GraphError,
    invalid,
    no_such_object,
    rate_limited,
    too_much_data,
    unknown_error,
)
from credora_agent.sandbox.meta.login import Tokens
from credora_agent.sandbox.meta.objects import account_node, campaign_node
from credora_agent.sandbox.meta.paging import paged
from credora_agent.sandbox.meta.rows import rows
from credora_agent.sandbox.meta.runs import Runs, not_ready
from credora_agent.sandbox.meta.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from credora_agent.sandbox.meta.call import Call
    from credora_agent.sandbox.meta.grants import Grants
    from credora_agent.sandbox.server import Sandbox
    from credora_agent.sandbox.world.model import AdAccount
    from credora_agent.sandbox.world.world import World

MAX_SYNC_ROWS = 4000
NEEDED = ("ads_read", "ads_management")


class Edge(NamedTuple):
    """One kind of path: its operation's name for faults and the log, what a call costs, and who answers."""

    path: re.Pattern[str]
    method: str
    operation: str
    points: float
    answer: Callable[[Call, re.Match[str]], Awaitable[dict[str, Any]]]


class Found(NamedTuple):
    """An ad account the token may read, in its shop's world."""

    world: World
    account: AdAccount


class Graph:
    """All edges over one sandbox."""

    def __init__(self, sim: Sandbox, grants: Grants) -> None:
        """Serve `sim`'s ad accounts to whoever `grants` lets in."""
        self._sim, self._grants = sim, grants
        self._tokens, self._runs, self.usage = Tokens(sim, grants), Runs(), Usage()
        act = r"act_(\d+)"
        self._edges = [
            _edge(r"oauth/access_token", "*", "meta.token", 1, self._token),
            _edge(r"debug_token", "GET", "meta.debug_token", 1, self._debug),
            _edge(r"me/permissions(?:/(\w+))?", "*", "meta.permissions", 1, self._permissions),
            _edge(r"me", "GET", "meta.me", 1, self._me),
            _edge(r"me/adaccounts", "GET", "meta.accounts", 1, self._accounts),
            _edge(act, "GET", "meta.account", 1, self._account),
            _edge(rf"{act}/campaigns", "GET", "meta.campaigns", 2, self._campaigns),
            _edge(rf"{act}/insights", "GET", "meta.insights", 12, self._insights),
            _edge(rf"{act}/insights", "POST", "meta.async", 20, self._start),
            _edge(r"(\d+)/insights", "GET", "meta.async.page", 4, self._read),
            _edge(r"(\d+)", "GET", "meta.async.status", 1, self._poll),
        ]

    def edge(self, call: Call) -> tuple[Edge, re.Match[str]]:
        """Return the edge of a call. Raises GraphError for a path that leads nowhere."""
        for edge in self._edges:
            if edge.method in {call.method, "*"} and (match := edge.path.fullmatch(call.path)):
                return edge, match
        raise no_such_object(call.path.split("/")[0], call.method)

    async def answer(self, call: Call, edge: Edge, match: re.Match[str]) -> dict[str, Any]:
        """Return the answer's JSON. Raises GraphError."""
        fault = call.request.state.fault
        account = self.account_of(call, match)
        now = self._sim.clock.now()
        if "expire_token" in fault:
            self._grants.kill(call.params.get("access_token", ""), int(fault["expire_token"].get("subcode", 463)))
        if "throttle" in fault:
            self.usage.block(account or "", now) if account else self.usage.fill(None, now)
            raise rate_limited(int(fault["throttle"].get("code", 17 if account else 4)))
        if "internal_error" in fault:
            raise unknown_error()
        self.usage.take(account, edge.points, now)
        return await edge.answer(call, match)

    def account_of(self, call: Call, match: re.Match[str]) -> str | None:
        """Return the id of the account whose allowance a call uses."""
        if call.path.startswith("act_"):
            return match.group(1)
        if call.path[:1].isdigit() and match.re.groups:
            try:
                return self._runs.find(match.group(1)).account_id
            except GraphError:
                return None
        return None

    async def _token(self, call: Call, _match: re.Match[str]) -> dict[str, Any]:
        return self._tokens.issue(call)

    async def _debug(self, call: Call, _match: re.Match[str]) -> dict[str, Any]:
        return self._tokens.debug(call)

    async def _permissions(self, call: Call, match: re.Match[str]) -> dict[str, Any]:
        return self._tokens.permissions(call, match.group(1))

    async def _me(self, call: Call, _match: re.Match[str]) -> dict[str, Any]:
        grant = self._grants.authorised(call)
        known = {"id": self._grants.user_id(grant), "name": "Sam Merchant"}
        return {name: known[name] for name in {*(call.names("fields") or known), "id"} & known.keys()}

    async def _accounts(self, call: Call, _match: re.Match[str]) -> dict[str, Any]:
        grant = self._allowed(call)
        nodes = []
        for domain, account in self._sim.ad_accounts("meta", grant["shop"]):
            nodes.append(account_node(await self._sim.world(domain), account, call))
        return self._paged(call, nodes)

    async def _account(self, call: Call, match: re.Match[str]) -> dict[str, Any]:
        found = await self._found(call, match.group(1))
        return account_node(found.world, found.account, call)

    async def _campaigns(self, call: Call, match: re.Match[str]) -> dict[str, Any]:
        found = await self._found(call, match.group(1))
        own = [c for c in found.world.campaigns.values() if c.account_id == found.account.id]
        wanted = call.names("effective_status")
        nodes = [campaign_node(campaign, call) for campaign in own if _listed(campaign.status, wanted)]
        return self._paged(call, nodes)

    async def _insights(self, call: Call, match: re.Match[str]) -> dict[str, Any]:
        found = await self._found(call, match.group(1))
        ask = insights.read(call, level="account", today=_today(found))
        answer = rows(found.world, found.account, ask)
        if len(answer) > MAX_SYNC_ROWS or "reduce_data" in call.request.state.fault:
            raise too_much_data()
        return self._paged(call, answer)

    async def _start(self, call: Call, match: re.Match[str]) -> dict[str, Any]:
        found = await self._found(call, match.group(1))
        ask = insights.read(call, level="account", today=_today(found))
        run = self._runs.start(found.account.id, ask, self._sim.clock.now(), call.request.state.fault)
        return {"report_run_id": run.id}

    async def _poll(self, call: Call, match: re.Match[str]) -> dict[str, Any]:
        self._allowed(call)
        run = self._runs.find(match.group(1))
        answer = run.as_json(call.names("fields"), self._sim.clock.now())
        run.polls += 1
        return answer

    async def _read(self, call: Call, match: re.Match[str]) -> dict[str, Any]:
        run = self._runs.find(match.group(1))
        found = await self._found(call, run.account_id)
        if run.status(self._sim.clock.now())[0] != "Job Completed":
            raise not_ready(run, _today(found))
        if run.rows is None:
            self._runs.complete(run, rows(found.world, found.account, run.ask))
        if run.rows is None:
            raise too_much_data()
        return self._paged(call, run.rows)

    def _paged(self, call: Call, nodes: list[dict[str, Any]]) -> dict[str, Any]:
        return paged(call, nodes, base=f"{self._sim.url}/meta/graph")

    def _allowed(self, call: Call) -> dict[str, Any]:
        """Return the call's grant. Raises GraphError 200 when it holds no permission to read ads."""
        grant = self._grants.authorised(call)
        if not set(NEEDED) & set(grant["granted"]):
            raise GraphError(
                200,
                "(#200) Ad account owner has NOT grant ads_management or ads_read permission",
                status=403,
            )
        return grant

    async def _found(self, call: Call, account_id: str) -> Found:
        grant = self._allowed(call)
        for domain, account in self._sim.ad_accounts("meta", grant["shop"]):
            if account.id == account_id:
                return Found(await self._sim.world(domain), account)
        raise no_such_object(f"act_{account_id}", call.method)


def _edge(
    path: str,
    method: str,
    operation: str,
    points: float,
    answer: Callable[[Call, re.Match[str]], Awaitable[dict[str, Any]]],
) -> Edge:
    return Edge(re.compile(path), method, operation, points, answer)


def _listed(status: str, wanted: list[str]) -> bool:
    """Say whether a campaigns edge lists a campaign: deleted ones only when asked for."""
    gone = status in {"DELETED", "REMOVED", "ARCHIVED"}
    return not gone if not wanted else ("DELETED" if status == "REMOVED" else status) in wanted


def _today(found: Found) -> Any:
    """Return the account's own day."""
    zone = found.account.zone
    if not zone:
        raise invalid("The account has no time zone")
    return found.world.now.astimezone(ZoneInfo(zone)).date()
