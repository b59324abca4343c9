"""The bodies of webhooks, in the shape of the published samples: snake_case, ids as whole numbers however large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.shopify.kinds.shop import SHOP_ID
from credora_agent.sandbox.shopify.nodes import Bag, bag, gid, moment
from credora_agent.sandbox.world.model import NOTHING, Both, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.sandbox.shopify.site import Site
    from credora_agent.sandbox.world.model import LineItem, Order, Payment, Refund
    from credora_agent.sandbox.world.world import World

    Body = dict[str, Any]
    Writer = Callable[[Site, World, int, int | None], Body]


def body(site: Site, world: World, topic: str, subject: int, order_id: int | None = None) -> Body:
    """Return the body of a webhook about the thing numbered `subject`, as the world is now."""
    writer = _WRITERS.get(topic)
    if writer:
        return writer(site, world, subject, order_id)
    return {"id": subject, "admin_graphql_api_id": gid(topic.partition("/")[0].title().rstrip("s"), subject)}


def customer_body(site: Site, topic: str, customer: int, orders: list[int]) -> Body:
    """Return the body of `customers/data_request` or `customers/redact`."""
    listed = "orders_requested" if topic == "customers/data_request" else "orders_to_redact"
    said: Body = {
        "shop_id": SHOP_ID,
        "shop_domain": site.name,
        "customer": {"id": customer, "email": None, "phone": None},
        listed: orders,
    }
    return {**said, "data_request": {"id": 9999}} if topic == "customers/data_request" else said


def _set(amounts: Bag) -> Body:
    both = (("shop_money", amounts.shop), ("presentment_money", amounts.presentment))
    return {name: {"amount": written(*money), "currency_code": money.currency} for name, money in both}


def _order(_site: Site, world: World, subject: int, _order_id: int | None) -> Body:
    order = world.orders.get(subject)
    if order is None:
        return {"id": subject}
    current = order.current_total()
    return {
        "id": order.id,
        "admin_graphql_api_id": gid("Order", order.id),
        "name": order.name,
        "order_number": order.number,
        "created_at": moment(order.created_at),
        "processed_at": moment(order.processed_at),
        "updated_at": moment(order.updated_at),
        "cancelled_at": moment(order.cancelled_at) if order.cancelled_at else None,
        "currency": order.currency,
        "presentment_currency": order.presentment_currency,
        "taxes_included": order.taxes_included,
        "test": order.test,
        "source_name": order.source_name,
        "financial_status": order.financial_status.lower(),
        "fulfillment_status": order.fulfilment_status.lower(),
        "current_total_price": written(current.shop, order.currency),
        "current_total_price_set": _set(bag(order, current)),
        "line_items": [_line(order, line) for line in order.lines],
        "refunds": [_refunded(order, refund) for refund in order.refunds],
    }


def _line(order: Order, line: LineItem) -> Body:
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "current_quantity": line.current_quantity,
        "gift_card": line.gift_card,
        "price": written(line.price.shop, order.currency),
        "price_set": _set(bag(order, line.price)),
        "product_id": line.product_id,
        "quantity": line.quantity,
        "sku": line.sku,
        "title": line.title,
        "variant_id": line.variant_id,
    }


def _refund(_site: Site, world: World, subject: int, order_id: int | None) -> Body:
    order = world.orders.get(order_id or 0)
    found = next((one for one in order.refunds if one.id == subject), None) if order else None
    return _refunded(order, found) if order and found else {"id": subject, "order_id": order_id}


def _refunded(order: Order, refund: Refund) -> Body:
    return {
        "id": refund.id,
        "admin_graphql_api_id": gid("Refund", refund.id),
        "order_id": order.id,
        "created_at": moment(refund.created_at),
        "processed_at": moment(refund.created_at),
        "note": None,
        "restock": any(line.restock != "NO_RESTOCK" for line in refund.lines),
        "total_duties_set": _set(bag(order, NOTHING)),
        "refund_line_items": [
            {
                "id": line.id,
                "line_item_id": line.line_item_id,
                "quantity": line.quantity,
                "restock_type": line.restock.lower(),
                "subtotal_set": _set(bag(order, line.subtotal)),
                "total_tax_set": _set(bag(order, line.tax)),
            }
            for line in refund.lines
        ],
        "transactions": [_paid(order, one) for one in order.payments if one.id in refund.transaction_ids],
    }


def _payment(_site: Site, world: World, subject: int, order_id: int | None) -> Body:
    order = world.orders.get(order_id or 0)
    found = next((one for one in order.payments if one.id == subject), None) if order else None
    return _paid(order, found) if order and found else {"id": subject, "order_id": order_id}


def _paid(order: Order, payment: Payment) -> Body:
    return {
        "id": payment.id,
        "admin_graphql_api_id": gid("OrderTransaction", payment.id),
        "order_id": order.id,
        "kind": payment.kind.lower(),
        "status": payment.status.lower(),
        "gateway": payment.gateway,
        "amount": written(payment.amount.presentment, order.presentment_currency),
        "currency": order.presentment_currency,
        "created_at": moment(payment.processed_at),
        "processed_at": moment(payment.processed_at),
        "parent_id": payment.parent_id,
        "test": order.test,
    }


def _edit(_site: Site, world: World, subject: int, order_id: int | None) -> Body:
    order = world.orders.get(order_id or subject)
    edits = [one for one in order.agreements if one.reason == "ORDER_EDIT"] if order else []
    at = moment(edits[-1].happened_at) if edits else moment(world.now)
    changed = [(one.line_item_id, one.quantity or 0) for one in (edits[-1].sales if edits else ()) if one.line_item_id]
    lines = {
        "additions": [{"id": number, "delta": units} for number, units in changed if units > 0],
        "removals": [{"id": number, "delta": -units} for number, units in changed if units < 0],
    }
    number = edits[-1].id if edits else subject
    edit = {"id": number, "app_id": None, "created_at": at, "committed_at": at, "order_id": order_id or subject}
    return {"order_edit": {**edit, "notify_customer": False, "line_items": lines}}


def _dispute(_site: Site, world: World, subject: int, order_id: int | None) -> Body:
    order = world.orders.get(order_id or 0)
    total = order.current_total() if order else Both(0, 0)
    currency = order.currency if order else world.currency
    said = {"id": subject, "order_id": order_id, "type": "chargeback", "amount": written(total.shop, currency)}
    return {
        **said,
        "currency": currency,
        "reason": "fraudulent",
        "status": "under_review",
        "initiated_at": moment(world.now),
    }


def _item(_site: Site, world: World, subject: int, _order_id: int | None) -> Body:
    found = next((one for one in world.variants.values() if one.inventory_item_id == subject), None)
    cost = found.cost_at(world.now) if found else None
    return {
        "id": subject,
        "admin_graphql_api_id": gid("InventoryItem", subject),
        "sku": found.sku if found else None,
        "cost": None if cost is None else written(cost, world.currency),
        "updated_at": moment(found.item_updated_at) if found else None,
        "tracked": True,
    }


def _product(_site: Site, world: World, subject: int, _order_id: int | None) -> Body:
    product = world.products.get(subject)
    if product is None:
        return {"id": subject}
    variants = [
        {
            "id": one.id,
            "admin_graphql_api_id": gid("ProductVariant", one.id),
            "product_id": product.id,
            "title": one.title,
            "price": written(one.price, world.currency),
            "sku": one.sku,
            "inventory_item_id": one.inventory_item_id,
            "inventory_quantity": one.on_hand,
            "updated_at": moment(one.updated_at),
        }
        for one in product.variants
    ]
    return {
        "id": product.id,
        "admin_graphql_api_id": gid("Product", product.id),
        "title": product.title,
        "handle": product.handle,
        "status": product.status.lower(),
        "updated_at": moment(product.updated_at),
        "variants": variants,
    }


def _bulk(site: Site, _world: World, subject: int, _order_id: int | None) -> Body:
    found = site.bulk.get(subject)
    return {
        "admin_graphql_api_id": gid("BulkOperation", subject),
        "completed_at": moment(found.completed_at) if found and found.completed_at else None,
        "created_at": moment(found.created_at) if found else None,
        "error_code": found.error_code.lower() if found and found.error_code else None,
        "status": found.status.lower() if found else "failed",
        "type": "query",
    }


def _shop(site: Site, world: World, _subject: int, _order_id: int | None) -> Body:
    return {
        "id": SHOP_ID,
        "name": world.shop_name,
        "email": f"owner@{site.name}",
        "domain": site.name,
        "myshopify_domain": site.name,
        "currency": world.currency,
        "iana_timezone": str(world.zone),
        "plan_name": site.plan.title.lower(),
    }


def _scopes(site: Site, world: World, _subject: int, _order_id: int | None) -> Body:
    said = {"id": 1, "shop_id": gid("Shop", SHOP_ID), "previous": [], "current": site.grants.scopes}
    return {**said, "updated_at": moment(world.now)}


def _gone(site: Site, _world: World, _subject: int, _order_id: int | None) -> Body:
    return {"shop_id": SHOP_ID, "shop_domain": site.name}


_WRITERS: dict[str, Writer] = {
    "orders/create": _order,
    "orders/updated": _order,
    "orders/cancelled": _order,
    "orders/paid": _order,
    "orders/delete": lambda _site, _world, subject, _order_id: {"id": subject},
    "orders/edited": _edit,
    "refunds/create": _refund,
    "order_transactions/create": _payment,
    "disputes/create": _dispute,
    "disputes/update": _dispute,
    "inventory_items/update": _item,
    "products/update": _product,
    "bulk_operations/finish": _bulk,
    "app/uninstalled": _shop,
    "app/scopes_update": _scopes,
    "shop/update": _shop,
    "shop/redact": _gone,
}
