"""The report on payouts: what went or is about to go to the bank, and what each payout is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args
from uuid import UUID

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import Unit
from credora_agent.core.cursors import check_whole, cursor, position
from credora_agent.core.errors import BadInput
from credora_agent.core.money import to_decimal
from credora_agent.ledger.load import load_books
from credora_agent.ledger.load_payouts import NEAR, Place, load_payouts_page, load_payouts_pending
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.build import date_range
from credora_agent.reports.ordering import check_page
from credora_agent.reports.schemas import plain
from credora_agent.reports.sheets import Column, Sheet, SheetReport, SheetRow
from credora_agent.reports.shopify_notes import PAYOUTS, shopify_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.core.period import Period
    from credora_agent.ledger.view import Books

Status = Literal["scheduled", "in_transit", "paid", "failed", "canceled"]
STATUSES: tuple[Status, ...] = get_args(Status)
LIST, LEAST_PARTS = "b", 3
LEAST = "0" * 32
"""A connection before all others: what stands under it follows whatever payout it is compared with."""


def _money(name: str, label: str, formula: str) -> Column:
    return Column(id=name, label=label, unit=Unit.MONEY, formula=formula)


def _count(name: str, label: str, formula: str) -> Column:
    return Column(id=name, label=label, unit=Unit.COUNT, formula=formula)


COLUMNS = (
    _money("net", "Net", "what the payout transfers"),
    _money("charges", "Charges", "Σ amount of its balance rows of type CHARGE, tax and shipping included"),
    _money("refunds", "Refunds", "Σ amount of its rows of types REFUND and REFUND_FAILURE"),
    _money("fees", "Fees", "Σ −fee of all its rows"),
    _money("adjustments", "All else", "Σ amount of its rows of other types: labels, disputes, bills, credits"),
    _money("reserve", "Reserve", "Σ amount of its rows of types RESERVED_FUNDS…: held back −, given free +"),
    _money("rows_net", "Rows", "Σ net of its rows = charges + refunds + fees + adjustments + reserve"),
    _money("difference", "Off by", "net − rows_net"),
    _count("rows", "Count of rows", "count of its balance rows, the transfer itself not among them"),
    _count("payouts", "Payouts", "count of payouts"),
    _money("paid", "Paid", "Σ net of those paid"),
    _money("on_the_way", "On the way", "Σ net of those scheduled or in transit"),
    _money("returned", "Failed", "Σ net of those failed or cancelled: not at the bank"),
    _count("differing", "Off", "count of payouts with difference ≠ 0"),
    _money("waiting", "Not in a payout yet", f"Σ net of balance rows of the last {NEAR} days that no payout has taken"),
    _money("held", "In reserve", "−Σ net of RESERVED_FUNDS… rows, whatever their day"),
)
"""The columns of a line, and behind them those that only the total has."""
SUMS = ("net", "charges", "refunds", "fees", "adjustments", "reserve", "rows_net", "difference")
NEVER = (
    "No payouts are recorded: connect Shopify Payments (Shopify with read_shopify_payments_payouts), the only source"
    " of them."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Payouts of which days, in which state, which page."""

    period: Period
    today: date
    status: Status | None = None
    limit: int = 20
    cursor: str | None = None


async def payouts(database: Database, caller: Caller, asked: Asked) -> SheetReport:
    """Return payouts issued in the period, newest first, each with what it is made of.

    Raises BadInput for an unknown status, and for a limit or cursor that is none.
    """
    if asked.status is not None and asked.status not in STATUSES:
        raise BadInput(f"No payout is {asked.status[:60]!r}.", remedy=f"Use one of: {', '.join(STATUSES)}.")
    check_page(asked.limit)
    after, seen = position(asked.cursor, LIST, _read) if asked.cursor is not None else (None, 0)
    tenant = tenant_of(caller)
    return await database.read(caller, lambda session: _report(session, tenant, asked, after, seen))


