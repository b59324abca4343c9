"""`/entries`: the ledger rows behind a figure, page by page; `/entries/{id}`: one of them, and where it comes from."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response, StreamingResponse

from credora_agent.actions.papers import MOST_ROWS
from credora_agent.analytics.metrics import METRICS, Metric, Unit
from credora_agent.core.errors import BadInput
from credora_agent.core.period import Period, parse_day
from credora_agent.ledger.load import Only
from credora_agent.reports.export.books import PAGE as FILE_PAGE
from credora_agent.web.links import link
from credora_agent.web.look import page as shown
from credora_agent.web.replies import PRIVATE, safe_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date

    from credora_agent.reports.entry import EntryFound
    from credora_agent.reports.schemas import Entries
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

PAGE = 100
CHUNK = 1 << 16
HELD = 4 << 20
"""Bytes of a file that are held in memory while it is written."""
Word = Annotated[str | None, Query(max_length=300)]
Cursor = Annotated[str | None, Query(max_length=400)]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""A row's number."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The query: the rows behind which metric of which days, of one SKU, campaign or order only; by `Depends()`."""

    metric: Annotated[str, Query(max_length=40)] = "net_profit"
    start: Annotated[str | None, Query(max_length=40)] = None
    end: Annotated[str | None, Query(max_length=40)] = None
    sku: Word = None
    campaign: Word = None
    order: Word = None

    @property
    def only(self) -> Only:
        """Return what the rows are narrowed to."""
        return Only(self.sku or None, self.campaign or None, self.order or None)

    def period(self, today: date) -> Period:
        """Return the days; this month up to `today` where none are named. Raises BadPeriod for what is no day."""
        end = parse_day(self.end) if self.end else today
        return Period(parse_day(self.start) if self.start else end.replace(day=1), end)


async def ask(
    parts: Parts, visitor: Visitor, behind: Behind, *, cursor: str | None = None, limit: int = PAGE
) -> Entries:
    """Return one page of the rows, their count and sum over all pages; the page, its file and its JSON say the same."""
    period = behind.period(visitor.today)
    return await parts.reports.entries(
        visitor.caller, behind.metric, period, only=behind.only, cursor=cursor or None, limit=limit
    )


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the list, of one row, and of the file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/entries")
    async def entries(request: Request, behind: Annotated[Behind, Depends()], cursor: Cursor = None) -> Response:
        """Show the rows behind a figure."""
        visitor = await parts.visitors.reader(request)
        try:
            found = await ask(parts, visitor, behind, cursor=cursor)
        except BadInput as problem:
            return _trouble(request, visitor, problem)
        asked = {name: value for name, value in request.query_params.items() if name != "cursor"}
        metric = METRICS[found.metric]
        return shown(
            request, "entries.html", visitor, found=found, metric=metric, asked=asked, made_of=_made_of(metric),
            sums=_sums(metric), next=found.next_cursor and link("/entries", **asked, cursor=found.next_cursor),
            first=link("/entries", **asked) if cursor else None, narrowed=_narrowed(found, asked),
        )  # fmt: skip

    @router.get("/entries.csv")
    async def file(request: Request, behind: Annotated[Behind, Depends()]) -> Response:
        """Return every row behind a figure as a file. Raises BadInput where there are more than a file holds."""
        visitor = await parts.visitors.reader(request)
        first = await ask(parts, visitor, behind, limit=FILE_PAGE)
        if first.total_entries > MOST_ROWS:
            raise BadInput(
                f"{first.total_entries:,} rows are more than a file holds ({MOST_ROWS:,}).", remedy="Choose fewer days."
            )
        name = f"{visitor.open_shop.slug} {behind.metric} {first.period.start} {first.period.end}"
        headers = {**PRIVATE, "content-disposition": f'attachment; filename="{safe_name(name)}.csv"'}
        content = _written(parts, visitor, behind, first)
        return StreamingResponse(content, media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/entries/{entry}")
    async def one(request: Request, entry: Id) -> Response:
        """Show one row: what it says and once said, the record it follows from, and that record's page elsewhere."""
        visitor = await parts.visitors.reader(request)
        try:
            found = await parts.reports.entry(visitor.caller, entry)
        except BadInput as problem:
            return _trouble(request, visitor, problem, status=404)
        return shown(
            request, "entry.html", visitor, found=found, entry=found.entry,
            record=recorded(found),
        )  # fmt: skip

    return router


def recorded(found: EntryFound) -> dict[str, str]:
    """Return the record a row follows from, as its source gave it: texts by their names."""
    record: Any = found.entry.record
    if not isinstance(record, dict):
        return {"record": json.dumps(record, ensure_ascii=False)} if record is not None else {}
    return {
        str(name): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in record.items()
    }


async def _written(parts: Parts, visitor: Visitor, behind: Behind, first: Entries) -> AsyncIterator[bytes]:
    """Yield the file. It is written whole before any of it is sent: what fails is no half of a file."""
    from credora_agent.reports.export.books import write_entries  # noqa: PLC0415 - seldom asked for

    async def page_at(cursor: str | None) -> Entries:
        return first if cursor is None else await ask(parts, visitor, behind, cursor=cursor, limit=FILE_PAGE)

    with tempfile.SpooledTemporaryFile(HELD) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
        await write_entries(text, page_at)
        raw.seek(0)
        while chunk := raw.read(CHUNK):
            yield chunk
        text.detach()


def _trouble(request: Request, visitor: Visitor, problem: BadInput, *, status: int = 400) -> Response:
    return shown(request, "trouble.html", visitor, status=status, title="Ledger rows", problem=problem, back="/entries")


def _sums(metric: Metric) -> bool:
    """Tell whether a metric is the sum of its rows."""
    return metric.unit is Unit.MONEY and metric.over is None and metric.measure is None


def _made_of(metric: Metric) -> list[Metric]:
    """Return the metrics one is worked out from, where its rows alone do not add up to it."""
    if _sums(metric):
        return []
    return [METRICS[name] for name in dict.fromkeys((*(metric.over or ()), *(metric.scaled or ()), *metric.parts))]


def _narrowed(found: Entries, asked: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return what the rows are narrowed to: what it is, which, and the address without it."""
    named = {"sku": ("SKU", found.sku), "campaign": ("Campaign", found.campaign), "order": ("Order", found.order)}
    return [
        (label, value, link("/entries", **{**asked, name: None}))
        for name, (label, value) in named.items()
        if value is not None
    ]
