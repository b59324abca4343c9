"""A page as every surface shows one: plain text in one template, all of it escaped, no script, no foreign address."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent / "templates"
PAGE = Template((FOLDER / "page.html").read_text(encoding="utf-8"))
STYLE = (FOLDER / "page.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def policy(*, form_action: str = "'none'") -> str:
    """Return the content security policy of a page whose forms go to `form_action`, by default nowhere."""
    return (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action {form_action}; "
        "frame-ancestors 'none'"
    )


POLICY = policy()
"""The content security policy of every response: no script, no address of anybody else, only our own style."""
DRESS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
"""The headers of every response that has not put on its own."""


def page(title: str, paragraphs: Iterable[str], items: Iterable[str] = (), *, status: int = 200) -> HTMLResponse:
    """Return a page of that title, those paragraphs and, after the first, a list; whatever they hold is text."""
    first, *others = [f"<p>{escape(each)}</p>" for each in paragraphs]
    listed = "".join(f"<li>{escape(each)}</li>\n" for each in items)
    body = [first, f"<ul>\n{listed}</ul>" if listed else "", *others]
    return sheet(title, "\n".join(filter(None, body)), status=status)


def sheet(title: str, body: str, *, head: str = "", status: int = 200) -> HTMLResponse:
    """Return a page of that title around markup of our own: the caller has escaped whatever is not."""
    return HTMLResponse(PAGE.substitute(title=escape(title), head=head, style=STYLE, body=body), status)
