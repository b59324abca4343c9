"""Turns to keep in tests, and the stream that takes real ones over a desk's books."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from credora_agent import app
from credora_agent.agent.turn import Turn
from credora_agent.core.settings import Settings
from credora_agent.reports.service import Reports
from credora_agent.runtime import Runtime

if TYPE_CHECKING:
    from credora_agent.agent.events import Stream
    from credora_agent.core.db import Database

TODAY = date(2026, 3, 31)
NET_SALES = {
    "id": "net_sales@2026-03-01..2026-03-31", "metric": "net_sales", "label": "Net sales", "value": "30.00",
    "unit": "money", "currency": "GBP", "start": "2026-03-01", "end": "2026-03-31", "formula": "f", "entries": 2,
    "as_of": None, "coverage": "1", "bound": "exact", "missing": [], "cost_coverage": None, "notes": [],
}  # fmt: skip


def turn(question: str, answer: str = "Net sales were £30.00.", **parts: Any) -> Turn:
    """Return a whole turn about £30.00 of net sales."""
    whole = {
        "question": question, "shop": "s", "today": "2026-03-31", "status": "answered", "answer": answer,
        "plan": {"intent": "metric", "calls": [{"tool": "cfo_metrics", "args": {"metrics": ["net_sales"]}}]},
        "tool_calls": [{"tool": "cfo_metrics", "args": {"metrics": ["net_sales"]}, "ms": 3.5}],
        "figures": [NET_SALES], "blocks": [], "sources": [],
        "timings": {"plan_ms": 1.0, "first_figure_ms": 4.5, "total_ms": 5.0},
    }  # fmt: skip
    return Turn.model_validate(whole | parts)


def real(database: Database, *, today: date = TODAY) -> Stream:
    """Return what takes a turn over the books, and keeps it."""
    return app.chat(Runtime(Settings(), database, Reports(database)), today=today)
