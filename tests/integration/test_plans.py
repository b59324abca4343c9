"""Plans over real books: put in words, applied once by whoever they were put to, over the state they were put over."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from shop_desk import Desk, days
from sqlalchemy import text

from credora_agent.actions import plans
from credora_agent.actions.desk import Desk as ActionDesk
from credora_agent.actions.errors import PlanApplied, PlanExpired, PlanStale, UnknownPlan
from credora_agent.actions.kinds import KINDS
from credora_agent.actions.papers import PAPERS
from credora_agent.actions.service import Actions
from credora_agent.actions.wanted import (
    AddAlert,
    AddSchedule,
    AnyWanted,
    DismissFinding,
    Export,
    Remove,
    RestoreFinding,
    SetBudget,
)
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput, BadPeriod, CredoraError
from credora_agent.core.period import Grain
from credora_agent.core.spans import Span
from credora_agent.reports.budget_lines import Wanted as Budgeted
from credora_agent.tables.tenants import Membership, User

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.actions.schemas import Applied, Proposed
    from credora_agent.core.db import Database

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ORDERS = """order,sku,product,quantity,unit price,order date
1,A,Fig Candle,2,10.00,2026-10-03 10:00
2,B,"=HYPERLINK(""x"")",1,33.33,2026-11-02 11:00
3,A,Fig Candle,3,10.10,2026-11-21 11:00
"""


class Person:
    """Somebody working on a shop, at a moment."""

    def __init__(self, books: Desk, user: UUID | None = None) -> None:
        self.books, self.actions = books, Actions(books.database, books.reports)
        self.me = Caller(user or books.caller.user_id, books.shop.tenant)

    async def propose(self, wanted: AnyWanted, *, now: datetime = NOW) -> Proposed:
        """Propose it."""
        return await self.actions.propose(self.me, "mcp/laptop", wanted, today=TODAY, now=now)

    async def apply(self, plan: str, *, now: datetime = NOW) -> Applied:
        """Apply the plan."""
        return await self.actions.apply(self.me, "mcp/laptop", plan, today=TODAY, now=now)

    async def do(self, wanted: AnyWanted, *, now: datetime = NOW) -> Applied:
        """Propose it and apply that."""
        return await self.apply((await self.propose(wanted, now=now)).plan_id, now=now)


@pytest.fixture
async def person(database: Database, tmp_path: Path) -> Person:
    """Lend the owner of a shop with three orders."""
    books = await Desk.open(database, tmp_path)
    await books.orders(ORDERS)
    return Person(books)


def budget(amount: str | None, line: str = "marketing", month: str = "2026-12") -> SetBudget:
    return SetBudget(line=line, month=month, amount=None if amount is None else Decimal(amount))


async def kept(person: Person) -> list[tuple[Any, ...]]:
    """Return everything an action can change, but documents' moments."""
    found: list[tuple[Any, ...]] = []
    for sql in (
        "select line, month, amount_micros from budgets order by 1, 2",
        "select name, removed_at is null from alerts order by 1",
        "select name, removed_at is null from schedules order by 1",
        "select name, rows from documents order by 1",
        "select key, reason from finding_marks order by 1",
        "select seq, action from audit_log order by 1",
    ):
        found += await person.books.rows(sql)
    return found


async def test_a_budget_is_set_in_two_steps(person: Person) -> None:
    """Proposing changes nothing; applying sets −4,000 (a cost), says what was before, and writes the log."""
    proposed = await person.propose(budget("4000"))
    assert proposed.summary == "Set the marketing budget of December 2026 to £4,000.00 (now none)."
    assert (proposed.before, proposed.after, proposed.kind) == ("none", "£4,000.00", "budget")
    assert proposed.expires_at == NOW + timedelta(minutes=15)
    assert await kept(person) == []
    applied = await person.apply(proposed.plan_id)
    assert applied.says == "The marketing budget of December 2026 is £4,000.00 (it was none)."
    assert await kept(person) == [("marketing", date(2026, 12, 1), -4_000_000_000), (1, "apply.budget")]
    ((via, target, detail),) = await person.books.rows("select via, target, detail from audit_log")
    assert (via, target) == ("mcp", proposed.plan_id)
    assert (detail["by"], detail["plan"]) == ("laptop", proposed.plan_id)
    assert detail["action"]["amount"] == "4000"


