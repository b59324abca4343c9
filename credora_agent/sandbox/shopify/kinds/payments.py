"""Shopify Payments: the balance, what moved it, and what was paid out. In the currency of the payouts."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.shopify import search
from credora_agent.sandbox.shopify.kind import Kind
from credora_agent.sandbox.shopify.nodes import Money, gid, moment
from credora_agent.sandbox.shopify.sorting import drawn, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.sandbox.shopify.call import Args, Call
    from credora_agent.sandbox.shopify.paging import Rows
    from credora_agent.sandbox.shopify.sorting import Sorts
    from credora_agent.sandbox.world.model import BalanceRow, Payout
    from credora_agent.sandbox.world.world import World

ACCOUNT_ID = 31
_TRANSFERS = frozenset({"TRANSFER", "TRANSFER_CANCEL", "TRANSFER_FAILURE", "TRANSFER_REFUND"})

BALANCE_SORTS: Sorts = {
    "PROCESSED_AT": lambda row: seconds(row.at),
    "ID": lambda row: row.id,
    "AMOUNT": lambda row: row.amount,
    "FEE": lambda row: row.fee,
    "NET": lambda row: row.net,
    "TRANSACTION_TYPE": lambda row: row.type,
    "PAYOUT_STATUS": lambda row: row.payout_status or "",
}
PAYOUT_SORTS: Sorts = {
    "ISSUED_AT": lambda payout: seconds(payout.issued_at),
    "ID": lambda payout: payout.id,
    "AMOUNT": lambda payout: payout.net,
    "STATUS": lambda payout: payout.status,
}


def account(world: World) -> World | None:
    """Return the shop as a payments account, if it has one."""
    return world if world.balance or world.payouts else None


def _currency(world: World) -> str:
    """Return the currency that payouts are made in."""
    return world.profile.payout_currency


def _balance(world: World) -> list[Money]:
    """Return what is still to be paid out, by currency."""
    open_: dict[str, int] = {_currency(world): 0}
    for row in world.balance.values():
        open_[row.currency] = open_.get(row.currency, 0) + row.net
    return [Money(minor, currency) for currency, minor in open_.items()]


def _balance_rows(world: World, call: Call, args: Args) -> Rows:
    rows: list[BalanceRow] = list(world.balance.values())
    if args.get("hideTransfers"):
        rows = [row for row in rows if row.type not in _TRANSFERS]
    return drawn(rows, call, args, search.BALANCE, BALANCE_SORTS)


def _payout_rows(world: World, call: Call, args: Args) -> Rows:
    wanted = args.get("transactionType")
    rows: list[Payout] = [one for one in world.payouts.values() if wanted in {None, _direction(one)}]
    return drawn(rows, call, args, search.PAYOUTS, PAYOUT_SORTS)


def _direction(payout: Payout) -> str:
    return "WITHDRAWAL" if payout.net < 0 else "DEPOSIT"


def _order(row: BalanceRow, call: Call, _args: Args) -> Any:
    return call.world.orders.get(row.order_id) if row.order_id else None


def _gross(*types: str, fee: bool = False) -> Callable[[Payout, Call, Args], Money]:
    """Return a reader of what rows of these types came to within a payout; all other types when none is named."""
    named = ("CHARGE", "REFUND", "RESERVED_FUNDS", "ADVANCE")

    def read(payout: Payout, call: Call, _args: Args) -> Money:
        rows = (row for row in call.world.balance.values() if row.payout_id == payout.id and row.type not in _TRANSFERS)
        counted = [row for row in rows if row.type in types or (not types and row.type not in named)]
        return Money(sum(row.fee if fee else row.amount for row in counted), payout.currency)

    return read


PAYMENTS = (
    Kind(
        "ShopifyPaymentsAccount",
        plain={
            "id": lambda _: gid("ShopifyPaymentsAccount", ACCOUNT_ID),
            "activated": lambda _: True,
            "onboardable": lambda _: False,
            "country": lambda _: "GB",
            "defaultCurrency": _currency,
            "balance": _balance,
        },
        rows={"balanceTransactions": _balance_rows, "payouts": _payout_rows},
    ),
    Kind(
        "ShopifyPaymentsBalanceTransaction",
        plain={
            "id": lambda row: gid("ShopifyPaymentsBalanceTransaction", row.id),
            "type": attrgetter("type"),
            "test": attrgetter("test"),
            "transactionDate": lambda row: moment(row.at),
            "amount": lambda row: Money(row.amount, row.currency),
            "fee": lambda row: Money(row.fee, row.currency),
            "net": lambda row: Money(row.net, row.currency),
            "sourceId": lambda row: str(row.payment_id or row.id),
            "sourceOrderTransactionId": lambda row: str(row.payment_id) if row.payment_id else None,
            "sourceType": attrgetter("source_type"),
            "adjustmentReason": attrgetter("adjustment_reason"),
            "adjustmentsOrders": lambda _: [],
            "associatedPayout": lambda row: row,
        },
        asked={"associatedOrder": _order},
    ),
    Kind(
        "ShopifyPaymentsAssociatedOrder", plain={"id": lambda order: gid("Order", order.id), "name": attrgetter("name")}
    ),
    Kind(
        "ShopifyPaymentsBalanceTransactionAssociatedPayout",
        plain={
            "id": lambda row: gid("ShopifyPaymentsPayout", row.payout_id) if row.payout_id else None,
            "status": lambda row: row.payout_status or "PENDING",
        },
    ),
    Kind(
        "ShopifyPaymentsPayout",
        plain={
            "id": lambda payout: gid("ShopifyPaymentsPayout", payout.id),
            "legacyResourceId": lambda payout: str(payout.id),
            "issuedAt": lambda payout: moment(payout.issued_at),
            "status": attrgetter("status"),
            "net": lambda payout: Money(payout.net, payout.currency),
            "gross": lambda payout: Money(payout.net, payout.currency),
            "transactionType": _direction,
            "summary": lambda payout: payout,
        },
    ),
    Kind(
        "ShopifyPaymentsPayoutSummary",
        asked={
            "chargesGross": _gross("CHARGE"),
            "chargesFee": _gross("CHARGE", fee=True),
            "refundsFeeGross": _gross("REFUND"),
            "refundsFee": _gross("REFUND", fee=True),
            "reservedFundsGross": _gross("RESERVED_FUNDS"),
            "reservedFundsFee": _gross("RESERVED_FUNDS", fee=True),
            "advanceGross": _gross("ADVANCE"),
            "advanceFees": _gross("ADVANCE", fee=True),
            "adjustmentsGross": _gross(),
            "adjustmentsFee": _gross(fee=True),
        },
    ),
)
