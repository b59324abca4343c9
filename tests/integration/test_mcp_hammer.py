"""Two shops ask one hub at the same time, with each other's cursors in hand: neither ever sees a row of the other."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from fastmcp import Client
from mcp_questions import NO_QUESTIONS, question
from served_hub import house, served_hub
from stocked_shop import stocked

from mcp_servers.hub import hub
from mcp_servers.identity import Identity, acting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable

    from shop_desk import Desk

    from credora_agent.core.db import Database

    Asked = Callable[[str, dict[str, Any]], Awaitable[Any]]

CLIENTS, CALLS = 25, 5
"""Of each shop at a time, and how often each of them asks."""
FOREIGN = {"mine": re.compile(r"77\.77|155\.54|233\.31|theirs"), "theirs": re.compile(r"\b30\.00|mine")}
"""What only the other shop's books hold: the sums of its prices, the names of its products."""
OWN = {"mine": "30.00", "theirs": "233.31"}


@dataclass
class Hammered:
    """What was seen so far: cursors of both shops by tool, and how many answers held something of one's own."""

    schemas: dict[str, dict[str, Any]]
    random: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - the same in every run
    cursors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    own: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def client(self, shop: str, ask: Asked) -> None:
        """Ask this and that on behalf of one shop, half of the time from where anybody's list went on."""
        for name in self.random.choices(sorted(self.schemas), k=CALLS):
            arguments = dict(question(name, self.schemas[name]))
            if self.cursors[name] and self.random.random() < 0.5:
                arguments["cursor"] = self.random.choice(sorted(self.cursors[name]))
            self._see(shop, name, await ask(name, arguments))
            await asyncio.sleep(0)

    def _see(self, shop: str, name: str, result: Any) -> None:
        data = result.structured_content
        told = result.content[0].text + json.dumps(data)
        assert not FOREIGN[shop].search(told), (shop, name, told)
        assert not result.is_error, (name, told)
        if cursor := data.get("next_cursor"):
            self.cursors[name].add(cursor)
        self.own[shop] += OWN[shop] in told


@pytest.fixture(scope="module")
async def two(database: Database, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Desk]:
    """Lend two shops with the same orders, SKUs and days, at 10.00 and at 77.77."""
    folder = tmp_path_factory.mktemp("hammer")
    return {
        name: await stocked(database, folder, name, price) for name, price in [("mine", "10.00"), ("theirs", "77.77")]
    }


@pytest.fixture
async def hammered(database: Database) -> Hammered:
    """Lend what the hammering goes by."""
    tools = {tool.name: tool.parameters for tool in await hub(house(database)).list_tools()}
    return Hammered({name: schema for name, schema in tools.items() if name not in NO_QUESTIONS})


async def test_over_http(database: Database, two: dict[str, Desk], hammered: Hammered) -> None:
    """2 × 25 clients over HTTP, each with the token of its shop, 250 calls in all."""
    async with served_hub(database) as served:

        async def client(shop: str) -> None:
            async with Client(served.url, auth=await served.token(two[shop], ["read"])) as connected:
                await hammered.client(shop, lambda name, args: connected.call_tool(name, args, raise_on_error=False))

        await _all(client(shop) for _ in range(CLIENTS) for shop in two)
    _require_both_answered(hammered)


async def test_in_process(database: Database, two: dict[str, Desk], hammered: Hammered) -> None:
    """The same on one server object in one process, where only a context variable says who calls."""
    held = house(database)
    server = hub(held)

    async def client(shop: str) -> None:
        who = Identity(two[shop].caller, frozenset({"read"}), "test")

        async def ask(name: str, arguments: dict[str, Any]) -> Any:
            with acting(who):
                return await server.call_tool(name, arguments)

        await hammered.client(shop, ask)

    try:
        await _all(client(shop) for _ in range(CLIENTS) for shop in two)
    finally:
        await held.close()
    _require_both_answered(hammered)


async def _all(clients: Iterable[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for client in clients:
            group.create_task(client)


def _require_both_answered(hammered: Hammered) -> None:
    assert min(hammered.own[shop] for shop in OWN) > CLIENTS, hammered.own
    assert any(hammered.cursors.values())
