"""Meta's ad accounts and their daily figures: rows as Meta words them, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from credora_agent.platforms.base import Page, Passing
from credora_agent.platforms.meta_ads import account as accounts_
from credora_agent.platforms.meta_ads import insights, report
from credora_agent.platforms.meta_ads.account import digits, read_account
from credora_agent.platforms.meta_ads.faults import PLATFORM
from credora_agent.platforms.meta_ads.graph import VERSION, Graph
from credora_agent.platforms.meta_ads.oauth import token_info

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    import httpx2

    from credora_agent.platforms.addresses import Addresses
    from credora_agent.platforms.base import Alarm, App, Pace, Tokens
    from credora_agent.platforms.meta_ads.account import Account
    from credora_agent.platforms.meta_ads.oauth import TokenInfo
    from credora_agent.platforms.meta_ads.report import ReportState

PAGE = "500"


class MetaClient:
    """One Meta login. Accounts are named by their digits, with or without `act_`; days are the account's own."""

    def __init__(  # noqa: PLR0913 - the parts a connection is put together from
        self,
        http: httpx2.AsyncClient,
        addresses: Addresses,
        app: App,
        tokens: Tokens,
        pace: Pace,
        *,
        version: str = VERSION,
        alarm: Callable[[Alarm], None] = lambda _: None,
    ) -> None:
        self._http, self._addresses, self._app, self._tokens, self._version = http, addresses, app, tokens, version
        self._graph = Graph(http, addresses, app, tokens, pace, version=version, alarm=alarm)

    async def accounts(self) -> list[Account]:
        """Return every ad account the login may read, closed ones too: their past stays readable."""
        fields = ",".join(accounts_.FIELDS)

        async def page(after: str | None) -> Page:
            return await self._page("me/adaccounts", after, fields=fields)

        return [read_account(node) for node in await self._whole(page, ("account_id",))]

    async def start_report(self, account: str, since: date, until: date) -> str:
        """Return the id of a report, just begun, on each campaign's days from `since` to `until`, both included."""
        asked = insights.campaign_days(since, until)
        begun = await self._graph.post(f"act_{digits(account)}/insights", **asked)
        if not begun.get("report_run_id"):
            raise _broken("a report without an id")
        return digits(str(begun["report_run_id"]))

    async def report(self, run: str) -> ReportState:
        """Return how far a report is. Raises TooMuch, Passing or another fault when it will never come."""
        return report.read_state(await self._graph.get(digits(run), fields=",".join(report.FIELDS)))

    async def report_page(self, run: str, after: str | None = None) -> Page:
        """Return one page of a finished report."""
        return await self._page(f"{digits(run)}/insights", after)

    async def report_rows(self, run: str) -> list[dict[str, Any]]:
        """Return all rows of a finished report; Passing instead of a part of them, or of one row twice."""
        return await self._whole(lambda after: self.report_page(run, after), ("campaign_id", "date_start"))

    async def campaign_days(self, account: str, since: date, until: date) -> list[dict[str, Any]]:
        """Return each campaign's days at once, without a report: for few days. Raises TooMuch for many."""
        asked = insights.campaign_days(since, until)
        return await self._days(account, asked, ("campaign_id", "date_start"))

    async def totals(self, account: str, since: date, until: date) -> list[dict[str, Any]]:
        """Return the account's own sum of each day, which those of its campaigns must come to."""
        return await self._days(account, insights.account_days(since, until), ("account_id", "date_start"))

    async def token_info(self) -> TokenInfo:
        """Return what Meta says of the present token: whose, whether valid, until when, for what."""
        token = await self._tokens.current()
        return await token_info(self._http, self._addresses, self._app, token, version=self._version)

    async def _days(self, account: str, asked: dict[str, str], key: tuple[str, ...]) -> list[dict[str, Any]]:
        path = f"act_{digits(account)}/insights"
        return await self._whole(lambda after: self._page(path, after, **asked), key)

    async def _page(self, path: str, after: str | None, **params: str) -> Page:
        place = {"after": after} if after is not None else {}
        told = await self._graph.get(path, **params, **place, limit=PAGE)
        nodes = told.get("data")
        if not isinstance(nodes, list):
            raise _broken("a page without rows or an end")
        return Page(nodes, _next(told))

    async def _whole(self, page: Callable[[str | None], Awaitable[Page]], key: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return the nodes of all pages, provided that no cursor and no key comes twice."""
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        cursors: set[str | None] = set()
        after: str | None = None
        while after not in cursors:
            cursors.add(after)
            one = await page(after)
            fresh = {tuple(node.get(name) for name in key): node for node in one.nodes}
            if len(fresh) < len(one.nodes) or fresh.keys() & found.keys():
                raise _broken("the same row twice")
            found.update(fresh)
            if one.next is None:
                return list(found.values())
            after = one.next
        raise _broken("a cursor that goes back")


def _next(told: dict[str, Any]) -> str | None:
    """Return the cursor of the next page; the address Meta gives for it is never followed, only read."""
    paging = told.get("paging") or {}
    if "next" not in paging:
        return None
    cursor = (paging.get("cursors") or {}).get("after")
    told_there = parse_qs(urlsplit(str(paging["next"])).query).get("after", [""])[0]
    if not (found := str(cursor or told_there)):
        raise _broken("a next page without a cursor")
    return found


def _broken(what: str) -> Passing:
    return Passing(
        f"Meta's answer was not whole: {what}.", remedy="Nothing of it is kept; it is asked again.", platform=PLATFORM
    )
