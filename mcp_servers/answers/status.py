"""What the books hold as an answer: since when, what is not recorded, and how fresh each connection is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.core.quoting import cut, sentence
from credora_agent.telling.books import tell_status
from credora_agent.telling.live import named
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, moment
from mcp_servers.answers.text import Lines, caveats, composed, when

if TYPE_CHECKING:
    from credora_agent.reports.schemas import LiveSource, Status

COLUMNS = ("platform", "account", "stream", "state", "up_to_date_to", "lag_seconds", "rows", "error")
MOST_ALERTS = 8


def status(report: Status, _: Any) -> Answer:
    """Return the books' span and gaps, a row for each stream of each connection, and what is wrong with any."""
    part = tell_status(report)
    streams = [(source, stream) for source in report.sources for stream in source.streams]
    rows = [
        [source.platform, cut(source.account), each.stream, each.state, moment(each.covered_until or each.last_good_at),
         each.lag_seconds, each.rows_total, sentence(each.error.cause) if each.error else None]
        for source, each in streams
    ]  # fmt: skip
    data = Envelope(
        shop=report.shop,
        currency=report.currency,
        period=report.recorded,
        columns=COLUMNS,
        rows=rows,
        total_rows=len(rows),
        as_of=report.as_of,
        detail=_detail(report),
    ).data()
    lines = Lines("connection,state,up to date to", [_line(source) for source in report.sources])

    def foot(count: int) -> str:
        left = len(report.sources) - count
        more = f" {left} more connections in data." if left else ""
        return f"{report.currency}, {report.timezone}. {when(report.as_of)}{more}"

    return Answer(composed(part.words, lines, caveats(part), foot), data)


def _line(source: LiveSource) -> str:
    reached = [at for each in source.streams if (at := each.covered_until or each.last_good_at)]
    return f"{named(source)},{source.state},{f'{min(reached):%Y-%m-%d %H:%M} UTC' if reached else '–'}"


def _detail(report: Status) -> dict[str, Any]:
    alerts = [(source, alert) for source in report.sources for alert in source.alerts]
    return {
        "timezone": report.timezone,
        "recorded_lines": list(report.records),
        "not_recorded": list(report.lacks),
        "connections": [_connection(source) for source in report.sources],
        "alerts": {
            "count": len(alerts),
            "columns": ["platform", "account", "says", "remedy", "of_kind"],
            "rows": [
                [source.platform, cut(source.account), sentence(each.says), sentence(each.remedy), each.of_kind]
                for source, each in alerts[:MOST_ALERTS]
            ],
        },
        "imports": {
            "columns": ["kind", "file", "rows", "rejected", "finished_at"],
            "rows": [
                [each.kind, cut(each.file_name), each.rows_read, each.rows_rejected, moment(each.finished_at)]
                for each in report.runs[:MOST_ALERTS]
            ],
        },
    }


def _connection(source: LiveSource) -> dict[str, Any]:
    problem = source.problem
    found: dict[str, Any] = {
        "platform": source.platform,
        "account": cut(source.account),
        "name": cut(source.name) if source.name else None,
        "state": source.state,
        "sandbox": source.sandbox or None,
        "currency": source.currency,
        "timezone": source.timezone,
        "missing_permissions": [cut(each) for each in source.missing_permissions],
        "problem": {"code": problem.code, "cause": sentence(problem.cause), "remedy": sentence(problem.remedy)}
        if problem
        else None,
    }
    return {name: each for name, each in found.items() if each}
