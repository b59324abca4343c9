"""What each resource holds, as JSON: metrics, data status, schemas, a product or a campaign of the last 28 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastmcp.resources.base import ResourceContent

from credora_agent.analytics.metrics import REGISTRY
from credora_agent.core.errors import BadInput, Unavailable
from credora_agent.core.period import Period
from credora_agent.core.prompts import prompt
from credora_agent.core.quoting import cut, held, sentence
from mcp_servers import analytics
from mcp_servers.answers.envelope import days, moment, rows_behind, value
from mcp_servers.answers.schema import schema_of
from mcp_servers.names import Name, ranked, remedy
from mcp_servers.schema import parameters
from mcp_servers.serving import titled
from mcp_servers.tool import Toolbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.actions.service import Actions
    from credora_agent.analytics.metrics import Metric
    from credora_agent.reports.sheets import Column, SheetReport, SheetRow
    from mcp_servers.tool import Context, Tool

WINDOW = 28
"""Days a product or a campaign is told of, up to yesterday."""
NEAR = 3
DOCUMENTS = 100
"""How many of the newest documents are listed."""


@dataclass(frozen=True, slots=True)
class At:
    """On whose behalf a resource is read, and the tools served beside it, by name: (server, tool)."""

    context: Context
    tools: Mapping[str, tuple[str, Tool]]

    @property
    def period(self) -> Period:
        """Return the days a line of a sheet is told of."""
        yesterday = self.context.today - timedelta(days=1)
        return Period(yesterday - timedelta(days=WINDOW - 1), yesterday)


def actions_of(context: Context) -> Actions:
    """Return what keeps the shop's documents. Raises Unavailable where nothing does."""
    if context.actions is None:
        raise Unavailable("Documents cannot be read from here.", remedy="List them with `credora documents`.")
    return context.actions


async def metrics(_: At) -> Any:
    """Return the registry."""
    return [_metric(each) for each in REGISTRY.values()]


async def metric(_: At, name: str) -> Any:
    """Return one metric. Raises BadInput for one there is none of."""
    found = REGISTRY.get(name)
    if found is None:
        near = ranked(name, [Name(each.id, each.label) for each in REGISTRY.values()])
        raise BadInput("There is no such metric.", remedy=remedy(near[:NEAR], "credora://metrics lists them."))
    return _metric(found)


async def status(at: At) -> Any:
    """Return what the books hold and how fresh they are: the data of cfo_status."""
    return (await Toolbox(at.context, analytics.TOOLS).answer("cfo_status", {})).data


async def schemas(at: At) -> Any:
    """Return the tools there are, and where the schema of each is."""
    return [
        {
            "tool": name,
            "server": server,
            "title": titled(name),
            "scope": tool.scope,
            "schema": f"credora://schemas/{name}",
        }
        for name, (server, tool) in at.tools.items()
    ]


async def schema(at: At, name: str) -> Any:
    """Return what a tool takes and what it answers. Raises BadInput for one that is not served here."""
    if name not in at.tools:
        near = ranked(name, [Name(each) for each in at.tools])
        raise BadInput("There is no such tool.", remedy=remedy(near[:NEAR], "credora://schemas lists them."))
    server, tool = at.tools[name]
    return {
        "tool": name,
        "description": prompt(f"tools/{server}/{name}"),
        "arguments": parameters(name, tool.arguments),
        "result": schema_of(name),
    }


async def documents(at: At) -> Any:
    """Return the newest documents that are kept, each with its address."""
    kept = await actions_of(at.context).documents(at.context.caller, now=at.context.moment, limit=DOCUMENTS)
    return kept.model_dump(mode="json")["documents"]


async def document(at: At, given: str) -> Any:
    """Return a document as it was made: text as text, anything else as bytes. Raises BadInput for one not kept."""
    kept, content = await actions_of(at.context).document(at.context.caller, given, now=at.context.moment)
    told = content.decode("utf-8", errors="replace") if kept.media_type.startswith("text/") else content
    return ResourceContent(told, mime_type=kept.media_type)


async def product(at: At, sku: str) -> Any:
    """Return a product's line of the last 28 days. Raises BadInput for one that has none."""
    report = await at.context.reports.products(at.context.caller, at.period, today=at.context.today)
    return _line(report, sku, "net_sales", "cfo_products")


async def campaign(at: At, key: str) -> Any:
    """Return a campaign's line of the last 28 days. Raises BadInput for one that has none."""
    report = await at.context.reports.campaigns(at.context.caller, at.period, today=at.context.today)
    return _line(report, key, "marketing", "cfo_campaigns")


def _metric(of: Metric) -> dict[str, Any]:
    found = {
        "id": of.id,
        "label": of.label,
        "unit": of.unit.value,
        "kind": of.kind.value,
        "formula": of.formula,
        "base": of.base,
        "caveats": list(of.caveats),
    }
    return {name: each for name, each in found.items() if each}


def _line(report: SheetReport, named: str, metric: str, listed_by: str) -> dict[str, Any]:
    row = _called(report, named, listed_by)
    currency = row.currency or report.currency
    columns = [column for column in report.sheet.columns if row.values.get(column.id) is not None]
    found = {
        "shop": cut(report.shop),
        "currency": currency,
        "period": days(report.period),
        "as_of": moment(report.as_of),
        "id": held(row.id),
        "label": cut(row.label),
        "figures": [_figure(column, row, currency) for column in columns],
        "unknown": [column.id for column in report.sheet.columns if row.values.get(column.id) is None],
        "remarks": [cut(mark) for mark in row.marks],
        "texts": {name: sentence(text) for name, text in row.texts.items()},
        "entries": row.entries,
        "notes": [sentence(note) for note in (*report.notes, *report.rules)],
    }
    if row.behind is not None:
        found["sources"] = [rows_behind(metric, row.behind, sku=row.behind.sku, campaign=row.behind.campaign)]
    return found


def _figure(column: Column, row: SheetRow, currency: str) -> dict[str, Any]:
    found = {
        "id": column.id,
        "label": column.label,
        "value": value(row.values[column.id]),
        "unit": str(column.unit),
        "currency": (column.currency or currency) if column.unit == "money" else None,
        "formula": column.formula,
        "bound": str(row.bounds[column.id]) if column.id in row.bounds else None,
    }
    return {name: each for name, each in found.items() if each is not None}


def _called(report: SheetReport, named: str, listed_by: str) -> SheetRow:
    """Return the row of that id, or the only one of that label."""
    rows, said = report.sheet.rows, named.casefold()
    found = [row for row in rows if row.id == named] or [
        row for row in rows if said in {row.id.casefold(), row.label.casefold()}
    ]
    if len(found) == 1:
        return found[0]
    near = [row.id for row in found] or ranked(named, [Name(row.id, row.label) for row in rows])
    raise BadInput(
        f"{len(found)} lines of the last {WINDOW} days are called that." if found
        else f"No line of the last {WINDOW} days is called that.",
        remedy=remedy([held(each) for each in near[:NEAR]], f"{listed_by} lists them."),
    )  # fmt: skip
