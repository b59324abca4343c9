"""The agent's evals as one page that stands alone: measures beside the baseline, what fell, each case that failed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.report import Measure, Section

STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
code { font-size: .85em; overflow-wrap: anywhere; }
.missed { color: #c0392b; font-weight: 600; }
.reached { color: #27864a; }
summary { cursor: pointer; }
"""


def page(sections: Sequence[Section]) -> str:
    """Return the page; every text in it is escaped, questions are of others."""
    parts = "\n".join(_section(section) for section in sections)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Credora: the agent\'s evals</title>'
        f"<style>{STYLE}</style><h1>The agent's evals</h1>{parts}</html>\n"
    )


def _section(section: Section) -> str:
    head = f"<h2>{escape(section.name)}</h2>"
    rows = "".join(_row(measure, section.before.get(measure.name, "–")) for measure in section.measures)
    fell = "".join(f"<li>{escape(name)}</li>" for name in section.fell)
    return (
        f"{head}<p>{len(section.passed)} of {section.cases} cases pass.</p>"
        f"<table><tr><th>measure<th>now<th>baseline<th>goal<th></tr>{rows}</table>"
        f"{f'<p class=missed>Fell since the baseline:</p><ul>{fell}</ul>' if fell else ''}{_failures(section)}"
    )


def _row(measure: Measure, before: str) -> str:
    mark = "" if measure.reached is None else "reached" if measure.reached else "missed"
    cells = "".join(f"<td>{escape(each)}" for each in (measure.name, measure.said, before, measure.goal))
    return f'<tr>{cells}<td class="{mark}">{mark}</tr>'


def _failures(section: Section) -> str:
    if not section.failures:
        return ""
    rows = "".join(
        f"<tr><td>{escape(what)}<td><code>{escape(expected)}</code><td><code>{escape(got)}</code></tr>"
        for what, expected, got in section.failures
    )
    return (
        f"<details><summary>{len(section.failures)} that did not pass</summary>"
        f"<table><tr><th>case<th>expected<th>got</tr>{rows}</table></details>"
    )