async def test_a_budget_changes_and_goes(person: Person) -> None:
    """4,000 → 3,200.50 → removed; each says both, and the report of budgets shows the same."""
    await person.do(budget("4000"))
    changed = await person.propose(budget("3200.50"))
    assert changed.summary == "Set the marketing budget of December 2026 to £3,200.50 (now £4,000.00)."
    await person.apply(changed.plan_id)
    (entry,) = await person.books.reports.budgets(person.me)
    assert (entry.line, entry.month, entry.amount) == ("marketing", date(2026, 12, 1), Decimal("3200.50"))
    gone = await person.propose(budget(None))
    assert gone.summary == "Remove the marketing budget of December 2026 (now £3,200.50)."
    await person.apply(gone.plan_id)
    assert await person.books.reports.budgets(person.me) == ()


async def test_fifty_at_once_have_one_effect(person: Person) -> None:
    """One of fifty applies succeeds, the others are told when it was applied; one log entry, one budget, one alert."""
    for wanted in (budget("4000"), AddSchedule(report="pnl", every="day"), export("pnl")):
        plan = (await person.propose(wanted)).plan_id
        found = await asyncio.gather(*(person.apply(plan) for _ in range(50)), return_exceptions=True)
        done = [each for each in found if not isinstance(each, BaseException)]
        assert len(done) == 1
        assert {type(each) for each in found if isinstance(each, BaseException)} == {PlanApplied}
    assert len(await kept(person)) == 3 + 3
    with pytest.raises(PlanApplied, match="on 2026-11-22 at 09:00:00 UTC") as refused:
        await person.apply(plan, now=NOW + timedelta(hours=2))
    assert refused.value.code == "plan_applied"


async def test_a_plan_has_its_time(person: Person) -> None:
    """Good for 15 minutes, and not a moment longer."""
    plan = (await person.propose(budget("4000"))).plan_id
    with pytest.raises(PlanExpired) as refused:
        await person.apply(plan, now=NOW + timedelta(minutes=15))
    assert refused.value.code == "plan_expired"
    assert await kept(person) == []
    assert (await person.apply(plan, now=NOW + timedelta(minutes=14, seconds=59))).kind == "budget"


async def test_a_plan_is_its_person_s_and_its_shop_s(person: Person, tmp_path: Path) -> None:
    """Another member, another shop of the same person, no id at all: unknown, and nothing is done."""
    books = person.books
    plan = (await person.propose(budget("4000"))).plan_id
    colleague = Caller(uuid4(), books.shop.tenant)
    rows = (
        User(id=colleague.user_id, email="c@example.com", name="c"),
        Membership(tenant_id=books.shop.tenant, user_id=colleague.user_id, role="owner"),
    )
    for row in rows:
        caller = colleague if isinstance(row, User) else books.caller
        await books.database.write(caller, lambda s, row=row: _added(s, row))
    other = await Desk.open(books.database, tmp_path)
    stranger = Person(other, books.caller.user_id)
    for refused in (
        Person(books, colleague.user_id).apply(plan),
        Person(other).apply(plan),
        stranger.apply(plan),
        person.apply(str(uuid4())),
        person.apply("no plan; drop table budgets"),
    ):
        with pytest.raises(UnknownPlan) as unknown:
            await refused
        assert unknown.value.code == "unknown_plan"
    assert await kept(person) == []
    assert (await person.apply(plan)).plan_id == plan


async def _added(session: Any, row: Any) -> None:
    session.add(row)
    await session.flush()


