"""Budgets as plans: a line of the P&L, a month, an amount; or the budget that is there, removed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from credora_agent.actions.desk import Desk, Done, Draft
from credora_agent.actions.errors import PlanStale
from credora_agent.core.errors import BadInput, BadPeriod
from credora_agent.core.money import to_decimal
from credora_agent.ledger.keep_actions import change_budget
from credora_agent.ledger.load import load_books
from credora_agent.ledger.load_actions import load_budget
from credora_agent.reports.budget_lines import LINES, line_named, months_named, wanted
from credora_agent.telling.phrasing import lowered, money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.actions.wanted import SetBudget
    from credora_agent.core.db import ReadSession, WriteSession

NONE = "none"


async def draft(desk: Desk, asked: SetBudget) -> Draft:
    """Return the change of a budget in words. Raises BadInput for a line, month or amount there is none of."""
    line, month = line_named(asked.line), _month(asked.month)

    async def work(session: ReadSession) -> tuple[str, int | None]:
        books = await load_books(session, desk.tenant)
        return books.currency, await load_budget(session, desk.tenant, line, month)

    currency, was = await desk.database.read(desk.caller, work)
    becomes = _micros(asked, line, month, currency)
    if was == becomes:
        said = f"is {_said(line, was, currency)} already" if was is not None else "is not set"
        raise BadInput(f"{_called(line, month, first=True)} {said}.", remedy="Nothing needs to be done.")
    before, after = _said(line, was, currency), _said(line, becomes, currency)
    verb = f"Set {_called(line, month)} to {after}" if becomes is not None else f"Remove {_called(line, month)}"
    state = {"line": line, "month": month.isoformat(), "currency": currency, "was": was}
    return Draft(f"{verb} (now {before}).", before, after, state)


async def make(session: WriteSession, desk: Desk, asked: SetBudget, state: Mapping[str, Any]) -> Done:
    """Change the budget. Raises PlanStale when somebody else has changed it since."""
    line, month, currency, was = state["line"], date.fromisoformat(state["month"]), state["currency"], state["was"]
    becomes = _micros(asked, line, month, currency)
    if not await change_budget(session, desk.tenant, line=line, month=month, was=was, amount=becomes):
        now = _said(line, await load_budget(session, desk.tenant, line, month), currency)
        raise PlanStale(f"{_called(line, month)} is {now} by now, no longer {_said(line, was, currency)}.")
    after = _said(line, becomes, currency)
    said = f"is {after}" if becomes is not None else "is removed"
    return Done(f"{_called(line, month, first=True)} {said} (it was {_said(line, was, currency)}).")


def _month(text: str) -> date:
    months = months_named(text)
    if "-" not in text or ".." in text:
        raise BadPeriod(f"{text[:40]!r} is no single month.", remedy="Write one month, e.g. 2026-12.")
    return months.start


def _micros(asked: SetBudget, line: str, month: date, currency: str) -> int | None:
    if asked.amount is None:
        return None
    (only,) = wanted(line, months_named(f"{month:%Y-%m}"), asked.amount, currency)
    return only.amount


def _called(line: str, month: date, *, first: bool = False) -> str:
    label = lowered(LINES[line].label)
    return f"{'The' if first else 'the'} {label} budget of {month:%B %Y}"


def _said(line: str, micros: int | None, currency: str) -> str:
    return NONE if micros is None else money(to_decimal(LINES[line].sign * micros), currency)
