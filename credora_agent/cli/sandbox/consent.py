"""Giving consent on the sandbox's own pages as a person would: read the page, send its form, follow it back."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from credora_agent.core.errors import Unavailable

if TYPE_CHECKING:
    import httpx2

FOUND = (301, 302, 303, 307)


async def consent(http: httpx2.AsyncClient, url: str, *, approve: bool = True) -> dict[str, str]:
    """Return the parameters with which the page at `url` sends a person back after they approve or decline.

    Raises Unavailable when there is no such page, or it does not send anybody back.
    """
    page = await http.get(url, follow_redirects=False)
    if page.status_code in FOUND:  # the question was settled without asking
        return _returned(page.headers["location"])
    form = _Form(approve=approve)
    form.feed(page.text)
    if page.status_code != 200 or not form.fields:  # noqa: PLR2004
        raise Unavailable(f"The consent page answers {page.status_code}.", remedy="Look at it in a browser.")
    sent = await http.post(urljoin(url, form.action or url), data=form.fields, follow_redirects=False)
    if sent.status_code not in FOUND:
        raise Unavailable(f"The consent form answers {sent.status_code}.", remedy="Look at it in a browser.")
    return _returned(sent.headers["location"])


def _returned(location: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))


class _Form(HTMLParser):
    """The one form of a page: where it is sent, its hidden fields, and the button pressed."""

    def __init__(self, *, approve: bool) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self._wanted = ("approve", "allow") if approve else ("decline", "deny", "cancel")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in the parts of the form."""
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = known.get("action", "")
        elif tag == "input" and known.get("type", "text") in {"hidden", "text"}:
            self.fields[known["name"]] = known.get("value", "")
        elif tag == "input" and known.get("type") == "checkbox" and "checked" in known:
            self.fields[known["name"]] = known.get("value", "on")
        elif tag in {"button", "input"} and known.get("type", "submit") == "submit":
            value = known.get("value", "")
            if value.lower() in self._wanted and "name" in known:
                self.fields[known["name"]] = value
