"""Keeping what the merchant said of the days to come, and reading it in the shop's currency."""

from __future__ import annotations

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
from credora_agent.tables import planning
from credora_agent.tables.tenants import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from credora_agent.core.db import WriteSession
    from credora_agent.tables.base import Base


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
    money = await _Money.of(session, tenant)

    async def rows(table: type[Base], *order: str) -> Sequence[Any]:
        found = select(table).where(table.__table__.c.tenant_id == tenant)
        return (await session.scalars(found.order_by(*(table.__table__.c[name] for name in order)))).all()

    return Plan(
        balances=tuple(
            CashBalance(r.account, r.day, amount)
            for r in await rows(planning.CashBalance, "account", "day")
            if (amount := money.worth(r.amount_micros, r.currency, f"cash of {r.account}")) is not None
        ),
        payments=tuple(
            PlannedPayment(str(r.id), r.name, r.kind, amount, r.every, r.first_day, r.last_day)
            for r in await rows(planning.PlannedPayment, "first_day", "name", "id")
            if (amount := money.worth(r.amount_micros, r.currency, r.name)) is not None
        ),
        stock_orders=tuple(
            StockOrder(
                str(r.id), r.name, r.sku, r.units, cost, r.ordered_on, r.arrives_on, r.deposit_rate, r.balance_days,
                r.status,
            )
            for r in await rows(planning.StockOrder, "ordered_on", "name", "id")
            if (cost := money.worth(r.unit_cost_micros, r.currency, r.name)) is not None
        ),
        terms=tuple(
            SupplyTerms(r.sku, r.lead_days, r.least_units, r.pack_units, r.deposit_rate, r.balance_days)
            for r in await rows(planning.SupplyTerms, "sku")
        ),
        taxes=tuple(
            TaxRule(r.name, r.every, r.first_day, r.due_days, r.share) for r in await rows(planning.TaxRule, "name")
        ),
        events=tuple(
            CalendarEvent(str(r.id), r.name, r.first_day, r.last_day, r.factor)
            for r in await rows(planning.CalendarEvent, "first_day", "name", "id")
        ),
        budgets=tuple(
            BudgetLine(r.line, r.month, r.amount_micros) for r in await rows(planning.Budget, "month", "line")
        ),
        unconverted=tuple(money.unconverted),
    )  # fmt: skip


class _Money:
    """The newest rates to the shop's currency; what has none is named, not guessed."""

    def __init__(self, currency: str, rates: Mapping[str, Decimal]) -> None:
        self._rates = {**rates, currency: Decimal(1)}
        self.unconverted: list[str] = []

    @classmethod
    async def of(cls, session: AsyncSession, tenant: UUID) -> _Money:
        currency = (await session.scalars(select(Tenant.currency).where(Tenant.id == tenant))).one()
        used: set[str] = set()
        for table in (planning.CashBalance, planning.PlannedPayment, planning.StockOrder):
            used |= set(await session.scalars(select(table.currency).where(table.tenant_id == tenant).distinct()))
        foreign = sorted(used - {currency})
        rates = {}
        if foreign:
            found = await session.execute(statement("plan_rates"), {"tenant": tenant, "currencies": foreign})
            rates = {row.base: row.rate for row in found}
        return cls(currency, rates)

    def worth(self, micros: int, currency: str, what: str) -> int | None:
        rate = self._rates.get(currency)
        if rate is None:
            self.unconverted.append(f"{what} ({currency})")
            return None
        return int((micros * rate).to_integral_value(rounding=ROUND_HALF_EVEN))
