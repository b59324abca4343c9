"""Money on its way to the bank: payouts on workdays, what is held back, and what Shopify bills in between."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.world.days import is_workday, local_day, midnight, workdays_before
from credora_agent.sandbox.world.model import Payout

if TYPE_CHECKING:
    from datetime import date, datetime

    from credora_agent.sandbox.world.balance import Balance
    from credora_agent.sandbox.world.model import BalanceRow
    from credora_agent.sandbox.world.stage import Stage

_SETTLES_AFTER = 2
"""Workdays between a movement and its payout."""

_BILL_DAY, _BILL = 5, 2500
_PAID_AFTER = 30 * 3600
_DAY = 86_400
_STORY_HELD_BEFORE, _STORY_HELD_PERCENT, _STORY_HELD_DAYS, _STORY_HOUR = 6, 15, 60, 40_000
_ODD = (
    ("SHIPPING_LABEL_ADJUSTMENT", -180, "fulfilment"),
    ("MERCHANT_GOODWILL_CREDIT", 1000, "other_income"),
    ("PROMOTION_CREDIT", 750, "other_income"),
    ("REFERRAL_FEE", -220, "fees"),
    ("TAX_ADJUSTMENT_DEBIT", -640, "sales_tax"),
    ("VAT_REFUND_CREDIT", 310, "sales_tax"),
    ("CUSTOMS_DUTY", -910, "duties"),
    ("IMPORT_TAX", -430, "duties"),
    ("SHOP_CASH_CAMPAIGN_BILLING_DEBIT", -1200, "operating_costs"),
    ("BILLING_DEBIT_REVERSAL", 400, "operating_costs"),
    ("LENDING_CAPITAL_REMITTANCE", -3000, None),
    ("ADVANCE", 20_000, None),
)
"""Movements a shop sees now and then: type, pence, and the P&L's line it belongs to."""


class Held(NamedTuple):
    """What is held back of the balance, in its minor units, and until when."""

    amount: int
    until: datetime


class Payouts:
    """Sends what has settled to the bank and books what is neither a sale nor a refund."""

    def __init__(self, stage: Stage, balance: Balance) -> None:
        self._stage = stage
        self._balance = balance
        self._held = 0
        self.held: Held | None = None
        if stage.profile.story:
            day = stage.first_day + timedelta(days=max(1, stage.profile.horizon_days - _STORY_HELD_BEFORE))
            second = int(midnight(day, stage.profile.zone).timestamp()) + _STORY_HOUR
            stage.timeline.plan(second, self._story_reserve)

    def daily(self) -> None:
        """Let a day's payout and bills happen: at five past midnight by the shop's clock, before most orders."""
        day, chances = self._stage.today, self._stage.profile.chances
        if is_workday(day):
            self._pay_out(day)
        if day.day == _BILL_DAY:
            self._balance.book(
                "BILLING_DEBIT", -self._balance.pence(_BILL), means="operating_costs", source="SYSTEM_ADJUSTMENT"
            )
        if self._stage.happens(chances.odd_balance_a_day):
            kind, pence, means = self._stage.chance.choice(_ODD)
            sign = -1 if pence < 0 else 1
            self._balance.book(kind, sign * self._balance.pence(abs(pence)), means=means, source="SYSTEM_ADJUSTMENT")
        if self._stage.happens(chances.reserve_a_day) and not self._held:
            self._reserve()

    def hold(self, amount: int, days: int) -> None:
        """Hold so much of the balance back for so many days."""
        self._held = amount
        self.held = Held(amount, self._stage.moment + timedelta(days=days))
        self._balance.book("RESERVED_FUNDS", -amount, means=None)
        self._stage.timeline.after(days * _DAY, self._release)

    def _story_reserve(self) -> None:
        """Hold back a part of the last month's card payments, so that money runs short for a while."""
        since = self._stage.moment - timedelta(days=30)
        charged = sum(row.net for row in self._stage.balance.values() if row.type == "CHARGE" and row.at >= since)
        if charged and not self._held:
            self.hold(charged * _STORY_HELD_PERCENT // 100, _STORY_HELD_DAYS)

    def _reserve(self) -> None:
        waiting = sum(row.net for row in self._balance.waiting)
        if waiting > 0:
            self.hold(max(1, waiting // 4), self._stage.chance.randint(5, 25))

    def _release(self) -> None:
        self._balance.book("RESERVED_FUNDS_REVERSAL", self._held, means=None)
        self._held, self.held = 0, None

    def _pay_out(self, day: date) -> None:
        stage, zone = self._stage, self._stage.profile.zone
        last = workdays_before(day, _SETTLES_AFTER)
        waiting = self._balance.waiting
        count = next((n for n, row in enumerate(waiting) if local_day(row.at, zone) > last), len(waiting))
        rows = waiting[:count]
        net = sum(row.net for row in rows)
        if not net or (net < 0 and self._held):
            return
        del waiting[:count]
        payout = Payout(stage.ids.next("payout"), stage.moment, "SCHEDULED", net, self._balance.currency, stage.moment)
        stage.payouts[payout.id] = payout
        transfer = self._balance.book("TRANSFER", -net, means=None, source="TRANSFER")
        waiting.remove(transfer)
        self._mark(payout, [*rows, transfer])
        stage.timeline.after(_PAID_AFTER, self._arrive, payout, [*rows, transfer])

    def _arrive(self, payout: Payout, rows: list[BalanceRow]) -> None:
        """Let the bank take the money, or refuse it and take it days later."""
        stage = self._stage
        if payout.status == "SCHEDULED" and stage.happens(stage.profile.chances.payout_failed):
            payout.status = "FAILED"
            stage.timeline.after(stage.chance.randint(2, 5) * _DAY, self._arrive, payout, rows)
        else:
            payout.status = "PAID"
        payout.changed_at = stage.moment
        self._mark(payout, rows)

    @staticmethod
    def _mark(payout: Payout, rows: list[BalanceRow]) -> None:
        for row in rows:
            row.payout_id, row.payout_status = payout.id, payout.status
