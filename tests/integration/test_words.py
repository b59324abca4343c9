"""No number stands in an answer's words that does not follow from the turn's own figures."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from shop_desk import TODAY, Desk

from credora_agent import app
from credora_agent.analytics.metrics import METRICS
from credora_agent.core.period import Grain
from credora_agent.core.settings import Settings
from credora_agent.runtime import Runtime
from credora_agent.telling.phrasing import column, period
from mcp_servers.analytics import TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from credora_agent.agent.turn import Turn
    from credora_agent.reports.schemas import Figure

QUESTIONS = """
How did October 2026 compare with September?
profit and loss for last month
what was our revenue in October
net sales by month since January
refunds in March 2026
best day in November 2025
worst week this year
top 3 days by net sales in 2026
gross margin last quarter
gross margin in October against September
average order value in October vs September
how many orders did we get last week
discounts in Q2 2026
return rate by month this year
did we make money in October?
COGS in September
COGS in October compared with September
shipping income this year by quarter
net sales last week vs the week before
units sold in July
how was black friday 2025
sales yesterday
revenue october 2026 vs october 2025
net profit by month in 2026
reconcile October 2026
show the rows behind returns in October 2026
gross sales and discounts and returns in august
marketing spend last month
net margin in October
cogs coverage this year
profit and loss for the last three months by month
""".strip().splitlines()
NUMBER = re.compile(r"[£$€]?\d[\d,]*(?:\.\d+)?%?")
MOVE = re.compile(r"\b(up|down) £([\d,.]+\d)(?: \(([+−])([\d,.]+)%\))?")
LABELS = re.compile(r"CM[123]\b")


@pytest.fixture
def runtime(sample: Desk) -> Runtime:
    return Runtime(Settings(), sample.database, sample.reports)


async def ask(runtime: Runtime, sample: Desk, question: str) -> Turn:
    return await app.ask(runtime, sample.caller, question, today=TODAY)


def written(figure: Figure, value: Decimal) -> set[str]:
    """Return how a value in the figure's unit may be written, by rules of its own: 2 decimals, 1 for per cent."""
    size = abs(value)
    if figure.unit == "money":
        return {f"£{size.quantize(Decimal('0.01'), ROUND_HALF_EVEN):,}"}
    if figure.unit == "ratio":
        return {f"{(size * 100).quantize(Decimal('0.1'), ROUND_HALF_EVEN):,}%"}
    return {f"{int(size):,}"}


def moves(figures: tuple[Figure, ...]) -> list[tuple[Figure, Decimal, Decimal | None]]:
    """Return every pair's (figure, difference, share of the base), said as people say costs: as positive amounts."""
    found = []
    for after, before in permutations(figures, 2):
        if (
            after.metric == before.metric
            and after.metric in METRICS
            and after.value is not None
            and before.value is not None
        ):
            sign = METRICS[after.metric].sign if METRICS[after.metric].over is None else 1
            delta = sign * (after.value - before.value)
            found.append((after, delta, delta / abs(before.value) if before.value else None))
    return found


def names(days: set[tuple[date, date]]) -> list[str]:
    """Return every way to name these ranges, longest first."""
    said = {period(*pair) for pair in days} | {day.isoformat() for pair in days for day in pair}
    return sorted(said | {column(*pair, grain.value) for pair in days for grain in Grain}, key=len, reverse=True)


def follows(turn: Turn, more: set[str]) -> None:
    """Require of every number in the words: a figure's, a difference of two, a day of theirs, or in `more`."""
    ranges = {(figure.start, figure.end) for figure in turn.figures}
    ranges |= {(date.fromisoformat(c.args["start"]), date.fromisoformat(c.args["end"])) for c in turn.tool_calls}
    text = LABELS.sub("", turn.answer)
    for name in names(ranges):
        text = text.replace(name, "·")
    allowed = set(more)
    for figure in turn.figures:
        if figure.value is not None:
            allowed |= written(figure, figure.value)
    for figure, delta, share in moves(turn.figures):
        allowed |= written(figure, delta)
        if share is not None:
            allowed.add(f"{(abs(share) * 100).quantize(Decimal('0.1'), ROUND_HALF_EVEN):,}%")
        if figure.unit == "ratio":
            allowed.add(str((abs(delta) * 100).quantize(Decimal("0.1"))))
    loose = [number for number in NUMBER.findall(text) if number.rstrip(",") not in allowed]
    assert loose == [], (turn.question, turn.answer)


