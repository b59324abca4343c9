"""An answer as pages show it: blocks over their figures, sentences whose numbers lead to rows, and how it came about.

Of a turn under way and of one that was kept the same is made, by the same templates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from credora_agent.reports.schemas import Figure
from credora_agent.telling import blocks
from credora_agent.telling.phrasing import SIGNED_COSTS, amount, money, spoken, whole_money
from credora_agent.web.charts import Band, Chart, Series
from credora_agent.web.links import link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from credora_agent.agent.thread_shown import FeedbackShown, MessageShown, Thread

BLOCK: TypeAdapter[blocks.AnyBlock] = TypeAdapter(blocks.AnyBlock)
APPLIES = re.compile(r"`credora apply ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})`")
"""How an answer says which plan a yes makes."""
PROPOSES = "cfo_propose"
COMMAND = re.compile(r"`(?:credora )?([a-z]+)[^`]{0,200}`")
PAGES: Mapping[str, tuple[str, str]] = {
    "cash": ("/cash", "Cash forecast"),
    "costs": ("/settings/costs", "Settings, Unit costs"),
    "connections": ("/settings/connections", "Settings, Connections"),
    "sync": ("/status", "Status"),
    "import": ("/welcome", "Add data"),
    "rates": ("/settings/costs", "Settings, Unit costs"),
    "alerts": ("/settings/alerts", "Settings, Alerts"),
    "schedules": ("/settings/alerts", "Settings, Schedules"),
    "documents": ("/settings/alerts", "Settings, Documents"),
    "budget": ("/budgets", "Budgets"),
    "findings": ("/findings", "Findings"),
    "forecast": ("/cash", "Cash forecast"),
    "inventory": ("/inventory", "Inventory"),
    "entries": ("/entries", "Entries"),
    "reconcile": ("/reconcile", "Reconcile"),
}
"""Where a page does what a command of the command line does, and what it is called."""
TOOLS: Mapping[str, tuple[str, str, str]] = {
    "cfo_pnl": ("/pnl", "Profit & loss", "profit and loss"),
    "cfo_metrics": ("/pnl", "Profit & loss", "figures"),
    "cfo_explain_change": ("/pnl", "Profit & loss", "why it moved"),
    "cfo_findings": ("/findings", "Findings", "findings"),
    "cfo_products": ("/products", "Products", "products"),
    "cfo_campaigns": ("/campaigns", "Campaigns", "campaigns"),
    "cfo_forecast": ("/cash", "Cash forecast", "the cash forecast"),
    "cfo_scenario": ("/whatif", "What if", "another future"),
    "cfo_cohorts": ("/cohorts", "Cohorts", "customers by cohort"),
    "cfo_inventory": ("/inventory", "Inventory", "stock"),
    "cfo_budget": ("/budgets", "Budgets", "budgets"),
    "cfo_reconcile": ("/reconcile", "Reconcile", "the bridge from the sources"),
    "cfo_entries": ("/entries", "Entries", "ledger rows"),
    "cfo_status": ("/status", "Status", "how fresh the books are"),
    "shopify_orders": ("/orders", "Orders", "orders"),
    "shopify_products": ("/inventory", "Inventory", "the shelf"),
    "shopify_payouts": ("/reconcile", "Reconcile", "payouts"),
    "meta_performance": ("/campaigns", "Campaigns", "Meta's campaigns"),
    "google_performance": ("/campaigns", "Campaigns", "Google's campaigns"),
}
"""The page a tool's answer can be looked at further on, what that is called, and what is being looked up."""
DATED = frozenset({"/pnl", "/products", "/campaigns", "/reconcile", "/entries", "/orders"})
OPEN, FEW = 2, 2
"""Parts of an answer that are shown in full whatever they are, and rows of a table that are in any place."""
SHORT = 3
"""Characters a written number has at the least to be taken for a figure's."""


class Piece(NamedTuple):
    """A stretch of a sentence, and where it leads, if anywhere."""

    text: str
    href: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One block with the figures it points at, in the form its template draws.

    `chart` is what is drawn of a chart or fan, `bars` how long each bar of a ranking is, as a share of the longest.
    A part that is `folded` shows its title only until it is opened.
    """

    block: blocks.AnyBlock
    figures: Mapping[str, Figure]
    chart: Chart | None = None
    bars: tuple[float, ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One turn, ready for its template.

    `pages` are where to look further, `plan` is the id of a change it proposes, `trace` how it came about, as JSON.
    """

    question: str
    parts: tuple[Part, ...]
    words: tuple[tuple[Piece, ...], ...]
    notices: tuple[str, ...]
    trace: Mapping[str, Any]
    status: str
    pages: tuple[Piece, ...] = ()
    figures: tuple[Figure, ...] = ()
    plan: str | None = None
    message: UUID | None = None
    conversation: UUID | None = None
    feedback: FeedbackShown | None = None


