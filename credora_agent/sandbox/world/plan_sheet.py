"""The merchant's own sheet of the days to come, written from the world's present state: what it has, owes and ordered.

Its story: the bestsellers, nearly out, were ordered at last. A third is paid now, the rest on arrival some five weeks
ahead, about when the sales tax is due, while the payment provider holds a reserve back: money runs short for a while.
How much is in the bank is worked out backwards from there, so that this is so whenever the sheet is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from credora_agent.sandbox.world.days import local_day
from credora_agent.sandbox.world.model import decimals, written
from credora_agent.sandbox.world.money import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from credora_agent.sandbox.world.balance import Balance
    from credora_agent.sandbox.world.model import TruthRow, Variant
    from credora_agent.sandbox.world.payouts import Payouts
    from credora_agent.sandbox.world.stage import Stage
    from credora_agent.sandbox.world.stock import Stock

Row = dict[str, str]

_ARRIVES_IN, _TAX_DUE_IN, _ON_ORDER, _COVER_DAYS = 38, 37, 8, 150
_DEPOSIT, _TAX_SHARE = 30, 40
_ORDER_AT_MOST, _CUSHION, _LEAST_IN_BANK, _NOTHING = 100, 9, 38, 10
"""In per cent: the order of a month's revenue, what is left of it at the lowest point; of the order, what is in the
bank, and what is too little to be paid once."""
_MONTHLY = (
    ("Payroll", "payroll", 28, 200), ("Rent and rates", "rent", 1, 62), ("Software and apps", "operating", 15, 12),
    ("Accountant and insurance", "operating", 20, 14),
)  # fmt: skip
"""Name, kind, day of the month, and thousandths of a month's revenue."""
_ONCE = (
    ("Owner's dividend", "owner", 15, 25), ("Corporation tax", "tax", 5, 30),
    ("Stock finance repayment", "financing", -1, 45),
)  # fmt: skip
"""Name, kind, days before the goods arrive, and per cent of all that must be paid once."""
_SALES = ("gross_sales", "discounts", "returns", "shipping_income")
_SEEN, _YEAR = 28, 365


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the sheet is written from; `pull` says how much a day draws compared with others."""

    stage: Stage
    stock: Stock
    balance: Balance
    payouts: Payouts
    truth: Sequence[TruthRow]
    today: date
    pull: Callable[[date], float]

    def rows(self) -> list[Row]:
        """Return the sheet's lines, the empty cells left out."""
        order, fixed, tax = self._order(), self._fixed(), self._quarter()
        bank, loan = self._bank(order, fixed, tax)
        return [
            {"what": "balance", "name": "main", "from": str(self.today - timedelta(days=1)), **self._money(bank)},
            *({"what": "payment", "direction": "out", "every": "month", **row} for row in fixed),
            *self._once(loan),
            {
                "what": "tax", "name": "VAT", "every": "quarter", "from": str(tax), "due_days": str(_TAX_DUE_IN),
                "share": f"{_TAX_SHARE}%",
            },
            {
                "what": "terms", "lead_days": "21", "least": "24", "pack": "12", "deposit": f"{_DEPOSIT}%",
                "balance_days": "14",
            },
            *({"what": "terms", "sku": row["sku"], "lead_days": str(_ARRIVES_IN), "least": "100", "pack": "20",
               "deposit": f"{_DEPOSIT}%", "balance_days": "0"} for row in order),
            *order,
        ]  # fmt: skip

    def _order(self) -> list[Row]:
        """Return the big order: so many days' worth of what sells most, cut where it would be beyond the shop."""
        best = self.stock.bestsellers(_ON_ORDER)
        cost = {variant.id: variant.costs[-1][1] or 0 for variant in best}
        wanted = {variant.id: self.stock.pace(variant) * _COVER_DAYS for variant in best}
        worth = sum(wanted[number] * cost[number] for number in wanted)
        most = self._monthly() * _ORDER_AT_MOST / 100
        part = min(1.0, most / worth) if worth else 0.0
        return [self._ordered(variant, cost[variant.id], wanted[variant.id] * part) for variant in best]

    def _ordered(self, variant: Variant, cost: int, units: float) -> Row:
        return {
            "what": "stock", "name": f"Restock {self.stage.products[variant.product_id].title} {variant.title}",
            "sku": self.stock.code(variant), "units": str(max(20, round(units / 20) * 20)),
            "unit_cost": written(max(1, cost), self.stage.profile.currency), "currency": self.stage.profile.currency,
            "from": str(self.today), "arrives": str(self._arrival), "deposit": f"{_DEPOSIT}%", "balance_days": "0",
        }  # fmt: skip

    def _fixed(self) -> list[Row]:
        month = self._monthly()
        return [
            {"name": name, "kind": kind, "from": str(self._next(day)), **self._money(round(month * parts / 1000))}
            for name, kind, day, parts in _MONTHLY
        ]

    def _once(self, loan: int) -> Iterator[Row]:
        """Yield what is paid once before the low point, and the reserve when it is given back."""
        for name, kind, before, parts in _ONCE if loan else ():
            day = str(self._arrival - timedelta(days=before))
            yield {"what": "payment", "name": name, "kind": kind, "direction": "out", "every": "once", "from": day,
                   **self._money(loan * parts / 100)}  # fmt: skip
        held = self.payouts.held
        if held is not None:
            amount = self._in_shop(held.amount, self.balance.currency, self.today)
            day = str(local_day(held.until, self.stage.profile.zone) + timedelta(days=3))
            yield {"what": "payment", "name": "Shopify reserve back", "kind": "other", "direction": "in",
                   "every": "once", "from": day, **self._money(amount, exact=True)}  # fmt: skip

    def _bank(self, order: list[Row], fixed: list[Row], tax: date) -> tuple[int, int]:
        """Return what is in the bank, and what is paid once, so that the lowest point lies just above nought."""
        worth = sum(int(row["units"]) * self._minor(row["unit_cost"]) for row in order)
        low = self._monthly() * _CUSHION / 100
        ahead = self._ahead(worth)
        due = sum(self._minor(row["amount"]) * self._times(date.fromisoformat(row["from"])) for row in fixed)
        bank = low + worth + due + self._tax(tax) - ahead
        least = worth * _LEAST_IN_BANK / 100
        once = least - bank
        return round(max(bank, least)), round(once) if once > worth * _NOTHING / 100 else 0

    def _ahead(self, worth: int) -> float:
        """Return what selling leaves in the bank until the low point, the goods on order being sold first."""
        seen, days = self._sums(_SEEN), (self._low - self.today).days + 1
        more = self._draw(0, days) / self._draw(-_SEEN, _SEEN) * days / _SEEN
        sold = more * sum(seen.get(name, 0) for name in (*_SALES, "sales_tax", "fees", "fulfilment"))
        bought = min(0.0, more * seen.get("cogs", 0) + worth)
        waiting = self._in_shop(sum(row.net for row in self.balance.waiting), self.balance.currency, self.today)
        still_out = sold * 3 / days
        return sold + bought + seen.get("marketing", 0) * days / _SEEN + waiting - still_out

    def _tax(self, first: date) -> float:
        """Return what is left to pay of the tax collected in the quarter that begins on `first`."""
        last = _months_on(first, 3) - timedelta(days=1)
        so_far = self._sums((self.today - first).days).get("sales_tax", 0)
        left = max(0, (last - self.today).days + 1)
        seen = self._sums(_SEEN).get("sales_tax", 0) / _SEEN
        more = self._draw(0, left) / self._draw(-_SEEN, _SEEN) * seen * left if left else 0.0
        return (so_far + more) * _TAX_SHARE / 100

    def _quarter(self) -> date:
        """Return the first day of the tax quarter whose payment falls about when the goods arrive."""
        ends = [_months_on(self.today.replace(day=1), n) - timedelta(days=1) for n in range(2)]
        due = min(ends, key=lambda end: abs((end + timedelta(days=_TAX_DUE_IN) - self._arrival).days))
        return _months_on(due + timedelta(days=1), -3)

    @property
    def _arrival(self) -> date:
        return self.today + timedelta(days=_ARRIVES_IN)

    @property
    def _low(self) -> date:
        due = _months_on(self._quarter(), 3) + timedelta(days=_TAX_DUE_IN - 1)
        return max(self._arrival, due)

    def _sums(self, days: int) -> Mapping[str, float]:
        """Return the truth's sums by category of so many days before today, in the shop's minor units."""
        since, sums = self.today - timedelta(days=days), dict[str, float]()
        for row in self.truth:
            if since <= row.day < self.today:
                sums[row.category] = sums.get(row.category, 0) + self._in_shop(row.amount, row.currency, row.day)
        return sums

    def _monthly(self) -> float:
        """Return a month's revenue as the last year had it."""
        sums = self._sums(_YEAR)
        days = min(_YEAR, max(1, (self.today - self.stage.first_day).days))
        return max(0.0, sum(sums.get(name, 0) for name in _SALES)) / days * _YEAR / 12

    def _draw(self, first: int, days: int) -> float:
        """Return how much the days from `first` on (0 is today) draw on average."""
        return sum(self.pull(self.today + timedelta(days=first + n)) for n in range(days)) / max(1, days)

    def _times(self, first: date) -> int:
        """Return how often a monthly payment falls due up to the low point."""
        return sum(_months_on(first, n) <= self._low for n in range(4))

    def _next(self, day: int) -> date:
        """Return the next such day of a month after today."""
        this = self.today.replace(day=day)
        return this if this > self.today else _months_on(this, 1)

    def _in_shop(self, minor: int, currency: str, day: date) -> int:
        whole = 10**8
        return nearest(minor * whole, max(1, self.stage.rates.exchanged(whole, currency, day)))

    def _minor(self, text: str) -> int:
        return int(text.replace(".", ""))

    def _money(self, minor: float, *, exact: bool = False) -> Row:
        """Return an amount's cells, rounded to tens as people plan, if it is not `exact`."""
        currency = self.stage.profile.currency
        step = 1 if exact else 10 ** (decimals(currency) + 1)
        return {"amount": written(round(minor / step) * step, currency), "currency": currency}


def _months_on(day: date, months: int) -> date:
    """Return the same day of the month so many months on; `day` is at most the 28th or the first is meant."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, day.day)
