"""Orders whole: with every agreement, and every sale of each, however many pages they fill."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from credora_agent.platforms.shopify.calls import NESTED
from credora_agent.platforms.shopify.paging import every_edge, flat, going_in_circles, newest

if TYPE_CHECKING:
    from credora_agent.platforms.shopify.calls import Calls
    from credora_agent.platforms.shopify.paging import Node


async def whole_order(calls: Calls, order: Node) -> Node:
    """Return the order with what its first page left out fetched; connections are plain lists."""
    agreements, before = [], None
    async for edge in every_edge(order["agreements"], partial(_more_agreements, calls, order["id"])):
        agreements.append(await _whole_agreement(calls, order["id"], before, edge["node"]))
        before = edge["cursor"]
    rest = {key: flat(value) for key, value in order.items() if key != "agreements"}
    return {**rest, "agreements": newest(agreements)}


async def _whole_agreement(calls: Calls, order: str, before: str | None, agreement: Node) -> Node:
    fetch = partial(_more_sales, calls, order, before, agreement["id"])
    sales = [flat(edge["node"]) async for edge in every_edge(agreement["sales"], fetch)]
    rest = {key: flat(value) for key, value in agreement.items() if key != "sales"}
    return {**rest, "sales": newest(sales)}


async def _more_agreements(calls: Calls, order: str, after: str) -> Node:
    variables = {"order": order, "after": after, "sales": NESTED["sales"]}
    return _of_order(await calls.page("more_agreements", variables))


async def _more_sales(calls: Calls, order: str, before: str | None, agreement: str, after: str) -> Node:
    variables = {"order": order, "agreement": before, "after": after}
    edges = _of_order(await calls.page("more_sales", variables))["edges"]
    if not edges or edges[0]["node"]["id"] != agreement:
        raise going_in_circles()
    sales: Node = edges[0]["node"]["sales"]
    return sales


def _of_order(data: Node) -> Node:
    """Return the agreements in an answer; an order that has gone meanwhile is for the next run to notice."""
    if data["order"] is None:
        raise going_in_circles()
    agreements: Node = data["order"]["agreements"]
    return agreements
