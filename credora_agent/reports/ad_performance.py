"""What one platform's ads cost and what it says they brought, by campaign, day, week or month, from our books.

Each line is in the currency of its account. Spend is told in the shop's, too, where that is another; there it is the
P&L's marketing of the platform, to the micro. Amounts of several currencies are never added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from credora_agent.analytics.campaigns.performance import extremes
from credora_agent.analytics.figure import Bound
from credora_agent.core.money import to_decimal
from credora_agent.ledger.load import load_books
from credora_agent.ledger.load_ad_reports import Which, load_ad_attributions, load_ad_campaigns, load_ad_performance
from credora_agent.reports.ad_columns import REPORTED, column, read_order, spend_in, values
from credora_agent.reports.ad_lines import By, Line, by_currency, campaign_lines, time_lines, total
from credora_agent.reports.ad_pages import Page, Place, page
from credora_agent.reports.ad_sources import RESTATED, Sources, ad_sources, campaigns_called, key, reading_notes
from credora_agent.reports.asking import check_days, tenant_of
from credora_agent.reports.build import date_range
from credora_agent.reports.sheets import Behind, Sheet, SheetReport, SheetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.core.period import Period
    from credora_agent.ledger.adverts import Sums
    from credora_agent.ledger.load_ad_reports import AdCampaign, Credited
    from credora_agent.ledger.view import Books

BEST, WORST = "highest ROAS", "lowest ROAS"
COUNTS = frozenset({"impressions", "clicks", "ctr", "conversions"})
"""What adds up over accounts of several currencies."""
OWN_WORD = "Conversions are what the platform credits itself with; others claim the same orders, so never add them up."
RULES_NAMED = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Which platform, days and lines; `campaign` is an id or exact name, `account` an account's id or name."""

    platform: str
    period: Period
    today: date
    by: By = "campaign"
    campaign: str | None = None
    account: str | None = None
    order_by: str | None = None
    limit: int = 20
    cursor: str | None = None

    @property
    def question(self) -> dict[str, Any]:
        """Return what a cursor goes on with only."""
        return {
            "platform": self.platform, "period": str(self.period), "by": self.by, "campaign": self.campaign,
            "account": self.account, "order": self.order_by,
        }  # fmt: skip


async def ad_performance(database: Database, caller: Caller, asked: Asked) -> SheetReport:
    """Return a page of lines, and their total over all of them.

    Raises NotConnected without an account of the platform, BadInput for an account, a campaign, an order or a cursor
    there is none of, BadPeriod for days after today.
    """
    check_days(asked.period, asked.today)
    order = read_order(asked.order_by)
    return await database.read(caller, partial(_report, tenant=tenant_of(caller), asked=asked, order=order))


async def _report(session: ReadSession, *, tenant: UUID, asked: Asked, order: tuple[str, bool] | None) -> SheetReport:
    books = await load_books(session, tenant)
    sources = await ad_sources(session, tenant, asked.platform, asked.account)
    meant = await campaigns_called(session, tenant, sources, asked.campaign) if asked.campaign is not None else None
    which = Which(tenant, asked.period, sources.ids, meant)
    added = await load_ad_performance(session, which, asked.by)
    if asked.by == "campaign":
        known = meant if meant is not None else await load_ad_campaigns(session, tenant, sources.ids)
        lines = campaign_lines(added, asked.period, sources, known)
    else:
        lines = time_lines(added, asked.period, asked.by)
    return _Telling(books, sources, asked, meant, order, lines).report(await load_ad_attributions(session, which))


