"""Fifty clients ask the served hub at once, as `python -m evals.soak` does for longer: every call is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from served_hub import served_hub
from shop_desk import TODAY

from evals.soak.fleet import Load, load

if TYPE_CHECKING:
    from shop_desk import Desk


async def test_fifty_clients_for_a_while(sample: Desk) -> None:
    """20 calls a second for 5 seconds on fourteen months of books: none fails. How fast is for the bench to say."""
    async with served_hub(sample.database) as hub:
        tokens = [await hub.token(sample, ["read"]) for _ in range(5)]
        tally = await load(hub.url, tokens, Load(seconds=5, clients=50, rate=20), TODAY)
    assert tally.errors == []
    assert tally.calls >= 100
    assert len(tally.took) > 8