async def test_a_plan_over_another_state_is_stale(person: Person) -> None:
    """The budget set, changed or removed by somebody else since: named, and theirs stays."""
    first = (await person.propose(budget("4000"))).plan_id
    await person.books.reports.set_budgets(person.me, [Budgeted("marketing", date(2026, 12, 1), -3_500_000_000)])
    with pytest.raises(PlanStale, match=r"is £3,500.00 by now, no longer none\.") as stale:
        await person.apply(first)
    assert stale.value.code == "plan_stale"
    second, removal = (await person.propose(budget("4000"))).plan_id, (await person.propose(budget(None))).plan_id
    await person.books.reports.set_budgets(person.me, [Budgeted("marketing", date(2026, 12, 1), -1_000_000)])
    for plan in (second, removal):
        with pytest.raises(PlanStale, match=r"is £1.00 by now, no longer £3,500.00"):
            await person.apply(plan)
    assert await kept(person) == [("marketing", date(2026, 12, 1), -1_000_000)]


async def test_two_plans_over_one_state(person: Person) -> None:
    """Of two budgets proposed over the same one and applied side by side, one is set and the other is stale."""
    await person.do(budget("1000"))
    both = [(await person.propose(budget(amount))).plan_id for amount in ("2000", "3000")]
    found = await asyncio.gather(*(person.apply(plan) for plan in both), return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Applied", "PlanStale"]


async def test_an_effect_and_its_record_are_one(person: Person) -> None:
    """A budget that cannot be logged is not set, and its plan stays open."""
    plan = (await person.propose(budget("4000"))).plan_id
    fault = "insert into audit_log (tenant_id, seq, at, actor_id, via, action, detail, outcome, previous_hash, hash)"
    values = " values (:tenant, 1, now(), gen_random_uuid(), 'x', 'x', '{}', 'ok', '', '')"
    started, go_on = asyncio.Event(), asyncio.Event()

    async def hold(session: Any) -> None:
        """Take the log's first place, and hold it until the other has waited for it."""
        await session.execute(text(fault + values), {"tenant": person.me.tenant_id})
        started.set()
        await go_on.wait()

    holding = asyncio.create_task(person.books.database.write(person.me, hold))
    await started.wait()
    applying = asyncio.create_task(person.apply(plan))
    await asyncio.sleep(0.3)
    assert await person.books.rows("select * from budgets") == []
    applying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await applying
    go_on.set()
    await holding
    assert await person.books.rows("select * from budgets") == []
    assert (await person.books.one("select applied_at from proposals")) is None
    assert (await person.apply(plan)).kind == "budget"


async def test_a_commit_unheard_is_found_again(person: Person) -> None:
    """The transaction is run again after its commit went through: the same answer, no second effect."""
    proposed = await person.propose(budget("4000"))
    desk = ActionDesk(person.books.database, person.books.reports, person.me, TODAY, NOW)
    wanted, plan = budget("4000"), UUID(proposed.plan_id)
    (state,) = [row[0] for row in await person.books.rows("select state from proposals")]
    make = await KINDS["budget"].ready(desk, wanted, state)

    async def once(attempt: str) -> Applied:
        return await person.books.database.write(person.me, lambda s: plans._made(s, desk, "cli", plan, attempt, make))

    first = await once("a")
    assert await once("a") == first
    with pytest.raises(PlanApplied):
        await once("b")
    assert len(await kept(person)) == 2


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (budget("4000", line="nonsense"), "no line"),
        (budget("4000", line="poas"), "no line of the P&L"),
        (budget("-5"), "write it as a positive amount"),
        (budget("4000", month="2026"), "no single month"),
        (budget("4000", month="2026-13"), "no month"),
        (budget(None), "is not set"),
        (budget("1e30"), "not an amount"),
        (AddAlert(metric="nope", direction="above", threshold=Decimal(1), period=Span.YESTERDAY), "no metric"),
        (AddAlert(metric="runway", direction="below", threshold=Decimal(1), period=Span.YESTERDAY), "no sum over"),
        (AddAlert(metric="return_rate", direction="above", threshold=Decimal(10), period=Span.YESTERDAY), "a share"),
        (AddAlert(metric="marketing", direction="above", threshold=Decimal(-1), period=Span.YESTERDAY), "never below"),
        (AddAlert(metric="orders", direction="above", threshold=Decimal(1), period=Span.LAST_WEEK), "cannot watch"),
        (Remove(id="0000"), "no alert or schedule"),
        (AddSchedule(report="nope", every="day"), "no report"),
        (AddSchedule(report="entries", every="day"), "which metric"),
        (AddSchedule(report="entries", metric="nope", every="day"), "no metric"),
        (AddSchedule(report="pnl", every="week", on=8), "no day 8"),
        (AddSchedule(report="pnl", every="day", on=1), "no day 1"),
        (AddSchedule(report="pnl", every="month", on=32), "no day 32"),
        (AddSchedule(report="pnl", every="day", hour=24), "no hour"),
        (Remove(id="12345"), "no alert or schedule"),
        (Export(report="nope"), "no report"),
        (Export(report="pnl"), "needs its days"),
        (Export(report="pnl", start=date(2027, 1, 1), end=date(2027, 1, 2)), "after today"),
        (Export(report="pnl", start=date(2026, 2, 1), end=date(2026, 1, 2)), "Swap"),
        (Export(report="entries", metric="nope", start=TODAY, end=TODAY), "no metric"),
        (DismissFinding(key="x"), "no finding"),
        (RestoreFinding(key="x"), "No finding"),
    ],
)
async def test_what_cannot_be_is_said_when_it_is_proposed(person: Person, wanted: AnyWanted, told: str) -> None:
    """One sentence of cause and one of remedy; no plan is made."""
    with pytest.raises((BadInput, BadPeriod)) as refused:
        await person.propose(wanted)
    assert told.lower() in str(refused.value).lower()
    assert await person.books.rows("select * from proposals") == []


