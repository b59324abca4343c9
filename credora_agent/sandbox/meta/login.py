"""Meta's login dialog and token endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from credora_agent.sandbox.consent import form, is_loopback, page, send_back
from credora_agent.sandbox.meta.errors import GraphError, invalid

if TYPE_CHECKING:
    from starlette.requests import Request

    from credora_agent.sandbox.meta.call import Call
    from credora_agent.sandbox.meta.grants import Grants
    from credora_agent.sandbox.server import Sandbox

ALWAYS = "public_profile"
CONFIGURED = ("ads_read", "business_management")
"""What a Login for Business configuration asks for."""


class Dialog:
    """`/v26.0/dialog/oauth`: a page with every permission to tick, and what its answer leads to."""

    def __init__(self, sim: Sandbox, grants: Grants) -> None:
        """Ask for `sim`'s app; approvals become codes in `grants`."""
        self._sim, self._grants = sim, grants

    async def show(self, request: Request) -> Response:
        """Return the page, or one that says why there is none."""
        if answer := await self._sim.faults.check("meta.dialog", request):
            return answer
        said = dict(request.query_params)
        if refusal := self._refused(said):
            return refusal
        shop = self._sim.consent.shop or ", ".join(self._sim.worlds)
        return page(
            action=str(request.url.replace(query="").path),
            title="Credora would like to access your ad accounts",
            lead=f"You are signed in as the owner of {shop}.",
            hidden={**{key: said[key] for key in ("client_id", "redirect_uri", "state") if key in said}, "asked": "1"},
            choices={scope: scope for scope in _asked(said)},
        )

    async def decide(self, request: Request) -> Response:
        """Return the redirect that the merchant's answer leads to."""
        fields = await form(request)
        said = {**request.query_params, **{key: values[-1] for key, values in fields.items()}}
        if refusal := self._refused(said):
            return refusal
        state = {"state": said["state"]} if "state" in said else {}
        if said.get("decision") != "approve" or self._sim.consent.answer == "deny":
            denied = {"error": "access_denied", "error_code": "200", "error_description": "Permissions error"}
            return send_back(said["redirect_uri"], {**denied, "error_reason": "user_denied", **state})
        asked = fields.get("grant", []) if "asked" in said else _asked(said)
        granted = [ALWAYS, *self._sim.consent.granted(asked)]
        known = self._grants.new_code(
            redirect_uri=said["redirect_uri"],
            granted=granted,
            declined=[scope for scope in {*asked, *_asked(said), *self._sim.consent.declined} if scope not in granted],
            shop=said.get("shop") or self._sim.consent.shop,
        )
        return send_back(f"{said['redirect_uri']}#_=_", {"code": known, **state})

    def _refused(self, said: dict[str, str]) -> Response | None:
        if said.get("client_id") != self._sim.apps.meta.app_id:
            return HTMLResponse(
                "<h1>Invalid App ID</h1><p>The provided app ID does not look like a valid app ID.</p>", 400
            )
        if not is_loopback(said.get("redirect_uri", "")):
            return HTMLResponse(
                "<h1>URL blocked</h1><p>The redirect URI is not white-listed in the app's settings.</p>", 400
            )
        return None


def _asked(said: dict[str, str]) -> list[str]:
    """Return the permissions a dialog asks for, without the one that cannot be declined."""
    if "config_id" in said:
        return list(CONFIGURED)
    return [scope for scope in said.get("scope", "").replace(" ", ",").split(",") if scope and scope != ALWAYS]


class Tokens:
    """`/oauth/access_token`, `/debug_token`, `/me/permissions`."""

    def __init__(self, sim: Sandbox, grants: Grants) -> None:
        """Serve `grants`."""
        self._sim, self._grants = sim, grants

    def issue(self, call: Call) -> dict[str, Any]:
        """Return a token for a code, for another token, or for the app itself. Raises GraphError."""
        said, app = call.params, self._sim.apps.meta
        if said.get("client_id") != app.app_id:
            raise GraphError(101, "Error validating application. Cannot get application info due to a system error.")
        if said.get("client_secret") != app.app_secret:
            raise GraphError(1, "Error validating client secret.")
        kind = said.get("grant_type", "authorization_code")
        if kind == "client_credentials":
            return {"access_token": self._grants.app_token(), "token_type": "bearer"}
        if kind == "fb_exchange_token":
            token, seconds = self._grants.lengthen(said.get("fb_exchange_token", ""))
        elif "code" in said:
            token, seconds = self._grants.redeem(said["code"], said.get("redirect_uri", ""))
        else:
            raise GraphError(1, "Missing authorization code")
        return {"access_token": token, "token_type": "bearer", "expires_in": seconds}

    def debug(self, call: Call) -> dict[str, Any]:
        """Return what `input_token` is; asked with the app's token or the user's own."""
        self._grants.authorised(call)
        token = call.params.get("input_token", "")
        kept = self._grants.tokens.get(token)
        if kept is None:
            said = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
            return {"data": {"error": said, "is_valid": False, "scopes": []}}
        dead = {}
        try:
            self._grants.living(token)
        except GraphError as error:
            dead = {"error": {"code": error.code, "message": str(error), "subcode": error.more.get("error_subcode")}}
        return {
            "data": {
                "app_id": self._sim.apps.meta.app_id,
                "type": "USER",
                "application": "Credora",
                "data_access_expires_at": kept["data_access_expires_at"],
                "expires_at": kept["expires_at"],
                **dead,
                "is_valid": not dead,
                "issued_at": kept["issued_at"],
                "scopes": kept["granted"],
                "user_id": self._grants.user_id(kept),
            }
        }

    def permissions(self, call: Call, one: str | None) -> dict[str, Any]:
        """Return the granted and declined permissions; DELETE takes one back, or the whole login."""
        kept = self._grants.authorised(call)
        if call.method != "DELETE":
            rows = [
                {"permission": scope, "status": status} for status in ("granted", "declined") for scope in kept[status]
            ]
            return {"data": rows}
        if one is None:
            self._grants.kill(call.params["access_token"], 458)
        elif one in kept["granted"]:
            kept["granted"].remove(one)
            kept["declined"].append(one)
            self._sim.save()
        else:
            raise invalid(f"Permission {one} is not granted")
        return {"success": True}
