"""The books themselves told: the bridge from the sources, the rows behind a figure, what is held and how fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import METRICS, Unit
from credora_agent.core.quoting import quoted
from credora_agent.reports.schemas import plain
from credora_agent.telling.blocks import Notice, Table
from credora_agent.telling.figures import About, first
from credora_agent.telling.live import STREAMS, TITLES, tell_sources
from credora_agent.telling.part import LACK_NAMES, Part, lacking
from credora_agent.telling.phrasing import day, listed, lowered, money, period, when
from credora_agent.telling.settling import of_settling, tell_settling

if TYPE_CHECKING:
    from decimal import Decimal

    from credora_agent.reports.schemas import Entries, Entry, Figure, Reconciliation, Status


def tell_reconciliation(found: Reconciliation) -> Part:
    """Return the bridge as a table, and whether it holds."""
    named = period(found.period.start, found.period.end)
    stated = [_exact(step.amount, step.currency) for step in found.steps if step.id.startswith("control_total")]
    if not found.sources:
        return Part((f"No source states anything for {named}, so there is nothing to reconcile.",))
    held = (
        "every record is booked as its source states it"
        if not any(step.amount for step in found.steps if step.id.startswith("difference"))
        else (f"{money(found.difference, found.currency)} is booked otherwise than stated")
    )
    result = money(found.net_profit.value, found.currency) if found.net_profit.value is not None else "nothing"
    ends = f"the bridge ends at {result} of net profit as recorded"
    words = [f"{named}: the sources state {listed(stated)}; {held}, and {ends}."]
    if found.net_profit.missing:
        words.append(f"Not recorded: {lacking(found.net_profit.missing)}.")
    table = Table(
        title=f"From the sources to net profit, {named}",
        columns=("Step", "Amount", "Running total", "Rows"),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                step.label,
                _exact(step.amount, step.currency),
                _exact(step.running, found.currency) if step.running is not None else "",
                f"{step.entries:,}",
            )
            for step in found.steps
        ),
    )
    notices = [Notice(text=note) for note in found.notes]
    if not found.agrees:
        notices.insert(0, Notice(text="The bridge does not close: see the differences.", tone="error"))
    settled, blocks = tell_settling(found)
    return Part((*words, *settled), (table, *notices, *blocks), _of_bridge(found))


def _of_bridge(found: Reconciliation) -> tuple[Figure, ...]:
    """Return net profit, what the sources state, each step of the bridge, and what payments and ads come to."""
    about = About(found.period, found.currency, found.as_of)
    stated = [
        about.figure("control_total", "Stated by the sources", step.amount, currency=step.currency, key=step.currency)
        for step in found.steps
        if step.id.startswith("control_total")
    ]
    off = about.figure("difference", "Booked otherwise than stated", found.difference)
    steps = [
        about.figure(
            f"bridge_{step.id}",
            step.label.removesuffix(f", in {step.currency}"),
            step.amount,
            currency=step.currency,
            key=step.currency,
        )
        for step in found.steps
        if not step.id.startswith("control_total")
    ]
    return first((found.net_profit, *stated, off, *of_settling(found, about), *steps))


def _exact(value: Decimal, currency: str) -> str:
    whole, _, fraction = plain(value).partition(".")
    return f"{int(whole):,}.{fraction} {currency}" if not whole.startswith("-0") else f"{plain(value)} {currency}"


def tell_entries(found: Entries) -> Part:
    """Return the rows behind a metric as a table."""
    named, metric = period(found.period.start, found.period.end), lowered(found.metric.replace("_", " "))
    whose = found.sku or found.campaign or found.order
    metric = f"{metric} of {quoted(whose)}" if whose else metric
    at = when(found.period.start, found.period.end)
    if not found.total_entries:
        return Part((f"No ledger row makes up {metric} {at}.",))
    rows = "1 ledger row makes" if found.total_entries == 1 else f"{found.total_entries:,} ledger rows make"
    words = [f"{rows} up {metric} {at}: {money(found.total, found.currency)}."]
    if found.next_cursor:
        words.append(f"The first {len(found.entries)} are shown; `credora entries` pages and exports all.")
    table = Table(
        title=f"Rows behind {metric}, {named}",
        columns=("Row", "Day", "Order", "SKU", "What", "Units", "Amount", "Source"),
        numeric=(True, False, False, False, False, True, True, False),
        rows=tuple(_cells(entry) for entry in found.entries),
    )
    return Part(tuple(words), (table,), _of_entries(found, metric))


def _of_entries(found: Entries, called: str) -> tuple[Figure, ...]:
    """Return the sum of all rows, how many there are, and how many are shown."""
    about = About(found.period, found.currency, found.as_of)
    whose = found.sku or found.campaign or found.order
    key, entries = whose or "", found.total_entries if not whose else 0
    label = METRICS[found.metric].label if found.metric in METRICS else called
    formula = "Σ reporting amounts of the ledger rows"
    total = about.figure(found.metric, label, found.total, entity=whose, key=key, formula=formula, entries=entries)
    rows = f"Ledger rows of {lowered(label)}"
    many = about.figure("ledger_rows", rows, found.total_entries, Unit.COUNT, entity=whose, key=key)
    shown = about.figure("ledger_rows_shown", "Ledger rows shown", len(found.entries), Unit.COUNT)
    return (total, many, shown)


def _cells(entry: Entry) -> tuple[str, ...]:
    return (
        str(entry.id),
        entry.day.isoformat(),
        entry.order or "",
        entry.sku or "",
        entry.title or entry.category,
        f"{entry.quantity:,}" if entry.quantity else "",
        f"{plain(entry.amount)} {entry.currency}",
        entry.origin,
    )


def tell_status(found: Status) -> Part:
    """Return what the books hold, lack, and when they last changed."""
    if found.recorded is None and not found.sources:
        return Part((f"The books of {found.shop} are empty. Take orders in by `credora import FILE`.",))
    if found.recorded is None:
        words, blocks = tell_sources(found)
        return Part((f"The books of {found.shop} are still empty.", *words), blocks)
    span = f"{day(found.recorded.start)} to {day(found.recorded.end)}"
    words = [f"The books of {found.shop} ({found.currency}, {found.timezone}) run from {span}."]
    if found.as_of:
        words.append(f"They last changed on {found.as_of:%Y-%m-%d at %H:%M} UTC.")
    live, blocks = tell_sources(found)
    words += live
    lacks = [name for name in found.lacks if name in LACK_NAMES]
    if lacks:
        words.append(f"Not recorded so far: {lacking(lacks)}.")
    table = Table(
        title="Files taken in last",
        columns=("Day", "File", "Kind", "Rows", "Rejected", "Added", "Corrected"),
        numeric=(False, False, False, True, True, True, True),
        rows=tuple(
            (
                f"{run.finished_at:%Y-%m-%d}",
                run.file_name,
                run.kind,
                f"{run.rows_read:,}",
                f"{run.rows_rejected:,}",
                f"{run.entries_added:,}",
                f"{run.entries_superseded:,}",
            )
            for run in found.runs
        ),
    )
    return Part(tuple(words), (*blocks, table) if found.runs or not blocks else blocks, _of_status(found))


def _of_status(found: Status) -> tuple[Figure, ...]:
    """Return how many days the books hold, and of each live source how many rows were read of what."""
    if found.recorded is None:
        return ()
    about = About(found.recorded, found.currency, found.as_of)
    days = (found.recorded.end - found.recorded.start).days + 1
    read = [
        about.figure(
            f"rows_{stream.stream}", f"Rows read of {STREAMS.get(stream.stream, stream.stream)}", stream.rows_total,
            Unit.COUNT, entity=TITLES.get(source.platform, source.platform), key=source.id,
        )
        for source in found.sources
        for stream in source.streams
    ]  # fmt: skip
    return first((about.figure("days_recorded", "Days recorded", days, Unit.DAYS), *read))
