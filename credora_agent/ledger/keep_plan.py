"""Keeping what the merchant said of the days to come, and reading it in the shop's currency."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from credora_agent.ledger.plans import (
    BudgetLine,
    CalendarEvent,
    CashBalance,
    Plan,
    PlannedPayment,
    StockOrder,
    SupplyTerms,
    TaxRule,
)
from credora_agent.ledger.statements import statement
from credora_agent.tables.tenants import Tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import WriteSession
    from credora_agent.tables.base import Base

PRICED = ("cash_balances", "planned_payments", "stock_orders")
"""Tables whose amounts are in a currency of their own."""


async def keep(session: WriteSession, tenant: UUID, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Store rows of the merchant's plan in `table`; one whose key is there already takes its place."""
    if not rows:
        return
    keys = [column.name for column in table.__table__.primary_key]
    for row in rows:
        put = insert(table).values(tenant_id=tenant, **row)
        changed = {name: put.excluded[name] for name in row if name not in keys}
        if changed:
            await session.execute(put.on_conflict_do_update(index_elements=keys, set_=changed))
        else:  # a row that is nothing but its key
            await session.execute(put.on_conflict_do_nothing(index_elements=keys))


async def drop(session: WriteSession, tenant: UUID, table: type[Base], **key: object) -> int:
    """Delete the rows of the merchant's plan that bear `key`; return how many there were."""
    where = [table.__table__.c.tenant_id == tenant, *(table.__table__.c[name] == value for name, value in key.items())]
    return (await session.execute(delete(table).where(*where))).rowcount  # type: ignore[attr-defined, no-any-return]


async def load_plan(session: AsyncSession, tenant: UUID) -> Plan:
    """Return all the merchant said, amounts in the shop's currency at the newest rate known."""
    said: dict[str, list[_Row]] = defaultdict(list)
    for row in await session.execute(statement("plan"), {"tenant": tenant}):
        said[row.said].append(_Row(json.loads(row.row, parse_float=Decimal)))
    money = await _Money.of(session, tenant, said)
    return Plan(
        balances=tuple(
            CashBalance(r.text("account"), r.day("day"), amount)
            for r in _sorted(said["cash_balances"], "account", "day")
            if (amount := money.worth(r, "amount_micros", f"cash of {r.text('account')}")) is not None
        ),
        payments=tuple(
            PlannedPayment(
                r.text("id"), r.text("name"), r.text("kind"), amount, r.text("every"), r.day("first_day"),
                r.day_or_none("last_day"),
            )
            for r in _sorted(said["planned_payments"], "first_day", "name", "id")
            if (amount := money.worth(r, "amount_micros", r.text("name"))) is not None
        ),
        stock_orders=tuple(
            StockOrder(
                r.text("id"), r.text("name"), r.text_or_none("sku"), r.count("units"), cost, r.day("ordered_on"),
                r.day("arrives_on"), r.rate("deposit_rate"), r.count("balance_days"), r.text("status"),
            )
            for r in _sorted(said["stock_orders"], "ordered_on", "name", "id")
            if (cost := money.worth(r, "unit_cost_micros", r.text("name"))) is not None
        ),
        terms=tuple(
            SupplyTerms(
                r.text("sku"), r.count("lead_days"), r.count("least_units"), r.count("pack_units"),
                r.rate("deposit_rate"), r.count("balance_days"),
            )
            for r in _sorted(said["supply_terms"], "sku")
        ),
        taxes=tuple(
            TaxRule(r.text("name"), r.text("every"), r.day("first_day"), r.count("due_days"), r.rate("share"))
            for r in _sorted(said["tax_rules"], "name")
        ),
        events=tuple(
            CalendarEvent(r.text("id"), r.text("name"), r.day("first_day"), r.day("last_day"), r.rate("factor"))
            for r in _sorted(said["calendar_events"], "first_day", "name", "id")
        ),
        budgets=tuple(
            BudgetLine(r.text("line"), r.day("month"), r.count("amount_micros"))
            for r in _sorted(said["budgets"], "month", "line")
        ),
        unconverted=tuple(money.unconverted),
    )  # fmt: skip


class _Row:
    """One row as JSON gave it, each cell read as what its column is."""

    def __init__(self, cells: Mapping[str, Any]) -> None:
        self.cells = cells

    def text(self, name: str) -> str:
        return str(self.cells[name])

    def text_or_none(self, name: str) -> str | None:
        return None if self.cells[name] is None else str(self.cells[name])

    def count(self, name: str) -> int:
        return int(self.cells[name])

    def rate(self, name: str) -> Decimal:
        return Decimal(self.cells[name])

    def day(self, name: str) -> date:
        return date.fromisoformat(self.cells[name])

    def day_or_none(self, name: str) -> date | None:
        return None if self.cells[name] is None else self.day(name)


def _sorted(rows: Iterable[_Row], *by: str) -> list[_Row]:
    return sorted(rows, key=lambda row: tuple(row.text(name) for name in by))


class _Money:
    """The newest rates to the shop's currency; what has none is named, not guessed."""

    def __init__(self, currency: str, rates: Mapping[str, Decimal]) -> None:
        self._rates = {**rates, currency: Decimal(1)}
        self.unconverted: list[str] = []

    @classmethod
    async def of(cls, session: AsyncSession, tenant: UUID, said: Mapping[str, Sequence[_Row]]) -> _Money:
        used = {row.text("currency") for name in PRICED for row in said.get(name, ())}
        if not used:
            return cls("", {})
        currency = (await session.scalars(select(Tenant.currency).where(Tenant.id == tenant))).one()
        foreign, rates = sorted(used - {currency}), {}
        if foreign:
            found = await session.execute(statement("plan_rates"), {"tenant": tenant, "currencies": foreign})
            rates = {row.base: row.rate for row in found}
        return cls(currency, rates)

    def worth(self, row: _Row, name: str, what: str) -> int | None:
        currency = row.text("currency")
        rate = self._rates.get(currency)
        if rate is None:
            self.unconverted.append(f"{what} ({currency})")
            return None
        return int((row.count(name) * rate).to_integral_value(rounding=ROUND_HALF_EVEN))
