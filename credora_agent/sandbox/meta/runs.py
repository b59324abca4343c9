"""Async reports: started, polled, and read page by page once they are complete."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.meta.errors import REDUCE, GraphError, no_such_object
from credora_agent.sandbox.meta.vocabulary import fields_of

if TYPE_CHECKING:
    from credora_agent.sandbox.meta.insights import Ask

MAX_ASYNC_ROWS = 100_000
KEPT_FOR = timedelta(days=30)
_POLLS_TO_END = 3
_SECONDS_TO_END = 20
_DEFAULT_FIELDS = ("id", "account_id", "time_ref", "time_completed", "async_status", "async_percent_completion")
_ERROR_FIELDS = ("error_code", "error_subcode", "error_message", "error_user_title", "error_user_msg")


@dataclass(slots=True)
class Run:
    """One report. `fate` is what becomes of it: Job Completed, Failed or Skipped, or "" for never."""

    id: str
    account_id: str
    ask: Ask
    started: datetime
    fate: str = "Job Completed"
    polls: int = 0
    error: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] | None = None

    def status(self, now: datetime) -> tuple[str, int]:
        """Return `async_status` and `async_percent_completion`; it moves on with polls and with time."""
        done = self.polls >= _POLLS_TO_END or (now - self.started).total_seconds() >= _SECONDS_TO_END
        if done and self.fate:
            return self.fate, 100 if self.fate == "Job Completed" else min(87, 29 * self.polls)
        if done:
            return "Job Running", 99
        stages = (("Job Not Started", 0), ("Job Started", 4), ("Job Running", 56))
        return stages[min(self.polls, 2)]

    def as_json(self, wanted: list[str], now: datetime) -> dict[str, Any]:
        """Return the fields asked for, or the usual ones; a failed run says why."""
        status, percent = self.status(now)
        known: dict[str, Any] = {
            "id": self.id,
            "account_id": self.account_id,
            "time_ref": int(self.started.timestamp()),
            "time_completed": int(now.timestamp()) if status == "Job Completed" else 0,
            "async_status": status,
            "async_percent_completion": percent,
            "date_start": self.ask.since.isoformat(),
            "date_stop": self.ask.until.isoformat(),
            "is_running": status in {"Job Running", "Job Started"},
            **(self.error if status in {"Job Failed", "Job Skipped"} else {}),
        }
        names = [*(wanted or _DEFAULT_FIELDS), *(() if wanted else _ERROR_FIELDS)]
        for name in names:
            if name not in fields_of("ad_report_run"):
                raise GraphError(100, f"(#100) Tried accessing nonexisting field ({name}) on node type (AdReportRun)")
        return {name: known[name] for name in dict.fromkeys((*names, "id")) if name in known}


class Runs:
    """All reports of the process; a restarted platform has forgotten them."""

    def __init__(self) -> None:
        """Start with none."""
        self._runs: dict[str, Run] = {}

    def start(self, account_id: str, ask: Ask, now: datetime, fault: dict[str, dict[str, Any]]) -> Run:
        """Return a new run, whose fate the faults decide."""
        self._runs = {run.id: run for run in self._runs.values() if now - run.started < KEPT_FOR}
        run = Run(str(6_000_000_000_000 + secrets.randbelow(10**12)), account_id, ask, now)
        if "async_fail" in fault:
            run.fate, run.error = "Job Failed", _failure(fault["async_fail"])
        elif "async_skip" in fault:
            run.fate = "Job Skipped"
        elif "async_stuck" in fault:
            run.fate = ""
        elif "reduce_data" in fault:
            run.fate, run.error = "Job Failed", _failure({"error_code": 1, "error_message": REDUCE})
        self._runs[run.id] = run
        return run

    def find(self, run_id: str) -> Run:
        """Return a run. Raises GraphError 100 (33) when there is none of that id."""
        if run_id not in self._runs:
            raise no_such_object(run_id)
        return self._runs[run_id]

    def complete(self, run: Run, rows: list[dict[str, Any]]) -> None:
        """Give a finished run its rows; too many of them make it fail."""
        run.rows = rows
        if len(rows) > MAX_ASYNC_ROWS:
            run.rows, run.fate = None, "Job Failed"
            run.error = _failure({"error_code": 1, "error_message": REDUCE})


def _failure(said: dict[str, Any]) -> dict[str, Any]:
    """Return the error members of a failed run, those said before the usual ones."""
    usual = {
        "error_code": 2,
        "error_subcode": 1504044,
        "error_message": "The report could not be computed.",
        "error_user_title": "Report failed",
        "error_user_msg": "An unknown error occurred while the report was being computed. Please try again.",
    }
    return {**usual, **{name: said[name] for name in usual if name in said}}


def not_ready(run: Run, today: date) -> GraphError:
    """Return the error for reading a report that is not there yet."""
    return GraphError(
        2601,
        "(#2601) Invalid parameter: Loading async report failed. Please wait for the report to be completed.",
        error_user_msg=f"Report {run.id} of {today.isoformat()} is not complete.",
    )
