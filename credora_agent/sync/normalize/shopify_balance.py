"""Shopify's payments balance and payouts: what each movement means for the books. Pure."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any

from credora_agent.core.money import decimal_string
from credora_agent.ledger.entries import Category, Entry, Record, Rejected
from credora_agent.ledger.platform_rows import PayoutRow
from credora_agent.sync.normalize import cells
from credora_agent.sync.normalize.cells import BadNode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

BALANCE = "balance_transactions"
PROVIDES = (Category.FEES, Category.FULFILMENT)
"""What the balance delivers once its stream has come to the present."""

MEANING: tuple[tuple[Category | None, tuple[str, ...]], ...] = (
    # The order's own money, which its sales state; and money that only changes its place.
    (None, ("CHARGE", "REFUND", "REFUND_FAILURE")),
    (None, ("TRANSFER", "TRANSFER_*", "BALANCE_TRANSFER*", "CHANNEL_TRANSFER_*", "RESERVED_FUNDS*")),
    (None, ("LENDING_*", "ADVANCE", "ADVANCE_*")),
    (Category.FEES, ("CHARGEBACK_*", "DISPUTE_*", "RISK_*", "SELLER_PROTECTION_*")),
    (Category.FEES, ("*_FEE", "*_FEE_TAX", "*_FEE_CREDIT", "*_FEE_CREDIT_REVERSAL", "APPLICATION_FEE_REFUND")),
    (Category.FULFILMENT, ("SHIPPING_LABEL*", "SHIPPING_*_ADJUSTMENT")),
    (Category.OPERATING_COSTS, ("BILLING_DEBIT*", "SHOP_CASH_*BILLING*")),
    (Category.SALES_TAX, ("TAX_ADJUSTMENT*", "VAT_REFUND*")),
    (Category.DUTIES, ("CUSTOMS_DUTY*", "IMPORT_TAX*")),
    (Category.OTHER_INCOME, ("PROMOTION_CREDIT*", "CHANNEL_PROMOTION_CREDIT*", "MERCHANT_GOODWILL_CREDIT*")),
    (Category.OTHER_INCOME, ("ADS_PUBLISHER_CREDIT*", "CHANNEL_CREDIT*", "MARKETS_PRO_CREDIT*")),
)
"""What each type's amount is, the first pattern that fits: a line of the books, or None for no part of profit.

What fits none (ADJUSTMENT, ANOMALY_DEBIT, SHOP_CASH_CREDIT …) is unclassified: shown, and in no line.
"""


@cache
def meaning(kind: str) -> Category | None:
    """Return the category of a balance type's amount, None where the amount posts nothing."""
    for category, patterns in MEANING:
        if any(fnmatchcase(kind, pattern) for pattern in patterns):
            return category
    return Category.UNCLASSIFIED


def balance_records(node: Mapping[str, Any], *, zone: ZoneInfo) -> list[Record | Rejected]:
    """Return the record of one balance movement, none for a test, one Rejected when it cannot be read.

    Its fee lowers profit whatever the type; its amount posts what the type means. It states its net without the
    amount that posts nothing, so that a row whose net is not amount − fee shows in the reconciliation.
    """
    try:
        return [] if node.get("test") else [_record(node, zone)]
    except (BadNode, AttributeError, TypeError, KeyError) as bad:
        reason = bad if isinstance(bad, BadNode) else f"it is not shaped as expected ({type(bad).__name__})"
        return [cells.rejected(node, reason, what="This balance movement cannot be booked")]


def payout_row(node: Mapping[str, Any], zone: ZoneInfo) -> PayoutRow | Rejected:
    """Return the payout as it stands, or why it cannot be read."""
    try:
        issued, net = cells.moment(node.get("issuedAt")), cells.money(node.get("net"))
        return PayoutRow(
            payout_id=cells.number_of(node.get("id")),
            issued_at=issued,
            local_date=cells.day_of(issued, zone),
            status=cells.name(node.get("status")) or "UNKNOWN",
            net=net.micros,
            currency=net.currency,
        )
    except (BadNode, AttributeError, TypeError, KeyError) as bad:
        return cells.rejected(node, bad, what="This payout cannot be read")


def _record(node: Mapping[str, Any], zone: ZoneInfo) -> Record:
    amount, fee, net = (cells.money(node.get(cell)) for cell in ("amount", "fee", "net"))
    if len({amount.currency, fee.currency, net.currency}) > 1:
        raise BadNode("its amounts are in more than one currency")
    kind, at = cells.name(node.get("type")) or "UNKNOWN", cells.moment(node.get("transactionDate"))
    category, day, order = meaning(kind), cells.day_of(at, zone), _order(node)
    parts = [("fee", Category.FEES, -fee.micros)]
    if category is not None:
        parts.append(("amount", category, amount.micros))
    return Record(
        source_table=BALANCE,
        source_key=cells.number_of(node.get("id")),
        row=0,
        occurred_at=at,
        local_date=day,
        currency=net.currency,
        stated=net.micros - (amount.micros if category is None else 0),
        payload=_payload(node, kind, (amount.micros, fee.micros, net.micros)),
        entries=tuple(Entry(name, line, at, day, value, net.currency) for name, line, value in parts if value),
        order_ref=order,
    )


def _order(node: Mapping[str, Any]) -> str | None:
    order = node.get("associatedOrder")
    return cells.number_of(order["id"]) if isinstance(order, dict) and order.get("id") else None


def _payload(node: Mapping[str, Any], kind: str, amounts: tuple[int, int, int]) -> dict[str, Any]:
    order, payout = node.get("associatedOrder") or {}, node.get("associatedPayout") or {}
    amount, fee, net = (decimal_string(value) for value in amounts)
    return {
        **cells.told(
            platform="shopify",
            id=node.get("id"),
            type=kind,
            order=order.get("name"),
            payment=node.get("sourceOrderTransactionId"),
            payout=cells.number_of(payout["id"]) if payout.get("id") else None,
            payoutStatus=payout.get("status"),
            reason=node.get("adjustmentReason"),
        ),
        "amount": amount,
        "fee": fee,
        "net": net,
    }