class _Telling:
    """How lines become a report."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a report is made of
        self,
        books: Books,
        sources: Sources,
        asked: Asked,
        meant: Sequence[AdCampaign] | None,
        order: tuple[str, bool] | None,
        lines: Sequence[Line],
    ) -> None:
        self.books, self.sources, self.asked, self.meant, self.lines = books, sources, asked, meant, lines
        self.currencies = sorted({line.currency for line in lines})
        self.mixed = len(self.currencies) > 1
        self.in_shop = spend_in(books.currency) if set(self.currencies) - {books.currency} else None
        self.in_time = asked.by != "campaign" and order is None
        self.order, self.lowest_first = order or ("spend", False)
        found = extremes({line.id: line.sums for line in lines}) if asked.by == "campaign" else None
        self.extreme: Mapping[str, str] = dict(zip(found or (), (BEST, WORST), strict=False))

    def report(self, rules: Sequence[Credited]) -> SheetReport:
        """Return the page asked for."""
        shown, currency = self._page(), self.currencies[0] if len(self.currencies) == 1 else self.books.currency
        sheet = Sheet(
            title=f"{self.sources.title} {'campaigns' if self.asked.by == 'campaign' else f'by {self.asked.by}'}",
            currency=currency,
            columns=(*REPORTED, *([self.in_shop] if self.in_shop else [])),
            rows=tuple(self._row(line) for line in shown.lines),
            total=self._total() if self.lines else None,
            left_out=shown.after,
            order=self._order_said(),
            next_cursor=shown.next_cursor,
            total_rows=shown.total,
        )
        by_id = {line.id: line for line in self.lines}
        return SheetReport(
            shop=self.books.shop,
            currency=currency,
            period=date_range(self.asked.period),
            as_of=self.sources.read_until or self.books.as_of,
            ledger_version=self.books.version,
            sheet=sheet,
            notes=tuple(self._notes(rules)),
            notable=tuple(self._row(by_id[name]) for name in self.extreme),
        )

    def _page(self) -> Page[Line]:
        places = [Place(self._rank(line), line.id, line) for line in self.lines]
        return page(
            places, lowest_first=self.in_time or self.lowest_first, limit=self.asked.limit, given=self.asked.cursor,
            name="ads", question=self.asked.question,
        )  # fmt: skip

    def _rank(self, line: Line) -> Fraction | None:
        return Fraction(line.period.start.toordinal()) if self.in_time else line.rank(self.order, mixed=self.mixed)

    def _order_said(self) -> str:
        if self.in_time:
            return "oldest first"
        return f"by {column(self.order).label}, {'lowest' if self.lowest_first else 'highest'} first"

    def _row(self, line: Line) -> SheetRow:
        marks = {
            self.extreme.get(line.id, ""): line.id in self.extreme,
            f"in {line.currency}": self.mixed and line.campaign is not None,
            "may still change": line.campaign is None and self._moves(line.period),
            "no exchange rate": self.in_shop is not None and line.sums.unconverted > 0,
        }
        return SheetRow(
            id=line.id,
            label=line.label,
            values=self._values(line.sums),
            bounds=self._bounds(line.sums),
            marks=tuple(mark for mark, holds in marks.items() if holds),
            texts=self._texts(line),
            entries=line.sums.entries,
            behind=self._behind(line.sums, line.period, line.campaign),
            currency=line.currency if self.mixed else None,
        )

    def _total(self) -> SheetRow:
        sums = total(self.lines)
        found = self._values(sums)
        if self.mixed:
            addable = COUNTS | {self.in_shop.id if self.in_shop else ""}
            found = {name: value if name in addable else None for name, value in found.items()}
        return SheetRow(
            id="total",
            label="All campaigns" if self.meant is None else "Total",
            values=found,
            bounds=self._bounds(sums),
            entries=sums.entries,
            behind=self._behind(sums, self.asked.period, None),
        )

    def _values(self, sums: Sums) -> dict[str, Decimal | None]:
        return {**values(sums), **({self.in_shop.id: to_decimal(sums.converted)} if self.in_shop else {})}

    def _bounds(self, sums: Sums) -> dict[str, Bound]:
        return {self.in_shop.id: Bound.PARTIAL} if self.in_shop and sums.unconverted else {}

    def _texts(self, line: Line) -> dict[str, str]:
        if line.campaign is None:
            return {}
        several = len(self.sources.accounts) > 1
        texts = {
            "account": self.sources.of(line.campaign.connection).account if several else "",
            "status": line.campaign.status or "",
            "channel": line.campaign.channel or "",
        }
        return {name: text for name, text in texts.items() if text}

    def _behind(self, sums: Sums, period: Period, campaign: AdCampaign | None) -> Behind | None:
        """Return where the ledger rows are: it can be asked for one campaign, or for all platforms together."""
        if campaign is None and self.meant is not None and len(self.meant) == 1:
            campaign = self.meant[0]
        if campaign is None or not sums.entries:
            return None
        return Behind(start=period.start, end=period.end, campaign=key(self.sources, campaign))

    def _moves(self, period: Period) -> bool:
        return period.end >= self.asked.today - timedelta(days=RESTATED - 1)

    def _notes(self, rules: Sequence[Credited]) -> Iterable[str]:
        if not self.lines:
            yield f"{self.sources.title} reports no ads for these days."
        if self.mixed:
            yield f"By currency, never added up: {by_currency(self.lines)}."
        unconverted = sum(line.sums.unconverted for line in self.lines) if self.in_shop else 0
        if unconverted:
            lacks = f"have no exchange rate to {self.books.currency} and are left out of it"
            yield f"{unconverted} campaign days {lacks}: `credora rates import`."
        yield from reading_notes(self.sources, self.asked.period, self.asked.today)
        if rules:
            yield f"Purchases are credited by {_credited(rules)}. {OWN_WORD}"
        if self.meant is not None and len(self.meant) > 1:
            yield f"{len(self.meant)} campaigns are called so; all of them are counted."


def _credited(rules: Sequence[Credited]) -> str:
    if len(rules) == 1:
        return rules[0].attribution
    return ", ".join(f"{rule.attribution} ({rule.first_day} to {rule.last_day})" for rule in rules[:RULES_NAMED])
