"""A conversation as Markdown: whatever was said in it is text, neither markup nor a link nor a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.agent.thread_shown import MessageShown, Thread

MARKUP = re.compile(r"[\\`*_{}\[\]<>()#|!~&$^]")
SCHEME = re.compile(r"(?i)\b(https?|ftp|javascript|data|mailto|file|www)(?=[:.])")
BEGINS = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
LONGEST = 20_000
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?[\d.,]+%?")
FIGURES = ("Figure", "Value", "Unit", "From", "To", "Id")


def inert(text: Any) -> str:
    """Return a text on one line that Markdown shows as it is, links to nothing and no spreadsheet runs."""
    plain = plain_text(str(text), longest=LONGEST)
    if plain.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(plain):
        plain = f"'{plain}"
    plain = SCHEME.sub(lambda found: f"{found[0]}\u200b", plain)
    plain = BEGINS.sub(r"\1\\\2", MARKUP.sub(lambda found: f"\\{found[0]}", plain))
    return plain.replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")


def markdown(thread: Thread) -> str:
    """Return a conversation: each question a heading, its answer below, then the figures it rests on."""
    told = thread.conversation
    lines = [f"# {inert(told.title)}", "", f"{told.turns} questions, begun {told.created_at:%Y-%m-%d %H:%M} UTC", ""]
    for message in thread.messages:
        lines += _question(message) if message.role == "user" else _answer(message)
    return "\n".join(lines).rstrip() + "\n"


def _question(message: MessageShown) -> Iterator[str]:
    yield f"## {inert(message.content)}"
    yield ""


def _answer(message: MessageShown) -> Iterator[str]:
    for paragraph in filter(str.strip, message.content.splitlines()):
        yield from (inert(paragraph), "")
    turn = message.turn or {}
    rows = [_figure(each) for each in turn.get("figures", ())]
    if rows:
        yield _row(FIGURES)
        yield _row(["---"] * len(FIGURES))
        yield from map(_row, rows)
        yield ""
    yield f"Asked {message.created_at:%Y-%m-%d %H:%M} UTC, {inert(message.model or 'no model')}."
    yield ""


def _figure(figure: dict[str, Any]) -> list[str]:
    value = "not recorded" if figure.get("value") is None else figure["value"]
    unit = figure.get("currency") or figure.get("unit") or ""
    cells = (figure.get("label", ""), value, unit, figure.get("start", ""), figure.get("end", ""), figure.get("id", ""))
    return [inert(cell) for cell in cells]


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"
