"""One platform's ads told: what they cost, what the platform claims they brought, which campaigns stand out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import Unit
from credora_agent.core.quoting import quoted
from credora_agent.telling.blocks import Notice, Table
from credora_agent.telling.figures import About, Days
from credora_agent.telling.part import Part
from credora_agent.telling.phrasing import measured, money, period, when
from credora_agent.telling.sheet import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.reports.ad_rows import AdRows
    from credora_agent.reports.sheets import SheetReport, SheetRow

PERFORMANCE_COLUMNS = ("spend", "clicks", "ctr", "cpc", "conversions", "cost_per_purchase", "platform_roas")
"""What a table shows where there is little room, with spend in the shop's currency where that is another."""
ENTITY_COLUMNS = ("spend", "conversions", "platform_roas")
BEST, WORST = "highest ROAS", "lowest ROAS"
NOUGHT = Decimal(0)
BOUNDS = {"partial": "as far as there are exchange rates "}


def tell_performance(report: SheetReport) -> Part:
    """Return what the ads cost, what the platform says they brought, and the best and weakest one can tell."""
    total, platform = report.sheet.total, report.sheet.title.removesuffix(" campaigns").partition(" by ")[0]
    if total is None:
        return told(report, (f"{period(report.period.start, report.period.end)}: {' '.join(report.notes)}",))
    days = when(report.period.start, report.period.end)
    words = [f"{platform} {_spent(report, total)} {days}{_claims(report, total)}."]
    words += [_extreme(row) for row in report.notable]
    abroad = [column.id for column in report.sheet.columns if column.currency is not None]
    timed = not report.sheet.title.endswith(" campaigns")
    shown = (PERFORMANCE_COLUMNS[0], *abroad, *PERFORMANCE_COLUMNS[1:])
    return told(report, words, shown=shown, said=("conversion_value",), called=_called(platform, abroad), timed=timed)


def tell_entities(report: SheetReport) -> Part:
    """Return how many campaigns there are and what they spent lately, then the table."""
    count, total = report.sheet.total_rows or len(report.sheet.rows), report.sheet.total
    if not report.sheet.rows:
        return told(report, report.notes)
    platform = report.sheet.title.partition(" campaigns")[0]
    days = when(report.period.start, report.period.end)
    spent = total.values.get("spend") if total is not None else None
    cost = f"; together they cost {money(spent, report.currency)} {days}" if spent is not None else ""
    about = About(report.period, report.currency, report.as_of)
    many = about.figure("campaigns", f"{platform} campaigns", count, Unit.COUNT)
    said = (f"{platform} has {_campaigns(count)}{cost}.",)
    return told(report, said, shown=ENTITY_COLUMNS, called=_called(platform), more=[many])


def tell_rows(answer: AdRows) -> Part:
    """Return how many rows the platform gave, and them as a table."""
    count = f"{len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}"
    more = " (there are more)" if answer.more else ""
    words = f"Google Ads {quoted(answer.name or answer.account)} answered with {count}{more}, asked live."
    rows = tuple(tuple(cell if cell is not None else "–" for cell in row) for row in answer.rows)
    blocks: list[Table | Notice] = [Notice(text=note) for note in answer.notes]
    if rows:
        numeric = tuple(False for _ in answer.columns)
        blocks.insert(0, Table(title="", columns=answer.columns, numeric=numeric, rows=rows, wrapped=True))
    about = About(Days(answer.as_of.date(), answer.as_of.date()), answer.currency or "", answer.as_of)
    return Part((words,), tuple(blocks), (about.figure("rows", "Rows", len(answer.rows), Unit.COUNT),))


def _called(platform: str, abroad: Sequence[str] = ()) -> dict[str, str]:
    """Return what values are called that are the platform's own word, or converted from several currencies."""
    converted = dict.fromkeys(abroad, f"{platform} spend converted")
    return {
        "spend": f"{platform} spend",
        "conversions": f"Purchases {platform} claims",
        "conversion_value": f"Value {platform} claims",
        "platform_roas": f"{platform} ROAS",
        **converted,
    }


def _spent(report: SheetReport, total: SheetRow) -> str:
    spend = total.values.get("spend")
    if spend is not None:
        said = f"cost {money(spend, report.currency)}"
        return f"{said} ({_converted(report, total)})" if _converted(report, total) else said
    return f"cost {_converted(report, total)} in accounts of several currencies"


def _converted(report: SheetReport, total: SheetRow) -> str:
    """Return spend in the shop's currency, nothing where it is in it anyway."""
    for column in report.sheet.columns:
        value = total.values.get(column.id)
        if column.currency is not None and value is not None:
            return BOUNDS.get(total.bounds.get(column.id, ""), "") + money(value, column.currency)
    return ""


def _claims(report: SheetReport, total: SheetRow) -> str:
    """Return what the platform credits itself with, as its word."""
    bought, value, roas, cost = (
        total.values.get(name) for name in ("conversions", "conversion_value", "platform_roas", "cost_per_purchase")
    )
    if not bought:
        return "; it claims no purchases"
    said = f"; it claims {_count(bought)} purchases"
    if value is None or roas is None:
        return said
    said += f" worth {money(value, report.currency)} (ROAS {measured(roas, 'multiple')}"
    return f"{said}, {money(cost, report.currency)} a purchase)" if cost is not None else f"{said})"


def _extreme(row: SheetRow) -> str:
    what = "Best" if BEST in row.marks else "Weakest"
    roas = measured(row.values.get("platform_roas") or NOUGHT, "multiple")
    bought = row.values.get("conversions") or NOUGHT
    return f"{what} of those with enough data: {quoted(row.label)}, ROAS {roas} on {_count(bought)} purchases."


def _count(of: Decimal) -> str:
    """Return a number of purchases; platforms that model them count in fractions."""
    return f"{of.quantize(NOUGHT):,}" if of == of.to_integral_value() else f"{of:,.1f}"


def _campaigns(count: int) -> str:
    return f"{count:,} campaign{'' if count == 1 else 's'}"
