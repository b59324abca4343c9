"""Which of the units an order took back went back on the shelf: their cost is reversed, no other's. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.sync.normalize import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

    from credora_agent.sync.normalize.shopify_sales import Sale

    Restocks: TypeAlias = Mapping[str, Mapping[str, Mapping[str, int]]]
    """Refund id → line item id → way of restocking → units, as the client reads them."""

RESTOCKED = frozenset({"RETURN", "CANCEL", "LEGACY_RESTOCK"})
"""The ways of restocking that put a unit back; NO_RESTOCK does not, and neither does a way nobody knows."""


def restocked_units(node: Mapping[str, Any], sales: Sequence[Sale], restocks: Restocks) -> dict[str, int]:
    """Return sale id → units put back on the shelf, for the sales that took goods back.

    What an edit removes was never sent, so all of it is back. The units a refund restocked are shared among the
    sales of its own agreement, then those of the return it settles, oldest first, never more than a sale took back.
    """
    taken = [sale for sale in sales if sale.takes_goods_back]
    back = {sale.id: sale.units if sale.agreement.reason == "ORDER_EDIT" else 0 for sale in taken}
    room = {sale.id: sale.units - back[sale.id] for sale in taken}
    if any(room.values()):
        for refund, line, units in _restocked(node, taken, restocks):
            _share(units, _candidates(node, taken, refund, line), back, room)
    return back


def unknown_refunds(sales: Sequence[Sale], restocks: Restocks) -> list[str]:
    """Return the refunds that took goods back and of which `restocks` does not say what became of them."""
    known = {cells.number_of(refund) for refund in restocks}
    asked = {sale.agreement.refund for sale in sales if sale.takes_goods_back and sale.agreement.refund}
    return sorted(asked - known)


def _share(units: int, sales: Iterator[Sale], back: dict[str, int], room: dict[str, int]) -> None:
    for sale in sales:
        took = min(units, room[sale.id])
        back[sale.id] += took
        room[sale.id] -= took
        units -= took


def _restocked(node: Mapping[str, Any], taken: Sequence[Sale], restocks: Restocks) -> Iterator[tuple[str, str, int]]:
    """Yield (refund, line item, restocked units) of this order, smallest id first."""
    own = {sale.agreement.refund for sale in taken} | _refunds(node)
    through_returns = any(sale.agreement.returned for sale in taken) and not node.get("refunds")
    for gid, lines in sorted(restocks.items()):
        refund = cells.number_of(gid)
        if refund in own or through_returns:
            for line, ways in sorted(lines.items()):
                units = sum(max(0, cells.units(count)) for way, count in ways.items() if way in RESTOCKED)
                yield refund, cells.number_of(line), units


def _candidates(node: Mapping[str, Any], taken: Sequence[Sale], refund: str, line: str) -> Iterator[Sale]:
    """Yield the sales of that line that the refund may have restocked: its own, then those of its return."""
    of_line = [sale for sale in taken if sale.line_item == line]
    yield from (sale for sale in of_line if sale.agreement.refund == refund)
    settled = _settled(node)
    returns = [sale for sale in of_line if sale.agreement.returned]
    yield from (sale for sale in returns if settled.get(refund, sale.agreement.returned) == sale.agreement.returned)


def _settled(node: Mapping[str, Any]) -> dict[str, str | None]:
    """Return refund → the return it settles or None, for the refunds of which the order says so."""
    refunds = [cells.mapping(each, "a refund") for each in cells.listed(node.get("refunds"))]
    return {
        cells.number_of(refund.get("id")): cells.number_of(refund["return"]["id"]) if refund["return"] else None
        for refund in refunds
        if "return" in refund
    }


def _refunds(node: Mapping[str, Any]) -> set[str]:
    return {cells.number_of(cells.mapping(each, "a refund").get("id")) for each in cells.listed(node.get("refunds"))}
