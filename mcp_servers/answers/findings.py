"""Findings as an answer: the most at stake first, each with the figures it rests on and where their rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.core.quoting import cut, held, quoted, sentence
from credora_agent.telling.findings import URGENT, tell_findings
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, rows_behind, value
from mcp_servers.answers.paging import page
from mcp_servers.answers.sheet import cell, cut_off
from mcp_servers.answers.text import Lines, composed, when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.reports.schemas_explain import Rows
    from credora_agent.reports.schemas_findings import Finding, Findings

COLUMNS = ("key", "title", "at_stake", "confidence", "since", "good", "dismissed")
EVIDENCE = ("label", "value", "unit", "source")
MOST_EVIDENCE = 6
TITLE = 100
"""Characters a title keeps: the name in it may be long, what is said of it stands at the end."""


def findings(report: Findings, asked: Any) -> Answer:
    """Return what wants attention, by a month's money at stake; good news last."""
    shown = page(report.findings, asked, version=report.ledger_version)
    part = tell_findings(_quoted(report))
    sources = _Sources()
    data = Envelope(
        shop=report.shop,
        currency=report.currency,
        columns=COLUMNS,
        rows=[_row(each) for each in shown.rows],
        total_rows=shown.total,
        next_cursor=shown.next_cursor,
        as_of=report.as_of,
        sources=sources.calls,
        notes=report.notes,
        detail={
            "today": report.today.isoformat(),
            "hidden": report.hidden,
            "evidence_columns": EVIDENCE,
            "findings": [_whole(each, sources) for each in shown.rows],
        },
    ).data()
    first = sorted(shown.rows, key=lambda each: each.rule not in URGENT)
    lines = Lines("finding,at stake a month,sure", [_line(each, report.currency) for each in first])

    def foot(count: int) -> str:
        return f"Today {report.today}; {report.currency}. {when(report.as_of)}{cut_off(shown, count, totals=False)}"

    notes = [sentence(note) for note in report.notes]
    return Answer(composed(part.words[:1], lines, notes, foot), data)


class _Sources:
    """The calls that list ledger rows behind evidence, each once."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def number(self, behind: Rows | None) -> int | None:
        """Return which of the calls lists those rows, from 0."""
        if behind is None:
            return None
        call = rows_behind(behind.metric, behind, sku=behind.sku, campaign=behind.campaign)
        if call not in self.calls:
            self.calls.append(call)
        return self.calls.index(call)


def _quoted(report: Findings) -> Findings:
    """Return the report with the titles of findings, which name products and campaigns, in quotes."""
    named = (each.model_copy(update={"title": quoted(each.title, longest=TITLE)}) for each in report.findings)
    return report.model_copy(update={"findings": tuple(named)})


def _row(of: Finding) -> list[Any]:
    return [
        held(of.key), cut(of.title, TITLE), value(of.at_stake), str(of.confidence),
        of.since.isoformat() if of.since else None, of.good, of.dismissed is not None,
    ]  # fmt: skip


def _whole(of: Finding, sources: _Sources) -> dict[str, Any]:
    found: dict[str, Any] = {
        "says": sentence(of.says),
        "evidence": _evidence(of, sources),
        "evidence_left_out": max(len(of.evidence) - MOST_EVIDENCE, 0),
        "sample": of.sample,
        "sampled": of.sampled,
        "basis": of.basis,
        "next_step": of.next_step,
    }
    return {name: each for name, each in found.items() if each}


def _evidence(of: Finding, sources: _Sources) -> Sequence[Sequence[Any]]:
    return [
        [cut(each.label), value(each.value), str(each.unit), sources.number(each.behind)]
        for each in of.evidence[:MOST_EVIDENCE]
    ]


def _line(of: Finding, currency: str) -> str:
    good = "good news" if of.good else str(of.confidence)
    return f"{quoted(of.title, longest=TITLE)},{cell(of.at_stake, 'money', currency)},{good}"
