"""`/campaigns`: what each campaign cost and what that was worth, sorted and paged; one of them with its days."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from credora_agent.core.errors import BadInput
from credora_agent.reports.campaign_columns import BLENDED, ORDERS
from credora_agent.telling.goods import tell_campaigns
from credora_agent.web.grids import Order, Page, Sorting, grid, wanted
from credora_agent.web.look import page as shown
from credora_agent.web.pages.courses import ADS, course_chart
from credora_agent.web.periods import PRESETS, Dates
from credora_agent.web.replies import csv_of

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport, SheetRow
    from credora_agent.web.parts import Parts
    from credora_agent.web.periods import Chosen
    from credora_agent.web.visitor import Visitor

Key = Annotated[str | None, Query(max_length=300)]
BRIEF = ("ad_spend", "share_of_spend", "platform_roas", "break_even_roas", "poas", "cost_per_purchase",
         "profit_after_ads", "cost_trend", "ad_spend_before", "platform_roas_before")  # fmt: skip
TEXTS = ("platform", "account", "status", "channel", "attribution", "currency", "cm2_rate_of", "products", "trend")
LABELS = {"cm2_rate_of": "CM2 rate of", "attribution": "Purchases credited by", "trend": "Cost per purchase"}


async def ask(
    parts: Parts,
    visitor: Visitor,
    chosen: Chosen,
    *,
    sorting: Sorting = Sorting("ad_spend"),  # noqa: B008 - frozen
    limit: int | None = None,
) -> SheetReport:
    """Return what each campaign came to over those days; the page, its file and its JSON say the same."""
    return await parts.reports.campaigns(
        visitor.caller, chosen.period, today=visitor.today, order=sorting.column, lowest_first=sorting.lowest_first,
        limit=limit, compare=chosen.compare,
    )  # fmt: skip


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the page and of its file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/campaigns")
    async def campaigns(  # noqa: PLR0913 - a query's parts
        request: Request,
        dates: Annotated[Dates, Depends()],
        order: Order = None,
        page: Page = 1,
        campaign: Key = None,
        *,
        wide: bool = False,
    ) -> Response:
        """Show the campaigns of a period, or one of them."""
        visitor = await parts.visitors.reader(request)
        try:
            chosen, sorting = dates.chosen(visitor.today), Sorting.read(order, ORDERS, "ad_spend")
            if campaign is not None:
                return await _one(parts, request, visitor, chosen, campaign)
            report = await ask(parts, visitor, chosen, sorting=sorting, limit=wanted(page))
        except BadInput as problem:
            return shown(
                request, "trouble.html", visitor, status=400, title="Campaigns", problem=problem, back="/campaigns"
            )
        names = BRIEF if not wide else [each.id for each in report.sheet.columns if each.id not in BLENDED]
        found = grid(
            report.sheet, path="/campaigns", query=dict(request.query_params), sorting=sorting, sortable=ORDERS,
            shown=names, page=page,
        )  # fmt: skip
        return shown(
            request, "campaigns.html", visitor, report=report, grid=found, chosen=chosen, presets=PRESETS, wide=wide,
            words=tell_campaigns(report).words, blended=[each for each in report.sheet.columns if each.id in BLENDED],
        )  # fmt: skip

    @router.get("/campaigns.csv")
    async def file(request: Request, dates: Annotated[Dates, Depends()], order: Order = None) -> Response:
        """Return every campaign of a period as a file."""
        from credora_agent.reports.export.books import write_sheet  # noqa: PLC0415 - seldom asked for

        visitor = await parts.visitors.reader(request)
        chosen = dates.chosen(visitor.today)
        report = await ask(parts, visitor, chosen, sorting=Sorting.read(order, ORDERS, "ad_spend"))
        name = f"{visitor.open_shop.slug} campaigns {chosen.start} {chosen.end}"
        return csv_of(name, partial(write_sheet, sheet=report.sheet))

    return router


async def _one(parts: Parts, request: Request, visitor: Visitor, chosen: Chosen, key: str) -> Response:
    """Show one campaign: its figures, its days, what it advertises. Raises BadInput where it spent nothing."""
    report = await ask(parts, visitor, chosen)
    row = next((row for row in report.sheet.rows if row.id == key), None)
    if row is None:
        raise BadInput(
            f"No campaign {key[:60]!r} ran in these days.", remedy="Choose other days, or see all campaigns."
        )
    course = await parts.reports.campaign_course(visitor.caller, key, chosen.period, today=visitor.today)
    texts = {LABELS.get(name, name.capitalize()): row.texts[name] for name in TEXTS if name in row.texts}
    return shown(
        request, "campaign.html", visitor, report=report, row=row, chosen=chosen, presets=PRESETS, course=course,
        texts=texts, products=await _products(parts, visitor, chosen, row),
        chart=course_chart(course, ADS, title="Spend, and what its platform credits it with", what=row.label),
        columns=[each for each in report.sheet.columns if each.id not in BLENDED],
    )  # fmt: skip


async def _products(parts: Parts, visitor: Visitor, chosen: Chosen, row: SheetRow) -> SheetReport | None:
    """Return the products a campaign advertises, None where that is not said of any."""
    if not row.tied:
        return None
    found = await parts.reports.products(visitor.caller, chosen.period, today=visitor.today)
    rows = tuple(each for each in found.sheet.rows if each.id in row.tied)
    return found.model_copy(update={"sheet": found.sheet.model_copy(update={"rows": rows, "total": None})})
