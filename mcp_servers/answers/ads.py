"""One platform's ads as answers: a page of lines with their totals, and the rows of a question asked live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.core.quoting import CELL, cut, quoted
from credora_agent.telling.ads import tell_entities, tell_performance, tell_rows
from mcp_servers.answer import Answer
from mcp_servers.answers import sheet
from mcp_servers.answers.envelope import Envelope
from mcp_servers.answers.text import Lines, caveats, composed, when

if TYPE_CHECKING:
    from credora_agent.reports.ad_rows import AdRows
    from credora_agent.reports.sheets import SheetReport

BRIEF = ("spend", "clicks", "conversions", "cost_per_purchase", "platform_roas")
COMPARABLE = ("clicks", "conversions", "platform_roas")
"""What lines in several currencies can be compared by, beside spend in the shop's."""
ENTITIES = ("spend", "conversions", "platform_roas")


def performance(report: SheetReport, asked: Any) -> Answer:
    """Return what a platform's ads cost and what it claims they brought."""
    abroad = [column.id for column in report.sheet.columns if column.currency is not None]
    mixed = any(row.currency for row in report.sheet.rows)
    brief = (*abroad, *COMPARABLE) if mixed else (BRIEF[0], *abroad, *BRIEF[1:])
    layout = sheet.Layout(brief=brief, metric="marketing", newest=asked.by != "campaign" and not asked.order_by)
    return sheet.answer(report, asked, tell_performance, layout)


def entities(report: SheetReport, asked: Any) -> Answer:
    """Return a platform's campaigns as they stand."""
    return sheet.answer(report, asked, tell_entities, sheet.Layout(brief=ENTITIES, metric="marketing"))


def query(answer: AdRows, _: Any) -> Answer:
    """Return the rows a platform gave just now, each cell a text; nothing of them is added up."""
    part = tell_rows(answer)
    data = Envelope(
        shop=answer.shop,
        currency=answer.currency or "",
        columns=answer.columns,
        rows=[[None if cell is None else cut(cell, CELL) for cell in row] for row in answer.rows],
        total_rows=len(answer.rows),
        as_of=answer.as_of,
        notes=answer.notes,
        detail={"account": answer.account, "timezone": answer.timezone, "query": answer.query, "more": answer.more},
    ).data()
    rows = [",".join("–" if cell is None else quoted(cell) for cell in row) for row in answer.rows]
    lines = Lines(",".join(answer.columns), rows)
    return Answer(composed(part.words, lines, caveats(part), lambda count: _foot(answer, count)), data)


def _foot(answer: AdRows, count: int) -> str:
    held_back = f" Showing {count} of {len(answer.rows)}; all in data." if count < len(answer.rows) else ""
    return f"Live, not from the books. {when(answer.as_of)}{held_back}"