async def _report(session: ReadSession, tenant: UUID, asked: Asked, after: Place | None, seen: int) -> SheetReport:
    books = await load_books(session, tenant)
    status = asked.status.upper() if asked.status else None
    found = await load_payouts_page(session, tenant, asked.period, status=status, after=after, limit=asked.limit + 1)
    total, lines = found[0], [row for row in found if row.payout_id is not None]
    pending = await load_payouts_pending(session, tenant, asked.today)
    rows = tuple(_row(row, books) for row in lines[: asked.limit])
    seen, more = seen + len(rows), len(lines) > asked.limit
    sheet = Sheet(
        title="Payouts",
        currency=books.currency,
        columns=COLUMNS,
        rows=rows,
        total=_total(total, pending) if total.payouts else None,
        order="newest first",
        left_out=max(total.payouts - seen, 0) if more else 0,
        next_cursor=_next(lines, asked.limit, seen) if more else None,
        total_rows=total.payouts,
    )
    return SheetReport(
        shop=books.shop,
        currency=books.currency,
        period=date_range(asked.period),
        as_of=books.as_of,
        ledger_version=books.version,
        sheet=sheet,
        notes=(*_notes(asked, books, total, pending), *await shopify_notes(session, tenant, PAYOUTS)),
        notable=tuple(row for row in rows if row.marks)[:5],
    )


def _row(of: Row[Any], books: Books) -> SheetRow:
    texts = {"day": of.local_date.isoformat(), "status": of.status.lower().replace("_", " ")}
    if of.currency != books.currency:
        texts["booked_as"] = f"net {plain(to_decimal(of.booked))} {of.currency}"
    marks = {
        "failed": of.status in {"FAILED", "CANCELED", "CANCELLED"},
        "no rows": not of.rows,
        "not the sum of its rows": of.differs and of.rows,
        "no exchange rate": of.net is None,
    }
    return SheetRow(
        id=of.payout_id,
        label=f"{texts['day']} {texts['status']}",
        values={**{name: _decimal(getattr(of, name)) for name in SUMS}, "rows": Decimal(of.rows)},
        marks=tuple(mark for mark, holds in marks.items() if holds),
        texts=texts,
    )


def _total(of: Row[Any], pending: Row[Any]) -> SheetRow:
    values = {name: _decimal(getattr(of, f"all_{name}")) for name in SUMS}
    values |= {name: _decimal(getattr(of, name)) for name in ("paid", "on_the_way", "returned")}
    values |= {"waiting": _decimal(pending.waiting), "held": _decimal(pending.held)}
    partial = [name for name, value in values.items() if value is not None and name not in {"waiting", "held"}]
    counts = {"rows": of.all_rows, "payouts": of.payouts, "differing": of.differing}
    return SheetRow(
        id="total",
        label="All",
        values=values | {name: Decimal(count) for name, count in counts.items()},
        bounds=dict.fromkeys(partial, Bound.PARTIAL) if of.unconverted else {},
    )


def _notes(asked: Asked, books: Books, total: Row[Any], pending: Row[Any]) -> list[str]:
    if not pending.ever:
        return [NEVER]
    notes = []
    if total.differing:
        notes.append(f"{total.differing:,} of {total.payouts:,} payouts are not the sum of their balance rows.")
    if total.unconverted:
        notes.append(
            f"{total.unconverted:,} payouts have no exchange rate to {books.currency} for their day, so they are in no"
            " total (~)."
        )
    if not total.payouts:
        state = f" that is {asked.status.replace('_', ' ')}" if asked.status else ""
        notes.append(f"No payout{state} was issued in these days.")
    return notes


def _next(lines: Sequence[Row[Any]], limit: int, seen: int) -> str:
    """Return where the page after `limit` of the payouts found begins."""
    last, following = lines[limit - 1], lines[limit]
    alike = (last.local_date, last.payout_id) == (following.local_date, following.payout_id)
    apart = [last.connection_id.hex] if alike else []
    return cursor(LIST, last.local_date.isoformat(), last.payout_id, seen, *apart)


def _read(parts: list[Any]) -> tuple[Place, int]:
    day, payout, seen, connection = parts if len(parts) > LEAST_PARTS else (*parts, LEAST)
    check_whole(seen)
    if not (isinstance(payout, str) and isinstance(connection, str)) or "\x00" in payout:
        raise ValueError
    return Place(date.fromisoformat(day), payout, UUID(connection)), seen


def _decimal(micros: int | None) -> Decimal | None:
    return None if micros is None else to_decimal(int(micros))