def answers(thread: Thread) -> tuple[Answer, ...]:
    """Return the turns of a conversation, in order."""
    return tuple(_kept(each, thread.conversation.id) for each in thread.messages if each.role == "assistant")


def answer(turn: Mapping[str, Any], **place: Any) -> Answer:
    """Return a turn, given as JSON; what of it was made by another version and cannot be read is left out."""
    figures = figures_of(turn.get("figures", ()))
    parts = fold([part for block in turn.get("blocks", ()) if (part := part_of(block, figures)) is not None])
    shown = {name for part in parts for name in pointed_at(part.block)}
    if not shown and figures and not any(isinstance(part.block, blocks.Table) for part in parts):
        parts.insert(0, Part(blocks.Cards(figures=tuple(figures)), figures))
    said = str(turn.get("answer", ""))
    plan = APPLIES.search(said)
    back = any(isinstance(part.block, blocks.Choices) for part in parts)
    return Answer(
        question=str(turn.get("question", "")),
        parts=tuple(part for part in parts if not says_plan(part.block) and not _repeats(part.block, said)),
        words=() if back or plan else tuple(sentences(said, figures)),
        notices=tuple(map(str, turn.get("notices", ()))),
        trace=_trace(turn),
        status=str(turn.get("status", "answered")),
        pages=further(turn.get("tool_calls", ())),
        figures=tuple(figures.values()),
        plan=plan[1] if plan else None,
        **place,
    )


def sentences(said: str, figures: Mapping[str, Figure]) -> Iterable[tuple[Piece, ...]]:
    """Yield what is said as pieces, without the sentence that tells a command line how to say yes."""
    rest = re.sub(r"Nothing is changed yet: `credora apply [^`]*`[^.]*\.", "", said).strip()
    if rest:
        yield linked(rest, figures)


def linked(said: str, figures: Mapping[str, Figure]) -> tuple[Piece, ...]:
    """Return a text as pieces: each number that is a figure's leads to its rows, each command to the page for it."""
    forms = _forms(figures.values())
    numbers = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    found = re.compile(COMMAND.pattern + (rf"|(?<![\w.,])(?:{numbers})(?![\d%]|[.,]\d)" if numbers else ""))
    pieces, place = [], 0
    for hit in found.finditer(said):
        piece = _command(hit[1]) if hit[1] else _rows(hit[0], forms[hit[0]])
        if piece is None:
            continue
        pieces += [Piece(said[place : hit.start()]), piece]
        place = hit.end()
    return tuple(piece for piece in (*pieces, Piece(said[place:])) if piece.text)


def figures_of(given: Iterable[Any]) -> dict[str, Figure]:
    """Return figures by their id; those that cannot be read are left out."""
    found = {}
    for each in given:
        try:
            figure = Figure.model_validate(each)
        except ValidationError:
            continue
        found[figure.id] = figure
    return found


def part_of(block: Any, figures: Mapping[str, Figure]) -> Part | None:
    """Return a block, given as JSON, with its figures; None for one that cannot be read or lacks a figure."""
    try:
        made = BLOCK.validate_python(block)
    except ValidationError:
        return None
    if not figures.keys() >= set(pointed_at(made)):
        return None
    return Part(made, figures, chart_of(made, figures), _bars(made, figures))


def fold(parts: Iterable[Part], before: int = 0) -> list[Part]:
    """Return parts with every longer table folded that comes after two of them; `before` came earlier."""
    found = []
    for part in parts:
        long = isinstance(part.block, blocks.Table) and len(part.block.rows) > FEW
        found.append(replace(part, folded=long and before >= OPEN))
        before += not isinstance(part.block, blocks.Notice)
    return found


def pointed_at(block: blocks.AnyBlock) -> tuple[str, ...]:
    """Return the ids of the figures a block shows."""
    match block:
        case blocks.Cards() | blocks.Ranking():
            return block.figures
        case blocks.Statement():
            return tuple(name for row in block.rows for name in row.figures)
        case blocks.Chart():
            return tuple(name for series in block.series for name in series.figures)
        case _:
            return ()


def chart_of(block: blocks.AnyBlock, figures: Mapping[str, Figure]) -> Chart | None:
    """Return what the browser draws of a chart or fan; costs are drawn as positive amounts."""
    if isinstance(block, blocks.Chart):
        first = next((figures[name] for series in block.series for name in series.figures), None)
        series = tuple(_series(each, figures) for each in block.series)
        unit = first.unit.value if first else "count"
        kind = "bars" if len(block.labels) <= 24 and len(series) == 1 else "line"  # noqa: PLR2004 - bars stay wide
        return Chart(
            kind, block.title, block.sentence, block.labels, series,  # type: ignore[arg-type]
            unit=unit if unit in {"money", "ratio", "multiple"} else "count",  # type: ignore[arg-type]
            currency=first.currency if first else None,
        )  # fmt: skip
    return _fan(block, figures) if isinstance(block, blocks.Fan) else None


