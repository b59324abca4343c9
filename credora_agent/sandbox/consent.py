"""The pages on which a merchant agrees or declines, and what the control plane says about their choices."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from starlette.responses import HTMLResponse, RedirectResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto; padding: 0 1rem; color: #202223 }}
form {{ border: 1px solid #d2d5d8; border-radius: 12px; padding: 2rem }}
button {{ font: inherit; padding: .6rem 1.4rem; border-radius: 8px; border: 1px solid #8c9196; background: #fff }}
button[value=approve] {{ background: #1a1a1a; color: #fff }}
small {{ color: #6d7175 }}
</style></head>
<body><form method="post" action="{action}">
<h1>{title}</h1><p>{lead}</p>
{choices}
{hidden}
<p><button name="decision" value="approve">Approve</button> <button name="decision" value="decline">Decline</button></p>
<small>This is the sandbox: an invented platform on this machine.</small>
</form></body></html>
"""


@dataclass(slots=True)
class Consent:
    """What the merchant's answers come to. `answer` "deny" turns every approval into a refusal.

    `scopes` is all that is ever granted (None: whatever is asked), `declined` what never is; `google_testing` says
    that the consent screen is in Testing (refresh tokens last seven days), `google_access` the project's access level;
    `shop` whose accounts a Meta or Google login sees (None: those of all).
    """

    answer: str = "approve"
    scopes: list[str] | None = None
    declined: list[str] = field(default_factory=list)
    google_testing: bool = False
    google_access: str = "BASIC"
    shop: str | None = None

    def change(self, said: dict[str, Any]) -> None:
        """Take over what is said; "meta_declined" is another name of `declined`. Raises KeyError for anything else."""
        for name, value in said.items():
            key = "declined" if name == "meta_declined" else name
            if key not in self.__dataclass_fields__:
                raise KeyError(name)
            setattr(self, key, value)

    def granted(self, asked: Iterable[str]) -> list[str]:
        """Return which of the permissions asked for are granted, in their order."""
        allowed = [scope for scope in asked if self.scopes is None or scope in self.scopes]
        return [scope for scope in allowed if scope not in self.declined]

    def as_json(self) -> dict[str, Any]:
        """Return all of it."""
        return asdict(self)


def page(*, action: str, title: str, lead: str, hidden: dict[str, str], choices: dict[str, str]) -> HTMLResponse:
    """Return a page with Approve and Decline; `choices` are ticked boxes called `grant`, as {value: label}."""
    boxes = "".join(
        f'<p><label><input type="checkbox" name="grant" value="{escape(value)}" checked> {escape(label)}</label></p>\n'
        for value, label in choices.items()
    )
    fields = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden.items()
    )
    return HTMLResponse(
        _PAGE.format(action=escape(action), title=escape(title), lead=escape(lead), choices=boxes, hidden=fields)
    )


async def form(request: Request) -> dict[str, list[str]]:
    """Return the fields of a posted form, each with all its values."""
    return parse_qs((await request.body()).decode("utf-8", errors="replace"), keep_blank_values=True)


def is_loopback(address: str) -> bool:
    """Say whether an address is one to which the sandbox sends a browser back: on this machine."""
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK


def send_back(redirect_uri: str, answer: dict[str, str]) -> RedirectResponse:
    """Return the redirect to `redirect_uri` with `answer` added to its query."""
    parts = urlsplit(redirect_uri)
    query = "&".join(part for part in (parts.query, urlencode(answer)) if part)
    return RedirectResponse(urlunsplit(parts._replace(query=query)), status_code=302)
