"""`/findings`: what is worth a look, by money at stake; each dismissed with a reason, or brought back."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from credora_agent.telling.findings import tell_findings
from credora_agent.web.body import form_body
from credora_agent.web.links import link
from credora_agent.web.look import page as shown
from credora_agent.web.replies import csv_of

if TYPE_CHECKING:
    from credora_agent.reports.schemas_findings import Findings
    from credora_agent.web.parts import Parts
    from credora_agent.web.visitor import Visitor

STEPS = {
    "inventory": ("/inventory", "Inventory"),
    "campaigns": ("/campaigns", "Campaigns"),
    "products": ("/products", "Products"),
    "forecast": ("/cash", "Cash forecast"),
    "cash": ("/cash", "Cash forecast"),
    "pnl": ("/pnl", "Profit & loss"),
    "explain": ("/pnl/why", "Why it changed"),
    "entries": ("/entries", "Ledger rows"),
    "orders": ("/orders", "Orders"),
    "payouts": ("/reconcile", "Reconcile"),
    "reconcile": ("/reconcile", "Reconcile"),
    "cohorts": ("/cohorts", "Cohorts"),
    "costs": ("/settings/costs", "Unit costs"),
    "budget": ("/budgets", "Budgets"),
    "alerts": ("/settings/alerts", "Alerts"),
    "connections": ("/settings/connections", "Connections"),
    "sync": ("/status", "Status"),
}
"""The page that does what a command of the command line does."""
KEPT = frozenset({"start", "end", "sku"})
OF_METRIC = frozenset({"explain", "entries"})
DONE = {"dismissed": "Set aside. It stays among the dismissed ones.", "restored": "Brought back."}


class Step(NamedTuple):
    """What to do next: words, and a page of ours with its name, None where there is none for it."""

    words: str
    href: str | None
    page: str


async def ask(parts: Parts, visitor: Visitor, *, dismissed: bool = False) -> Findings:
    """Return what is worth a look today; the page, its file and its JSON say the same."""
    return await parts.reports.findings(visitor.caller, today=visitor.today, dismissed=dismissed)


def routes(parts: Parts) -> APIRouter:
    """Return the routes of the page, of its file, and of what is done to a finding."""
    router = APIRouter(include_in_schema=False)

    @router.get("/findings")
    async def findings(request: Request, done: str = "", *, dismissed: bool = False) -> Response:
        """Show what is worth a look."""
        visitor = await parts.visitors.reader(request)
        found = await ask(parts, visitor, dismissed=dismissed)
        return shown(
            request, "findings.html", visitor, found=found, words=tell_findings(found).words, dismissed=dismissed,
            done=DONE.get(done), back={"dismissed": "true"} if dismissed else {}, step=step,
        )  # fmt: skip

    @router.get("/findings.csv")
    async def file(request: Request, *, dismissed: bool = False) -> Response:
        """Return them as a file."""
        from credora_agent.reports.export.why import write_findings  # noqa: PLC0415 - seldom asked for

        visitor = await parts.visitors.reader(request)
        found = await ask(parts, visitor, dismissed=dismissed)
        name = f"{visitor.open_shop.slug} findings {visitor.today}"
        return csv_of(name, partial(write_findings, found=found))

    @router.post("/findings/dismiss")
    async def dismiss(request: Request) -> Response:
        """Set a finding aside, for a reason if one is given."""
        visitor = await parts.visitors.analyst(request)
        form = await form_body(request)
        reason = form.get("reason", "").strip() or None
        await parts.reports.dismiss(visitor.caller, form.get("key", ""), today=visitor.today, reason=reason)
        return _back(form, "dismissed")

    @router.post("/findings/restore")
    async def restore(request: Request) -> Response:
        """Bring a finding back."""
        visitor = await parts.visitors.analyst(request)
        form = await form_body(request)
        await parts.reports.restore(visitor.caller, form.get("key", ""))
        return _back(form, "restored")

    return router


def step(said: str) -> Step:
    """Return what to do next: the page that does what a command of ours does, any other advice as it is."""
    ours, _, command = said.partition("credora ")
    name, *words = command.split() or [""]
    if ours or name not in STEPS:
        return Step(said, None, "")
    path, page = STEPS[name]
    options = dict(pairwise(words))
    query = {key: options[f"--{key}"] for key in sorted(KEPT) if f"--{key}" in options}
    metric = words[0] if name in OF_METRIC and words else None
    return Step("", link(path, metric=metric, **query), page)


def _back(form: dict[str, str], done: str) -> Response:
    shown_too = "true" if form.get("dismissed") else None
    to = link("/findings", dismissed=shown_too, done=done, books=form.get("books"))
    return RedirectResponse(to, HTTPStatus.SEE_OTHER)