def further(calls: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """Return the pages on which what these calls found can be looked at further."""
    found: dict[str, Piece] = {}
    for call in calls:
        if (page := TOOLS.get(str(call.get("tool")))) is None or call.get("error"):
            continue
        args = call.get("args") or {}
        days = {name: args.get(name) for name in ("start", "end")} if page[0] in DATED else {}
        named = {"metric": args.get("metric")} if page[0] == "/entries" else {}
        if page[0] == "/entries" and not (named["metric"] and days["start"] and days["end"]):
            continue
        found.setdefault(page[0], Piece(page[1], link(page[0], **named, **days)))
    return tuple(found.values())


def doing(tool: str) -> str:
    """Return what a tool looks up, in words."""
    return TOOLS[tool][2] if tool in TOOLS else tool.replace("_", " ")


def _kept(message: MessageShown, conversation: UUID) -> Answer:
    turn = message.turn or {"answer": message.content}
    return answer(turn, message=message.id, conversation=conversation, feedback=message.feedback)


def _trace(turn: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a turn came about, with nothing lacking that a template asks for, whichever version kept it."""
    plan, model = turn.get("plan"), turn.get("model")
    calls = [
        {"tool": "", "args": {}, "ms": 0.0, "error": None, "cached": False} | call
        for call in turn.get("tool_calls", ())
    ]
    return {
        "today": turn.get("today"), "shop": turn.get("shop", ""), "tool_calls": calls,
        "plan": {"intent": "", "confidence": 1.0, "assumptions": ()} | plan if plan else None,
        "timings": {"total_ms": 0.0, "first_figure_ms": None} | (turn.get("timings") or {}),
        "model": {"name": "", "rounds": 0, "tokens_in": 0, "tokens_out": 0, "cost": None, "planned": False, "held": ()}
        | model if model else None,
    }  # fmt: skip


def _series(series: blocks.Series, figures: Mapping[str, Figure]) -> Series:
    shown = [figures[name] for name in series.figures]
    values = [_size(figure) for figure in shown]
    return Series(series.label, values, [amount(figure, value) for figure, value in zip(shown, values, strict=True)])


def _bars(block: blocks.AnyBlock, figures: Mapping[str, Figure]) -> tuple[float, ...]:
    if not isinstance(block, blocks.Ranking):
        return ()
    sizes = [abs(float(figures[name].value or 0)) for name in block.figures]
    longest = max(sizes, default=0.0) or 1.0
    return tuple(round(size / longest, 4) for size in sizes)


def _size(figure: Figure) -> Decimal | None:
    if figure.value is None:
        return None
    return -figure.value if figure.metric in SIGNED_COSTS else figure.value


def _fan(block: blocks.Fan, figures: Mapping[str, Figure]) -> Chart:
    rows = block.values
    currency = next((figure.currency for figure in figures.values() if figure.currency), None)
    said = [f"{middle}, eight of ten {low} to {high}" for low, middle, high in block.said]
    bands = (
        Band("eight of ten", [row[0] for row in rows], [row[4] for row in rows]),
        Band("half", [row[1] for row in rows], [row[3] for row in rows]),
    )
    middle = Series("Middle", [row[2] for row in rows], said)
    return Chart("fan", block.title, block.sentence, block.labels, (middle,), currency=currency, bands=bands)


def _forms(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Return the ways figures are written in sentences, each with the figure; of two alike the first."""
    forms: dict[str, Figure] = {}
    for figure in figures:
        for form in _written(figure) if figure.value is not None and figure.entries else ():
            forms.setdefault(form, figure)
    return forms


@lru_cache(maxsize=8192)
def _written(figure: Figure) -> tuple[str, ...]:
    """Return how a figure may be written: kept, for the same few are written in every answer about a period."""
    size = abs(figure.value) if figure.value is not None else Decimal(0)
    forms = [amount(figure), spoken(figure), amount(figure, size)]
    if figure.unit == "money" and figure.currency:
        forms += [money(size, figure.currency), whole_money(size, figure.currency)]
    return tuple(form for form in forms if len(form) >= SHORT)


def _rows(text: str, figure: Figure) -> Piece:
    href = link("/entries", metric=figure.metric, start=figure.start, end=figure.end)
    return Piece(text, href, f"{figure.label}: {figure.formula} ({figure.entries:,} rows)")


def _command(name: str) -> Piece | None:
    page = PAGES.get(name)
    return Piece(page[1], page[0]) if page else None


def says_plan(block: blocks.AnyBlock) -> bool:
    """Tell whether a block only tells a command line how to say yes."""
    return isinstance(block, blocks.Notice) and APPLIES.search(block.text) is not None


def _repeats(block: blocks.AnyBlock, said: str) -> bool:
    return isinstance(block, blocks.Notice) and block.text in said
