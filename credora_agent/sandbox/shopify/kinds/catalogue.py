"""Products, variants with their stock and present unit cost, and customers' bare ids."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

from credora_agent.sandbox.shopify.kind import Kind
from credora_agent.sandbox.shopify.nodes import InventoryItem, Money, gid, moment
from credora_agent.sandbox.shopify.paging import Rows
from credora_agent.sandbox.world.model import written

if TYPE_CHECKING:
    from credora_agent.sandbox.shopify.call import Args, Call
    from credora_agent.sandbox.world.model import Product, Variant


def by_own_id(item: Product | Variant) -> tuple[int, int]:
    """Return a thing's place: by its id."""
    return item.id, item.id


def _variants(product: Product, _call: Call, _args: Args) -> Rows:
    return Rows(sorted(product.variants, key=by_own_id), by_own_id)


def _display_name(variant: Variant, call: Call, _args: Args) -> str:
    product = call.world.products.get(variant.product_id)
    return f"{product.title} - {variant.title}" if product else variant.title


def _position(variant: Variant, call: Call, _args: Args) -> int:
    product = call.world.products.get(variant.product_id)
    return product.variants.index(variant) + 1 if product else 1


def _price(variant: Variant, call: Call, _args: Args) -> str:
    return written(variant.price, call.world.currency)


def _unit_cost(variant: Variant, call: Call, _args: Args) -> Money | None:
    cost = variant.cost_at(call.now)
    return None if cost is None else Money(cost, call.world.currency)


def _same_sku(variant: Variant, call: Call, _args: Args) -> int:
    """Return how many other inventory items carry this one's SKU."""
    if not variant.sku:
        return 0
    counted = call.memory.get("skus")
    if counted is None:
        counted = call.memory["skus"] = Counter(one.sku for one in call.world.variants.values())
    return int(counted[variant.sku]) - 1


CATALOGUE = (
    Kind(
        "Product",
        plain={
            "id": lambda product: gid("Product", product.id),
            "legacyResourceId": lambda product: str(product.id),
            "title": attrgetter("title"),
            "handle": attrgetter("handle"),
            "status": attrgetter("status"),
            "isGiftCard": attrgetter("gift_card"),
            "createdAt": lambda product: moment(product.created_at),
            "updatedAt": lambda product: moment(product.updated_at),
            "vendor": lambda _: "Sandbox",
            "productType": lambda _: "",
            "tags": lambda _: [],
            "totalInventory": lambda product: sum(variant.on_hand for variant in product.variants),
            "tracksInventory": lambda _: True,
            "hasOnlyDefaultVariant": lambda product: len(product.variants) == 1,
            "variantsCount": lambda product: len(product.variants),
        },
        rows={"variants": _variants},
    ),
    Kind(
        "ProductVariant",
        plain={
            "id": lambda variant: gid("ProductVariant", variant.id),
            "legacyResourceId": lambda variant: str(variant.id),
            "title": attrgetter("title"),
            "sku": lambda variant: variant.sku or None,
            "createdAt": lambda variant: moment(variant.created_at),
            "updatedAt": lambda variant: moment(variant.updated_at),
            "inventoryQuantity": attrgetter("on_hand"),
            "sellableOnlineQuantity": attrgetter("on_hand"),
            "availableForSale": lambda variant: variant.on_hand > 0,
            "inventoryPolicy": lambda _: "DENY",
            "taxable": lambda _: True,
            "inventoryItem": InventoryItem,
        },
        asked={
            "product": lambda variant, call, _: call.world.products.get(variant.product_id),
            "displayName": _display_name,
            "position": _position,
            "price": _price,
        },
    ),
    Kind(
        "InventoryItem",
        plain={
            "id": lambda item: gid("InventoryItem", item.of.inventory_item_id),
            "legacyResourceId": lambda item: str(item.of.inventory_item_id),
            "sku": lambda item: item.of.sku or None,
            "createdAt": lambda item: moment(item.of.created_at),
            "updatedAt": lambda item: moment(item.of.item_updated_at),
            "tracked": lambda _: True,
            "requiresShipping": lambda _: True,
            "variant": attrgetter("of"),
        },
        asked={
            "unitCost": lambda item, call, args: _unit_cost(item.of, call, args),
            "duplicateSkuCount": lambda item, call, args: _same_sku(item.of, call, args),
        },
    ),
    Kind(
        "Customer",
        plain={
            "id": lambda customer: gid("Customer", customer.id),
            "legacyResourceId": lambda customer: str(customer.id),
            "createdAt": lambda customer: moment(customer.created_at),
            "updatedAt": lambda customer: moment(customer.created_at),
        },
        asked={
            "numberOfOrders": lambda customer, call, _: str(
                sum(order.customer_id == customer.id for order in call.world.orders.values())
            )
        },
    ),
)
