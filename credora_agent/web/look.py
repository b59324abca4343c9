"""How pages look: one template environment, the words and numbers in it, and the headers a page goes out with."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from credora_agent.analytics.metrics import METRICS
from credora_agent.core.page import DRESS
from credora_agent.telling import phrasing
from credora_agent.telling.live import TITLES
from credora_agent.telling.sheet import cell
from credora_agent.web import statics
from credora_agent.web.links import BOOKS, entries_of, link

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from starlette.requests import Request

    from credora_agent.reports.schemas import Change, Figure
    from credora_agent.web.visitor import Visitor

FOLDER = Path(__file__).parent / "templates"
BOUNDS = {"at_most": "≤ ", "at_least": "≥ ", "partial": "~ "}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of a page: our own files only, nothing inline, nobody else's address."""
HEADERS = DRESS | {"content-security-policy": POLICY, "referrer-policy": "same-origin", "vary": "cookie, hx-request"}
GOOD = frozenset({"earns", "improving", "favourable", "new"})
WARN = frozenset(
    {"reorder", "slow", "cannot tell", "few sales", "few purchases", "estimated", "unsold", "no unit cost"}
)
BAD = frozenset(
    {"loses", "decaying", "loses after ads", "loses before ads", "out of stock", "oversold", "unfavourable",
     "loses on each unit", "dead stock"}
)  # fmt: skip
"""What marks of lines are, beside the words themselves."""
NAVIGATION = (
    ("", (("/", "Dashboard"), ("/ask", "Ask"), ("/findings", "Findings"))),
    ("Money", (("/pnl", "Profit & loss"), ("/cash", "Cash forecast"), ("/whatif", "What if"), ("/budgets", "Budgets"))),
    ("Trade", (("/products", "Products"), ("/campaigns", "Campaigns"), ("/inventory", "Inventory"),
               ("/cohorts", "Cohorts"), ("/orders", "Orders"))),
    ("Books", (("/reconcile", "Reconcile"), ("/status", "Status"), ("/settings", "Settings"))),
)  # fmt: skip
"""Where the navigation leads, by group."""


def page(
    request: Request,
    name: str,
    visitor: Visitor | None,
    /,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """Return a template as a response: the whole page, or for htmx the part of it that is asked for.

    The template sees `visitor` (None: nobody is signed in), `path`, `query` (the address's own parameters) and
    `partial` (true where htmx asked and only what is within `#main` is to be sent).
    """
    partial = (
        request.headers.get("hx-request") == "true" and request.headers.get("hx-history-restore-request") != "true"
    )
    BOOKS.set(request.query_params.get("books"))
    theme = request.cookies.get("theme")
    html = templates().get_template(name).render(
        visitor=visitor, path=request.url.path, query=dict(request.query_params), partial=partial,
        theme=theme if theme in {"light", "dark"} else None, navigation=NAVIGATION, **context,
    )  # fmt: skip
    return HTMLResponse(html, status, {**HEADERS, **(headers or {})})


def fragment(request: Request, name: str, /, **context: Any) -> Markup:
    """Return a template as a part of a page: the same for whoever sees it."""
    BOOKS.set(request.query_params.get("books"))
    query = dict(request.query_params)
    return Markup(templates().get_template(name).render(path=request.url.path, query=query, **context))  # noqa: S704


@cache
def templates() -> Environment:
    """Return the environment: everything is escaped, and a name nobody gave is an error."""
    made = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.globals.update(static=statics.address, link=link, cell=cell, entries_of=entries_of)
    made.filters.update(
        amount=amount, brief=brief, percent=phrasing.percent, money=phrasing.money, whole_money=phrasing.whole_money,
        measured=phrasing.measured, day=day, days=days, moment=moment, delta=delta, ratio=ratio, tone=tone,
        badge=badge, coded=coded, platform=platform, anchor=anchor, line=line,
    )  # fmt: skip
    return made


def amount(figure: Figure) -> str:
    """Return a figure as statements write it, its bound marked; – when it is not recorded."""
    return ("" if figure.value is None else BOUNDS.get(figure.bound, "")) + phrasing.amount(figure)


def brief(figure: Figure) -> str:
    """Return a figure as cards write it: money from 1,000 on without pence."""
    if figure.value is None or figure.unit != "money" or abs(figure.value) < 1000:  # noqa: PLR2004
        return amount(figure)
    return BOUNDS.get(figure.bound, "") + phrasing.whole_money(figure.value, str(figure.currency))


def delta(change: Change, figure: Figure) -> str:
    """Return by how much a figure moved, in its own unit, with its sign: +£1,204.50; percentage points for shares."""
    if change.delta is None:
        return "–"
    sign = "+" if change.delta > 0 else "−" if change.delta < 0 else "±"
    size = abs(change.delta)
    if figure.unit == "money":
        return sign + phrasing.money(size, str(figure.currency))
    if figure.unit == "ratio":
        return f"{sign}{size * 100:.1f} pp"
    return sign + phrasing.measured(size, figure.unit)


def ratio(change: Change) -> str:
    """Return by what share of its base a figure moved: +12.3%; "" where there is no base to speak of."""
    return "" if change.ratio is None else phrasing.percent(change.ratio, signed=True)


def tone(value: Decimal | None) -> str:
    """Return the class of a signed value: "up", "down" or "level"."""
    return "level" if not value else "up" if value > 0 else "down"


def day(value: date, *, year: bool = True) -> str:
    """Return a day as it is written: 3 Nov 2026."""
    return f"{value.day} {value:%b %Y}" if year else f"{value.day} {value:%b}"


def days(period: Any) -> str:
    """Return a period (anything with start and end) as it is written: 1–30 Nov 2026, 12 Oct – 3 Nov 2026."""
    start, end = period.start, period.end
    if start == end:
        return day(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    return f"{day(start, year=start.year != end.year)} – {day(end)}"


def moment(value: datetime) -> str:
    """Return a moment as it is written: 3 Nov 2026, 14:05 UTC."""
    return f"{day(value.date())}, {value:%H:%M} {value.tzname() or ''}".strip()


def badge(mark: str) -> str:
    """Return the class of a mark: good, warn, bad, or none."""
    if mark in BAD or mark.startswith("runs out"):
        return "bad"
    return "good" if mark in GOOD else "warn" if mark in WARN else ""


def platform(name: str) -> str:
    """Return what a platform is called; any other text as it is."""
    return TITLES.get(name, name)


def line(category: str) -> str:
    """Return what the statement calls a category of the ledger."""
    return METRICS[category].label if category in METRICS else category.replace("_", " ")


def anchor(key: str) -> str:
    """Return a key as the id of a place on a page: letters, digits and dashes; two alike keys may share one."""
    return "-".join(part for part in re.split(r"[^A-Za-z0-9]+", key) if part) or "unnamed"


def coded(text: str) -> Markup:
    """Return a text with what stands between backticks set as code; all of it escaped."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))
