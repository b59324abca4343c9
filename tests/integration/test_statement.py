"""The statement of an invented shop of fourteen months, down to the last row behind every figure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from shop_desk import TODAY, Desk, days

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import METRICS, STATEMENT, Unit
from credora_agent.analytics.pnl import leaves
from credora_agent.core.errors import BadInput, BadPeriod
from credora_agent.core.period import Grain, Period
from credora_agent.telling.statement import tell

if TYPE_CHECKING:
    from credora_agent.reports.schemas import Entry, Figure

OCTOBER = days("2026-10-01", "2026-10-31")
ALL = days("2025-09-22", "2026-11-21")


async def every_row(books: Desk, metric: str, period: Period, limit: int) -> list[Entry]:
    """Return the rows behind a metric, page by page."""
    found: list[Entry] = []
    cursor = None
    while True:
        page = await books.reports.entries(books.caller, metric, period, cursor=cursor, limit=limit)
        assert len(page.entries) <= limit
        found += page.entries
        cursor = page.next_cursor
        if cursor is None:
            return found
        assert len(page.entries) == limit


async def totals(books: Desk, period: Period) -> dict[str, Figure]:
    report = await books.reports.metrics(books.caller, period, tuple(METRICS), today=TODAY)
    return {line.id: line.total for line in report.lines}


async def test_the_report_says_what_it_is(sample: Desk) -> None:
    report = await sample.reports.pnl(sample.caller, OCTOBER, today=TODAY, compare=OCTOBER.previous())
    assert [line.id for line in report.lines] == [metric.id for metric in STATEMENT]
    assert len(report.lines) == 18
    assert (report.shop, report.currency, report.basis, report.by) == (sample.slug, "GBP", "accrual", "total")
    assert report.compare is not None
    assert (str(report.compare.start), str(report.compare.end)) == ("2026-09-01", "2026-09-30")
    for line in report.lines:
        figure = line.total
        assert (figure.id, figure.metric) == (f"{line.id}@2026-10-01..2026-10-31", line.id)
        assert (figure.label, figure.formula, figure.currency) == (line.label, METRICS[line.id].formula, "GBP")
        assert figure.as_of is not None
        assert figure.coverage == 1
        assert line.compare is not None
        assert line.change is not None


async def test_the_figures_are_those_of_the_ledger_itself(sample: Desk) -> None:
    """Each line of October, and the five beside it, summed straight from the current rows."""
    sums = dict(
        await sample.rows(
            "select category, sum(reporting_micros) from transactions where superseded_by is null"
            " and local_date between '2026-10-01' and '2026-10-31' group by 1"
        )
    )
    figures = await totals(sample, OCTOBER)
    for name, metric in METRICS.items():
        if metric.unit is Unit.MONEY and metric.over is None and figures[name].value is not None:
            assert figures[name].value == Decimal(sum(sums.get(leaf.value, 0) for leaf in leaves(name))).scaleb(-6)
    known = {name for name, figure in figures.items() if figure.value is not None}
    assert {"gross_sales", "discounts", "returns", "shipping_income", "cogs", "sales_tax", "aov", "orders"} <= known
    assert await sample.drift() == []


@pytest.mark.parametrize("grain", [Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER])
async def test_parts_add_up_to_the_range(sample: Desk, grain: Grain) -> None:
    """A range cut in the middle of everything: Σ parts = total, for amounts, counts and entries."""
    names = tuple(name for name, metric in METRICS.items() if metric.over is None and metric.unit is not Unit.RATIO)
    period = days("2025-10-10", "2026-11-03")
    report = await sample.reports.metrics(sample.caller, period, names, today=TODAY, by=grain)
    for line in report.lines:
        assert len(line.parts) == len(period.split(grain))
        if line.total.value is not None:
            assert sum(part.value or 0 for part in line.parts) == line.total.value
            assert sum(part.entries for part in line.parts) == line.total.entries


@pytest.mark.parametrize("metric", sorted(METRICS))
async def test_a_figure_s_rows_are_its_entries_and_its_value(sample: Desk, metric: str) -> None:
    """Paging by cursor gives each row once, as many as `entries` says; those of an amount add up to it."""
    week = days("2026-10-26", "2026-11-01")
    figure = (await totals(sample, week))[metric]
    rows = await every_row(sample, metric, week, limit=37)
    assert len({row.id for row in rows}) == len(rows)
    assert [(row.day, row.id) for row in rows] == sorted((row.day, row.id) for row in rows)
    assert {row.category for row in rows} <= {leaf.value for leaf in leaves(metric)}
    page = await sample.reports.entries(sample.caller, metric, week, limit=1)
    assert page.total_entries == len(rows)
    if figure.value is not None:
        assert figure.entries == len(rows)
    if METRICS[metric].unit is Unit.MONEY and METRICS[metric].over is None:
        total = sum(row.reporting_amount or 0 for row in rows)
        assert total == page.total == (figure.value or 0)


async def test_all_rows_of_all_months_are_found_by_paging(sample: Desk) -> None:
    rows = await every_row(sample, "net_profit", ALL, limit=1000)
    assert len(rows) == (await totals(sample, ALL))["net_profit"].entries
    assert len(rows) > 5_000
    assert sum(row.reporting_amount or 0 for row in rows) == (await totals(sample, ALL))["net_profit"].value


async def test_a_row_leads_to_its_file_and_cells(sample: Desk) -> None:
    """Every row names a file and a row in it, whose cells hold the amount it was made of."""
    for row in await every_row(sample, "gross_sales", OCTOBER, limit=1000):
        assert row.file == "orders.csv"
        assert row.row is not None
        assert row.row >= 2
        assert row.source_record.startswith("order_lines/")
        assert row.sku
        assert int(row.record["Lineitem quantity"]) == row.quantity
    for row in await every_row(sample, "cogs", OCTOBER, limit=1000):
        assert row.file == "orders.csv"


async def test_foreign_rows_show_amount_rate_and_both_currencies(sample: Desk) -> None:
    rows = [row for row in await every_row(sample, "gross_sales", OCTOBER, limit=1000) if row.currency != "GBP"]
    assert {row.currency for row in rows} == {"EUR", "USD"}
    for row in rows:
        assert row.fx_rate is not None
        assert row.reporting_amount == (row.amount * row.fx_rate).quantize(Decimal("0.000001"))
        assert row.fx_rate != 1


async def test_what_the_shop_does_not_record_is_named(sample: Desk) -> None:
    figures = await totals(sample, OCTOBER)
    for line in ("fulfilment", "fees", "marketing", "operating_costs"):
        assert (figures[line].value, figures[line].missing) == (None, (line,))
    assert figures["net_profit"].missing == ("fulfilment", "fees", "marketing", "operating_costs")
    assert figures["net_profit"].bound == "at_most"
    assert figures["net_margin"].value is None


@pytest.mark.parametrize(
    ("coverage", "said"),
    [("0.95", "You made money: net profit is at most £100"), ("0.85", "Whether that is a profit cannot be said yet")],
)
async def test_a_gap_too_small_to_matter_hides_no_profit(sample: Desk, coverage: str, said: str) -> None:
    """100 of 1,000 are left before the goods without a unit cost: enough if those sold for 50, not for 150."""
    report = await sample.reports.pnl(sample.caller, OCTOBER, today=TODAY)
    values = {"net_profit": Decimal(100), "net_sales": Decimal(1000)}
    made = {"missing": ("cogs",), "bound": Bound.AT_MOST, "cost_coverage": Decimal(coverage)}
    lines = tuple(
        line.model_copy(update={"total": line.total.model_copy(update={"value": values[line.id], **made})})
        if line.id in values
        else line
        for line in report.lines
    )
    assert tell(report.model_copy(update={"lines": lines})).words[1].startswith(said)


async def test_beyond_the_books(sample: Desk) -> None:
    """Before the first day: None, not 0; half before: said, with the share of days covered."""
    before = await sample.reports.pnl(sample.caller, days("2025-01-01", "2025-01-31"), today=TODAY)
    assert {line.total.value for line in before.lines} == {None}
    assert before.notes[0].startswith("Nothing is recorded for this period. The books run from")
    partly = await sample.figure("revenue", "2025-09-01", "2025-09-30")
    assert partly.value is not None
    assert 0 < partly.coverage < 1
    assert any("books begin on" in note for note in partly.notes)


async def test_a_ranking_is_cut_and_ordered(sample: Desk) -> None:
    report = await sample.reports.metrics(
        sample.caller, ALL, ("net_sales",), today=TODAY, by=Grain.DAY, order="highest_first", limit=5
    )
    values = [part.value for part in report.lines[0].parts]
    assert values == sorted(values, reverse=True)
    assert len(values) == 5
    by_hand = await sample.rows(
        "select local_date from transactions where superseded_by is null"
        " and category in ('gross_sales', 'discounts', 'returns')"
        " group by 1 order by sum(reporting_micros) desc limit 5"
    )
    assert [part.start for part in report.lines[0].parts] == [day for (day,) in by_hand]


@pytest.mark.parametrize(
    ("period", "by", "why"),
    [
        (days("2026-11-23", "2026-11-30"), Grain.TOTAL, "after today"),
        (days("1990-01-01", "2026-11-21"), Grain.DAY, "more than 1200 columns"),
    ],
)
async def test_an_impossible_range_is_refused(sample: Desk, period: Period, by: Grain, why: str) -> None:
    with pytest.raises(BadPeriod, match=why):
        await sample.reports.pnl(sample.caller, period, today=TODAY, by=by)


@pytest.mark.parametrize(
    "cursor", ["x", "!!!!", "ünï", "MjAyNi0xMC0wMQ", "MjAyNi0xMC0wMXw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", ""]
)
async def test_a_cursor_that_is_none_is_refused(sample: Desk, cursor: str) -> None:
    """Not base64, no day, no row, a row number beyond 63 bits."""
    with pytest.raises(BadInput, match="cursor"):
        await sample.reports.entries(sample.caller, "net_sales", OCTOBER, cursor=cursor)


@pytest.mark.parametrize("row", [0, -1, 2**63 - 1, 2**63, 10**30])
async def test_a_row_that_is_none_has_no_history(sample: Desk, row: int) -> None:
    with pytest.raises(BadInput, match="no ledger row"):
        await sample.reports.history(sample.caller, row)


@pytest.mark.parametrize("limit", [0, -1, 1001])
async def test_a_page_has_a_size(sample: Desk, limit: int) -> None:
    with pytest.raises(BadInput, match="not possible"):
        await sample.reports.entries(sample.caller, "net_sales", OCTOBER, limit=limit)


async def test_a_metric_that_is_none_is_named(sample: Desk) -> None:
    with pytest.raises(BadInput, match="no metric 'profits'"):
        await sample.reports.entries(sample.caller, "profits", OCTOBER)
