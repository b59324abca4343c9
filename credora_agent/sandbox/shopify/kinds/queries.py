"""QueryRoot: where every reading begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.shopify import access, search
from credora_agent.sandbox.shopify.call import Invalid
from credora_agent.sandbox.shopify.kind import Kind
from credora_agent.sandbox.shopify.kinds import payments
from credora_agent.sandbox.shopify.nodes import Customer, InventoryItem, TenderOf, number_of
from credora_agent.sandbox.shopify.paging import LARGEST, Rows
from credora_agent.sandbox.shopify.sorting import drawn, own_id, searched, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.sandbox.shopify.call import Args, Call
    from credora_agent.sandbox.shopify.sorting import Sorts

_ORDER_SORTS: Sorts = {
    "PROCESSED_AT": lambda order: seconds(order.processed_at),
    "UPDATED_AT": lambda order: seconds(order.updated_at),
    "CREATED_AT": lambda order: seconds(order.created_at),
    "ID": own_id,
    "ORDER_NUMBER": lambda order: order.number,
}
_PRODUCT_SORTS: Sorts = {
    "ID": own_id,
    "UPDATED_AT": lambda product: seconds(product.updated_at),
    "CREATED_AT": lambda product: seconds(product.created_at),
    "TITLE": lambda product: product.title,
}
_VARIANT_SORTS: Sorts = {
    "ID": own_id,
    "SKU": lambda variant: variant.sku,
    "TITLE": lambda variant: variant.title,
    "INVENTORY_QUANTITY": lambda variant: variant.on_hand,
}
_CUSTOMER_SORTS: Sorts = {
    "ID": own_id,
    "CREATED_AT": lambda customer: seconds(customer.created_at),
    "UPDATED_AT": lambda customer: seconds(customer.created_at),
}
_BULK_SORTS: Sorts = {
    "ID": own_id,
    "CREATED_AT": lambda operation: seconds(operation.created_at),
    "COMPLETED_AT": lambda operation: seconds(operation.completed_at) if operation.completed_at else 0,
}
_PAID = ("SALE", "CAPTURE", "REFUND")


def _orders(_: Any, call: Call, args: Args) -> Rows:
    return drawn(call.orders(), call, args, search.ORDERS, _ORDER_SORTS, text=search.order_text)


def _orders_count(_: Any, call: Call, args: Args) -> int:
    return len(searched(call.orders(), call, args.get("query"), search.ORDERS, search.order_text))


def _products(_: Any, call: Call, args: Args) -> Rows:
    return drawn(call.world.products.values(), call, args, search.PRODUCTS, _PRODUCT_SORTS, text=lambda it: it.title)


def _variants(_: Any, call: Call, args: Args) -> Rows:
    return drawn(call.world.variants.values(), call, args, search.VARIANTS, _VARIANT_SORTS, text=lambda it: it.sku)


def _items(_: Any, call: Call, args: Args) -> Rows:
    found = searched(call.world.variants.values(), call, args.get("query"), search.ITEMS, lambda it: it.sku)
    items = sorted((InventoryItem(variant) for variant in found), key=_item_place)
    return Rows(items, _item_place)


def _item_place(item: InventoryItem) -> tuple[int, int]:
    return item.of.inventory_item_id, item.of.inventory_item_id


def _customers(_: Any, call: Call, args: Args) -> Rows:
    buyers = [Customer(number, created) for number, created in list(call.world.customers.items())]
    return drawn(buyers, call, args, search.CUSTOMERS, _CUSTOMER_SORTS)


def _tenders(_: Any, call: Call, args: Args) -> Rows:
    paid = (TenderOf(order, one) for order in call.orders() for one in order.payments)
    done = [tender for tender in paid if tender.it.status == "SUCCESS" and tender.it.kind in _PAID]
    sorts: Sorts = {"ID": lambda tender: tender.it.id}
    return drawn(done, call, args, search.TENDERS, sorts, number=lambda tender: int(tender.it.id))


def _subscriptions(_: Any, call: Call, args: Args) -> Rows:
    topics, uri = args.get("topics"), args.get("uri")
    kept = [one for one in call.site.subscriptions() if not topics or one.topic in topics]
    found = [one for one in kept if not uri or one.uri == uri]
    return drawn(found, call, {**args, "sortKey": "ID", "query": None}, {}, {"ID": own_id})


def _operations(_: Any, call: Call, args: Args) -> Rows:
    return drawn(call.site.bulk.all(), call, args, search.BULK, _BULK_SORTS)


def _current(_: Any, call: Call, args: Args) -> Any:
    found = call.site.bulk.all() if args.get("type", "QUERY") == "QUERY" else []
    return found[-1] if found else None


def _item(call: Call, number: int) -> InventoryItem | None:
    found = (variant for variant in call.world.variants.values() if variant.inventory_item_id == number)
    return next(map(InventoryItem, found), None)


def _part(kind: str) -> Callable[[Call, int], Any]:
    return lambda call, number: call.parts.get((kind, number))


_FOUND: dict[str, Callable[[Call, int], Any]] = {
    "Order": lambda call, number: call.order(number),
    "Product": lambda call, number: call.world.products.get(number),
    "ProductVariant": lambda call, number: call.world.variants.get(number),
    "InventoryItem": _item,
    "Customer": lambda call, number: call.customer(number),
    "BulkOperation": lambda call, number: call.site.bulk.get(number),
    "WebhookSubscription": lambda call, number: call.site.subscription(number),
    "ShopifyPaymentsPayout": lambda call, number: call.world.payouts.get(number),
    "ShopifyPaymentsBalanceTransaction": lambda call, number: call.world.balance.get(number),
    "Shop": lambda call, _: call.world,
    **{kind: _part(kind) for kind in ("LineItem", "Refund", "Return", "OrderTransaction")},
}


def _node(_: Any, call: Call, args: Args) -> Any:
    """Return the thing of a global id, if the app may see its type. Raises Invalid for what is no id."""
    kind, number = number_of(args["id"])
    if not kind:
        raise Invalid(f"Invalid global id '{args['id']}'", "RESOURCE_NOT_FOUND")
    scopes, text = access.required(kind)
    if scopes and not scopes & call.scopes:
        raise access.denied(kind, text)
    return _FOUND[kind](call, number) if kind in _FOUND else None


def _nodes(_: Any, call: Call, args: Args) -> list[Any]:
    if len(args["ids"]) > LARGEST:
        raise Invalid(f"The input array size of {len(args['ids'])} is greater than the maximum allowed of {LARGEST}.")
    return [_node(None, call, {"id": one}) for one in args["ids"]]


def _by_id(kind: str) -> Callable[[Any, Call, Args], Any]:
    """Return a reader of the thing of type `kind` with the id asked for; null when the id is of another type."""
    return lambda _, call, args: (
        _FOUND[kind](call, number_of(args["id"])[1]) if number_of(args["id"])[0] == kind else None
    )


QUERY_ROOT = Kind(
    "QueryRoot",
    asked={
        "shop": lambda _, call, __: call.world,
        "currentAppInstallation": lambda _, call, __: call.site,
        "shopifyPaymentsAccount": lambda _, call, __: payments.account(call.world),
        "node": _node,
        "nodes": _nodes,
        "ordersCount": _orders_count,
        "currentBulkOperation": _current,
        "webhookSubscriptionsCount": lambda _, call, __: len(call.site.subscriptions()),
        "productsCount": lambda _, call, __: len(call.world.products),
        "productVariantsCount": lambda _, call, __: len(call.world.variants),
        "order": _by_id("Order"),
        "product": _by_id("Product"),
        "productVariant": _by_id("ProductVariant"),
        "inventoryItem": _by_id("InventoryItem"),
        "customer": _by_id("Customer"),
        "refund": _by_id("Refund"),
        "return": _by_id("Return"),
        "bulkOperation": _by_id("BulkOperation"),
        "webhookSubscription": _by_id("WebhookSubscription"),
    },
    rows={
        "orders": _orders,
        "products": _products,
        "productVariants": _variants,
        "inventoryItems": _items,
        "customers": _customers,
        "tenderTransactions": _tenders,
        "webhookSubscriptions": _subscriptions,
        "bulkOperations": _operations,
    },
)