def export(report: str, **how: Any) -> Export:
    return Export(report=report, start=date(2026, 10, 1), end=date(2026, 11, 30), **how)


async def content(person: Person, applied: Applied) -> list[dict[str, str]]:
    """Return the rows of the document that came of it."""
    assert applied.link == f"credora://documents/{applied.id}"
    _, found = await person.actions.document(person.me, str(applied.id), now=NOW)
    return list(csv.DictReader(io.StringIO(found.decode(), newline="")))


async def test_an_exported_statement_is_the_report_to_the_penny(person: Person) -> None:
    """18 lines by month: each cell is the figure of the report."""
    rows = await content(person, await person.do(export("pnl")))
    report = await person.books.reports.pnl(person.me, days("2026-10-01", "2026-11-30"), today=TODAY, by=Grain.MONTH)
    assert [row["line"] for row in rows] == [line.id for line in report.lines]
    for row, line in zip(rows, report.lines, strict=True):
        for figure in (*line.parts, line.total):
            cell = row[f"{figure.start}..{figure.end}"]
            assert (Decimal(cell) if cell else None) == figure.value
    assert {row["line"]: row["2026-11-01..2026-11-30"] for row in rows}["net_sales"] == "63.63"


async def test_exported_rows_add_up_and_run_nothing(person: Person) -> None:
    """The three rows behind gross sales: 83.63 in all; a product named like a formula is text."""
    proposed = await person.propose(export("entries", metric="gross_sales"))
    assert proposed.summary.startswith("Write the 3 ledger rows behind gross sales of October–November 2026 to a CSV")
    rows = await content(person, await person.apply(proposed.plan_id))
    assert sum(Decimal(row["reporting_amount"]) for row in rows) == Decimal("83.63")
    assert sorted(row["title"] for row in rows) == ['\'=HYPERLINK("x")', "Fig Candle", "Fig Candle"]


@pytest.mark.parametrize("report", sorted(set(PAPERS) - {"pnl", "entries"}))
async def test_every_report_becomes_a_document(person: Person, report: str) -> None:
    """Its rows are counted, it says what its teller says, and it is kept for 30 days."""
    await person.do(budget("40", line="net_sales", month="2026-11"))
    wanted = export(report)
    applied = await person.do(wanted)
    (document,) = (await person.actions.documents(person.me, now=NOW)).documents
    assert (document.id, document.kind, document.media_type) == (applied.id, report, "text/csv")
    assert document.rows == len(await content(person, applied))
    assert document.says
    assert document.expires_at == NOW + timedelta(days=30)