def directions_hold(turn: Turn) -> None:
    """Require of each "up £x (+y%)" that two figures of one metric differ so, in that direction."""
    for way, size, sign, share in MOVE.findall(turn.answer):
        assert any(
            f"£{size}" in written(figure, delta)
            and (way == "up") == (delta > 0)
            and (not share or (sign == "+") == (ratio is not None and ratio > 0))
            for figure, delta, ratio in moves(turn.figures)
        ), (turn.question, turn.answer)


async def beside(sample: Desk, turn: Turn) -> set[str]:
    """Return the numbers of tools that answer rows and bridges, which carry sums of their own."""
    box, found = Toolbox(Context(sample.caller, TODAY, sample.reports), TOOLS), set[str]()
    for call in turn.tool_calls:
        answer: Any = await box.call(call.tool, call.args)
        if call.tool == "cfo_entries":
            found |= {f"{answer.total_entries:,}", str(len(answer.entries)), f"£{abs(answer.total):,.2f}"}
        if call.tool == "cfo_reconcile":
            found |= {f"{source.stated:,.2f}" for source in answer.sources} | {f"£{answer.control_total:,.2f}"}
        if call.tool in ("cfo_pnl", "cfo_metrics"):
            for note in answer.notes:
                found |= set(NUMBER.findall(note)) if note in turn.answer else set()
            for figure in [f for each in answer.lines for f in (each.total, *each.parts)]:
                found |= {n for note in figure.notes if note in turn.answer for n in NUMBER.findall(note)}
    return found


async def test_days_before_the_books_are_declined(runtime: Runtime, sample: Desk) -> None:
    """Nothing can have been recorded in 2019: no figure is shown, and the answer says why."""
    turn = await ask(runtime, sample, "sales in 2019")
    assert (turn.status, turn.figures) == ("cannot", ())
    assert "before the first recorded day" in turn.answer


@pytest.mark.parametrize("question", QUESTIONS)
async def test_every_number_follows_from_the_figures(runtime: Runtime, sample: Desk, question: str) -> None:
    turn = await ask(runtime, sample, question)
    assert turn.status == "answered", turn.answer
    assert turn.answer
    follows(turn, await beside(sample, turn))
    directions_hold(turn)
    for figure in turn.figures:
        assert figure.value is not None or figure.missing or figure.notes or figure.unit == "ratio"


@pytest.mark.parametrize("question", [q for q in QUESTIONS if " by " in q or "compare" in q])
async def test_blocks_point_at_figures_of_the_turn(runtime: Runtime, sample: Desk, question: str) -> None:
    turn = await ask(runtime, sample, question)
    known = {figure.id for figure in turn.figures}
    pointed = set(
        re.findall(r"[a-z_0-9]+@\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d", str([block.model_dump() for block in turn.blocks]))
    )
    assert pointed
    assert pointed <= known
    assert {source.figure for source in turn.sources} <= known


async def test_the_checker_is_strict(runtime: Runtime, sample: Desk) -> None:
    """A digit changed, a direction turned, a foreign number: each is caught."""
    turn = await ask(runtime, sample, "How did October 2026 compare with September?")
    figure = next(f for f in turn.figures if f.metric == "revenue")
    (said,) = written(figure, figure.value or Decimal(0))
    assert said in turn.answer
    wrong = said[:-1] + str((int(said[-1]) + 1) % 10)
    for words in (
        turn.answer.replace(said, wrong),
        turn.answer + " That is 3 times as much.",
        turn.answer + " In 2013.",
    ):
        with pytest.raises(AssertionError):
            follows(turn.model_copy(update={"answer": words}), set())
    turned = turn.answer.replace("up £", "down £")
    assert turned != turn.answer
    with pytest.raises(AssertionError):
        directions_hold(turn.model_copy(update={"answer": turned}))


@pytest.mark.parametrize("question", ["forecast my sales", "delete all my orders", "sales", "what is the weather"])
async def test_what_is_not_answered_shows_no_number(runtime: Runtime, sample: Desk, question: str) -> None:
    turn = await ask(runtime, sample, question)
    assert turn.status in ("clarify", "cannot") or turn.figures
    if turn.status in ("clarify", "cannot"):
        assert turn.figures == ()
        assert not re.search(r"[£$€%]", turn.answer)
