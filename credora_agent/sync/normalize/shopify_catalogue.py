"""Shopify's variants: how they stand on the shelf, and since when they cost what they cost. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.ledger.entries import Cost, Rejected
from credora_agent.ledger.platform_rows import VariantRow
from credora_agent.sync.normalize import cells
from credora_agent.sync.normalize.cells import BadNode
from credora_agent.sync.normalize.shopify_sales import LONGEST_SKU

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo


class Stocked(NamedTuple):
    """A variant, and its unit cost with the day it has been in force since; None while the platform states none."""

    variant: VariantRow
    cost: Cost | None


def variant_rows(node: Mapping[str, Any], *, zone: ZoneInfo, currency: str) -> list[Stocked | Rejected]:
    """Return the variant of one product variant node, or why it cannot be read.

    `currency` is the shop's, which prices are in. The present cost counts from the local day on which the
    inventory item was last changed: any change of the cost changes it.
    """
    try:
        return [_stocked(node, zone, currency)]
    except (BadNode, AttributeError, TypeError, KeyError) as bad:
        return [cells.rejected(node, bad, what="This variant cannot be read")]


def _stocked(node: Mapping[str, Any], zone: ZoneInfo, currency: str) -> Stocked:
    item = node.get("inventoryItem") or {}
    number = cells.number_of(node.get("id"))
    sku = cells.name(node.get("sku") or item.get("sku"), longest=LONGEST_SKU)
    unit = cells.money(item["unitCost"]) if item.get("unitCost") else None
    if unit is not None and unit.micros < 0:
        raise BadNode("its unit cost is below nought")
    product = node.get("product") or {}
    variant = VariantRow(
        variant_id=number,
        sku=sku,
        title=_title(node, product, sku or number),
        product_id=cells.number_of(product["id"]) if product.get("id") else None,
        price=cells.micros(node["price"]) if node.get("price") is not None else None,
        currency=currency,
        on_hand=cells.whole(node["inventoryQuantity"]) if node.get("inventoryQuantity") is not None else None,
        # The shelf is in one currency; a cost in another is kept as a cost alone.
        unit_cost=unit.micros if unit is not None and unit.currency == currency else None,
        updated_at=max(cells.moment(each["updatedAt"]) for each in (node, item) if each.get("updatedAt")),
    )
    if unit is None:
        return Stocked(variant, None)
    since = cells.day_of(cells.moment(item.get("updatedAt")), zone)
    return Stocked(variant, Cost(sku or f"variant-{number}", since, unit.micros, unit.currency))


def _title(node: Mapping[str, Any], product: Mapping[str, Any], otherwise: str) -> str:
    own, of_product = cells.name(node.get("title")), cells.name(product.get("title"))
    if of_product and own and own != "Default Title":
        return f"{of_product} – {own}"
    return cells.name(node.get("displayName")) or of_product or own or otherwise
