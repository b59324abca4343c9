"""What a person sees who is asked for access: who asks, for what, and where it leads; whatever an app says is text."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from credora_agent.core.page import DRESS, policy, sheet
from credora_agent.core.text import plain_text
from mcp_servers.oauth_clients import host_of, is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import HTMLResponse

    from credora_agent.tables.tenants import Tenant
    from mcp_servers.oauth_pending import Pending

FORM = Template((Path(__file__).parent / "templates" / "consent.html").read_text(encoding="utf-8"))
LONGEST_NAME = 60

# A form without referrer would be sent without its origin, which is looked at. The window may have been opened by
# the app's own page, which waits for it.
PAGE_DRESS = DRESS | {
    "content-security-policy": policy(form_action="'self'"),
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "unsafe-none",
}
ALLOW = '<button class="main" name="decision" value="allow">Allow</button>'
GO_ON = '<button class="main" name="decision" value="go-on">Continue</button>'
DECLINE = '<button name="decision" value="decline" formnovalidate>Decline</button>'
READ = '<label><input type="checkbox" checked disabled><span>Read the shop’s figures and reports</span></label>'
WRITE = (
    '<label><input type="checkbox" name="write" value="yes"><span>Also change things in Credora: budgets, alerts, '
    "schedules. Each change is proposed before it is made.</span></label>"
)
PROOF = (
    '<label class="wide">Your API token, to show who you are<input type="password" name="token" maxlength="200" '
    'autocomplete="off" required></label>\n<p class="quiet">Make one by <code>credora tokens create</code>. '
    "The app does not get it, and cannot get more than it allows.</p>"
)


def deciding(pending: Pending, shops: Sequence[Tenant], hidden: Mapping[str, str], *, may_write: bool) -> HTMLResponse:
    """Return the page that asks for a yes: for one of those shops, to read, and to write as far as that may be."""
    may = f"<fieldset><legend>The app may</legend>\n{READ}\n{WRITE if may_write else ''}\n</fieldset>"
    return _form(pending, hidden, f"{_choice(shops)}\n{may}", ALLOW)


def proving(pending: Pending, hidden: Mapping[str, str], *, back: str | None = None) -> HTMLResponse:
    """Return the page that asks who is there, before anything of theirs is shown; `back` leads here from signing in."""
    address = f"/auth/login?{urlencode({'next': back})}" if back else ""
    sign_in = f'<p><a href="{escape(address)}">Sign in to Credora</a>, or:</p>\n' if back else ""
    return _form(pending, hidden, sign_in + PROOF, GO_ON)


def leaving(pending: Pending, address: str, *, allowed: bool) -> HTMLResponse:
    """Return the page that sends the browser back to the app: not by a redirect, which the form's policy would stop."""
    title = f"Access {'allowed' if allowed else 'declined'}"
    body = (
        f"<p>You are going back to {_back(pending.redirect_uri)}.</p>\n"
        f'<p><a href="{escape(address)}" rel="noreferrer">Go on</a> if that does not happen by itself. '
        "You can close this window when the app is there again.</p>"
    )
    return dressed(sheet(title, body, head=f'<meta http-equiv="refresh" content="0;url={escape(address)}">\n'))


def dressed(response: HTMLResponse) -> HTMLResponse:
    """Return a page of these with its headers on."""
    response.headers.update(PAGE_DRESS)
    return response


def _form(pending: Pending, hidden: Mapping[str, str], fields: str, button: str) -> HTMLResponse:
    inputs = [f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items()]
    body = FORM.substitute(
        host=escape(host_of(pending.client_id)),
        name=f"“{escape(plain_text(pending.client_name, longest=LONGEST_NAME))}”",
        back=_back(pending.redirect_uri),
        warning=_warning(pending.redirect_uri),
        hidden="\n".join(inputs),
        fields=fields,
        buttons=f"{button}\n{DECLINE}",
    )
    return dressed(sheet("Allow an app to use Credora?", body))


def _choice(shops: Sequence[Tenant]) -> str:
    one = len(shops) == 1
    rows = [
        f'<label><input type="radio" name="shop" value="{shop.id}" required{" checked" if one else ""}>'
        f"<span>{escape(plain_text(shop.name))}</span></label>"
        for shop in shops
    ]
    legend = "Shop" if one else "For which shop?"
    return f"<fieldset><legend>{legend}</legend>\n" + "\n".join(rows) + "\n</fieldset>"


def _back(redirect_uri: str) -> str:
    if is_loopback(redirect_uri):
        return "a program on this computer"
    host = host_of(redirect_uri)
    return f"an app on this device ({escape(host)})" if host.endswith(":") else f"<strong>{escape(host)}</strong>"


def _warning(redirect_uri: str) -> str:
    if not is_loopback(redirect_uri) and not host_of(redirect_uri).endswith(":"):
        return ""
    return '<p class="warn">It leads to a program on this computer, and any program here could say it is this one.</p>'