async def test_products_exported_are_all_of_them(person: Person) -> None:
    """Two SKUs and their total; units 5 and 1."""
    rows = await content(person, await person.do(export("products")))
    assert {row["id"]: row["units"] for row in rows if row["id"] in ("A", "B")} == {"A": "5", "B": "1"}


async def test_orders_exported_are_all_of_them(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three orders in pages of two, and their total: 20.00 + 33.33 + 30.30."""
    monkeypatch.setattr("credora_agent.reports.export.books.PAGE", 2)
    rows = await content(person, await person.do(export("orders")))
    assert [row["label"] for row in rows[:3]] == ["3", "2", "1"]
    assert [row["net_sales"] for row in rows[:3]] == ["30.30", "33.33", "20.00"]
    assert Decimal(rows[3]["net_sales"]) == Decimal("83.63")


async def test_documents_are_paged_read_and_removed(person: Person, tmp_path: Path) -> None:
    """Newest first, by pages of two; by the beginning of an id; another shop finds none; gone when removed or old."""
    made = [(await person.do(export("pnl"), now=NOW + timedelta(minutes=n))).id for n in range(5)]
    later = NOW + timedelta(hours=1)
    first = await person.actions.documents(person.me, now=later, limit=2)
    rest = await person.actions.documents(person.me, now=later, limit=9, cursor=first.next_cursor)
    assert [each.id for each in (*first.documents, *rest.documents)] == made[::-1]
    assert rest.next_cursor is None
    found, _ = await person.actions.document(person.me, str(made[0])[:8], now=later)
    assert found.id == made[0]
    other = await Desk.open(person.books.database, tmp_path)
    for unknown in (
        person.actions.document(other.caller, str(made[0]), now=later),
        person.actions.document(person.me, str(made[0]), now=NOW + timedelta(days=31)),
        person.actions.document(person.me, str(uuid4()), now=later),
        person.actions.document(person.me, "zz", now=later),
        person.actions.documents(person.me, now=later, cursor="x"),
    ):
        with pytest.raises(BadInput):
            await unknown
    await person.actions.remove_document(person.me, "cli", str(made[0]), now=later)
    assert len((await person.actions.documents(person.me, now=later)).documents) == 4
    await person.propose(export("pnl"))
    assert await person.actions.forget(person.me, now=NOW + timedelta(days=1)) == (0, 0)
    assert await person.actions.forget(person.me, now=NOW + timedelta(days=30, minutes=2, seconds=30)) == (2, 1 + 3)
    assert await person.actions.forget(person.me, now=NOW + timedelta(days=90)) == (2, 2)
    assert await person.books.rows("select * from proposals") == []


async def test_a_document_has_a_largest_size(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte too many is refused, and nothing is kept."""
    monkeypatch.setattr("credora_agent.actions.papers.LARGEST", 100)
    plan = (await person.propose(export("pnl"))).plan_id
    with pytest.raises(BadInput, match="larger than a document"):
        await person.apply(plan)
    assert await kept(person) == []
    monkeypatch.setattr("credora_agent.actions.papers.MOST_ROWS", 2)
    with pytest.raises(BadInput, match="3 rows are more than a document holds"):
        await person.propose(export("entries", metric="gross_sales"))


async def test_all_documents_together_have_a_largest_size(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is one too many, until the first is deleted."""
    first = await person.do(export("pnl"))
    monkeypatch.setattr(
        "credora_agent.actions.exports.MOST_HELD", await person.books.one("select size from documents") + 9
    )
    plan = (await person.propose(export("pnl"))).plan_id
    with pytest.raises(BadInput, match="documents hold"):
        await person.apply(plan)
    await person.actions.remove_document(person.me, "cli", str(first.id), now=NOW)
    assert (await person.apply(plan)).id


async def test_alerts_come_and_go(person: Person) -> None:
    """Added, listed, not added twice, removed by the beginning of its id; a removal too late is stale."""
    wanted = AddAlert(metric="net_sales", direction="below", threshold=Decimal("100.5"), period=Span.LAST_7_DAYS)
    twice = [(await person.propose(wanted)).plan_id for _ in range(2)]
    applied = await person.apply(twice[0])
    with pytest.raises(PlanStale, match="the same alert was added"):
        await person.apply(twice[1])
    with pytest.raises(BadInput, match="such an alert already"):
        await person.propose(wanted)
    (alert,) = await person.actions.alerts(person.me)
    assert (alert.id, alert.name) == (applied.id, "Net sales, last 7 days: below £100.50")
    removals = [(await person.propose(Remove(id=alert.id[:8]))).plan_id for _ in range(2)]
    assert (await person.apply(removals[0])).says == f"The alert is removed: {alert.name}."
    with pytest.raises(PlanStale, match="was removed by somebody else"):
        await person.apply(removals[1])
    assert await person.actions.alerts(person.me) == ()
    assert (await person.do(wanted)).id != alert.id


async def test_schedules_come_and_go(person: Person) -> None:
    """Weekly on Monday at eight where nobody says when; listed with its first time; not twice; removed."""
    wanted = AddSchedule(report="pnl", every="week")
    proposed = await person.propose(wanted)
    assert proposed.summary == (
        "Write a document every Monday at 08:00 (Europe/London): the profit and loss statement of last week."
        " First on Mon 23 Nov 2026 at 08:00."
    )
    other = (await person.propose(wanted)).plan_id
    applied = await person.apply(proposed.plan_id)
    assert applied.next_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    with pytest.raises(PlanStale, match="the same schedule was added"):
        await person.apply(other)
    (found,) = await person.actions.schedules(person.me)
    assert (found.report, found.args, found.every, found.on, found.hour) == (
        "pnl",
        {"period": "last_week"},
        "week",
        1,
        8,
    )
    await person.do(Remove(id=found.id))
    assert await person.actions.schedules(person.me) == ()


async def test_findings_are_set_aside_and_brought_back(person: Person) -> None:
    """A finding there is: dismissed once, brought back once; a finding that has gone makes the plan stale."""
    alert = await person.do(AddAlert(metric="orders", direction="above", threshold=Decimal(0), period=Span.LAST_7_DAYS))
    key = next(each.key for each in await findings(person) if each.rule == "asked")
    dismissal = await person.propose(DismissFinding(key=key, reason="known"))
    assert dismissal.summary.startswith("Set aside the finding “You asked to be told: Orders, last 7 days: above 0”")
    second = (await person.propose(DismissFinding(key=key))).plan_id
    await person.apply(dismissal.plan_id)
    assert key not in [each.key for each in await findings(person)]
    with pytest.raises(PlanStale, match="set aside by somebody else"):
        await person.apply(second)
    with pytest.raises(BadInput, match="set aside already"):
        await person.propose(DismissFinding(key=key))
    back = [(await person.propose(RestoreFinding(key=key))).plan_id for _ in range(2)]
    await person.apply(back[0])
    assert key in [each.key for each in await findings(person)]
    with pytest.raises(PlanStale, match="brought back by somebody else"):
        await person.apply(back[1])
    late = (await person.propose(DismissFinding(key=key))).plan_id
    await person.do(Remove(id=str(alert.id)))
    with pytest.raises(PlanStale, match="the finding is gone"):
        await person.apply(late)


async def findings(person: Person) -> Any:
    return (await person.books.reports.findings(person.me, today=TODAY)).findings


async def test_errors_are_of_the_one_tree() -> None:
    """Each has its code and both sentences."""
    errors: list[CredoraError] = [UnknownPlan("x"), PlanExpired(NOW), PlanApplied(NOW), PlanStale("it is.")]
    assert [each.code for each in errors] == ["unknown_plan", "plan_expired", "plan_applied", "plan_stale"]
    assert all(each.cause.endswith(".") and each.remedy.endswith(".") for each in errors)
