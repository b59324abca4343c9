"""The permissions we ask a shop for, which request needs which, and what is missing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SCOPES = (
    "read_orders",
    "read_all_orders",
    "read_products",
    "read_inventory",
    "read_returns",
    "read_shopify_payments_accounts",
    "read_shopify_payments_payouts",
    "read_shopify_payments_disputes",
)
"""What a connection asks for. Without `read_all_orders` orders of more than 60 days ago are invisible."""
OPTIONAL = ("read_customers",)
"""Asked for only where the merchant wants returning customers told apart: these are protected data."""

ORDERS = ("read_orders", "read_products", "read_returns")
PAYMENTS = ("read_shopify_payments_accounts",)
PAYOUTS = (*PAYMENTS, "read_shopify_payments_payouts")
NEEDS: dict[str, tuple[str, ...]] = {
    "shop": (),
    "payments_account": PAYMENTS,
    "orders": ORDERS,
    "orders_by_id": ORDERS,
    "more_agreements": ORDERS,
    "more_sales": ("read_orders", "read_products"),
    "bulk_orders": ORDERS,
    "bulk_start": ORDERS,
    "bulk_state": (),
    "bulk_cancel": (),
    "restocks": ("read_orders",),
    "variants": ("read_products", "read_inventory"),
    "balance": PAYOUTS,
    "payouts": PAYOUTS,
    "customers": ("read_orders", "read_customers"),
    "standing": ("read_orders",),
    "webhooks": (),
    "webhook_subscribe": (),
    "webhook_delete": (),
}
"""The permissions of each request in `queries`."""


def missing(granted: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Return those of `wanted` that were not granted; leave to write holds leave to read."""
    have = set(granted)
    return tuple(each for each in wanted if each not in have and each.replace("read_", "write_", 1) not in have)
