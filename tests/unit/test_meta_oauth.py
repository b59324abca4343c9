"""Connecting Meta: the dialog, a token that is ours, alive and allowed to read ads, and its end."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ads_wire import ADDRESSES, APP, TOKEN, Wire, answer, form, impatient, whole_text

from credora_agent.platforms.base import BadCallback, DeadToken, Grant, MissingScope, Passing, Refused
from credora_agent.platforms.meta_ads import oauth
from credora_agent.platforms.meta_ads.graph import proof_of

if TYPE_CHECKING:
    from credora_agent.core.errors import CredoraError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REDIRECT = "http://127.0.0.1:8000/connect/meta/callback"
SHORT = answer({"access_token": "short-lived-0123456789", "token_type": "bearer", "expires_in": 5400})
LONG = answer({"access_token": TOKEN, "token_type": "bearer", "expires_in": 5_184_000})


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch)


def epoch(days: float) -> int:
    return int((NOW + timedelta(days=days)).timestamp())


def told(**changes: Any) -> Any:
    """Return what /debug_token answers of a token that is fine, save for `changes`."""
    fine = {"app_id": APP.client_id, "is_valid": True, "scopes": ["ads_read", "public_profile"]}
    return answer({"data": {**fine, "expires_at": epoch(60), "data_access_expires_at": epoch(90), **changes}})


def permissions(status: str | None = "granted") -> Any:
    rows = [{"permission": "public_profile", "status": "granted"}]
    return answer({"data": [*rows, *([{"permission": "ads_read", "status": status}] if status else [])]})


async def connected(wire: Wire) -> Grant:
    return await oauth.exchange(wire.http(), ADDRESSES, APP, code="the-code", redirect_uri=REDIRECT, now=NOW)


def test_the_dialog_is_asked_for_reading_ads_alone() -> None:
    url = oauth.authorize_url(ADDRESSES, APP, redirect_uri=REDIRECT, state="s t&")
    query = parse_qs(urlsplit(url).query)
    assert url.startswith("https://www.facebook.com/v26.0/dialog/oauth?")
    assert query == {
        "client_id": [APP.client_id],
        "redirect_uri": [REDIRECT],
        "state": ["s t&"],
        "response_type": ["code"],
        "scope": ["ads_read"],
    }


def test_a_login_configuration_names_the_permissions_itself() -> None:
    query = parse_qs(
        urlsplit(oauth.authorize_url(ADDRESSES, APP, redirect_uri=REDIRECT, state="s", config_id="9")).query
    )
    assert query["config_id"] == ["9"]
    assert "scope" not in query


def test_declining_is_told_apart_from_coming_back_with_a_code() -> None:
    assert oauth.check_callback({"code": "c", "state": "s"}) == "c"
    for query in ({"error": "access_denied", "error_reason": "user_denied", "code": "c"}, {"state": "s"}, {"code": ""}):
        with pytest.raises(BadCallback):
            oauth.check_callback(query)


async def test_the_token_kept_is_the_long_lived_one_checked_on_the_way() -> None:
    wire = Wire([SHORT, LONG, told(), permissions()])
    grant = await connected(wire)
    assert grant.access_token == TOKEN
    assert grant.expires_at == NOW + timedelta(days=60)
    assert "ads_read" in grant.scopes
    code, long, debug, rights = wire.asked
    assert form(code)["code"] == "the-code"
    assert (form(long)["grant_type"], form(long)["fb_exchange_token"]) == (
        "fb_exchange_token",
        "short-lived-0123456789",
    )
    assert form(debug)["input_token"] == TOKEN
    assert form(debug)["appsecret_proof"] == proof_of(f"{APP.client_id}|{APP.client_secret}", APP)
    assert rights.url.path == "/v26.0/me/permissions"


async def test_no_address_and_no_log_holds_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wire = Wire([SHORT, LONG, told(), permissions()])
    grant = await connected(wire)
    said = caplog.text + repr(grant) + "".join(str(request.url) for request in wire.asked)
    assert all(secret not in said for secret in (TOKEN, APP.client_secret, "the-code", "short-lived"))


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({"data_access_expires_at": epoch(20)}, 20),
        ({"data_access_expires_at": 0}, 60),
        ({"expires_at": 0}, 90),
        ({"expires_at": 0, "data_access_expires_at": 0}, 60),
    ],
)
async def test_access_ends_with_the_first_of_its_ends(changes: dict[str, Any], days: int) -> None:
    grant = await connected(Wire([SHORT, LONG, told(**changes), permissions()]))
    assert grant.expires_at == NOW + timedelta(days=days)


async def test_a_system_users_token_never_ends() -> None:
    endless = answer({"access_token": TOKEN})
    grant = await connected(Wire([SHORT, endless, told(expires_at=0, data_access_expires_at=0), permissions()]))
    assert grant.expires_at is None


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([SHORT, LONG, told(app_id="666")], BadCallback),
        ([SHORT, LONG, told(is_valid=False, error={"subcode": 463})], DeadToken),
        ([SHORT, LONG, told(), permissions("declined")], MissingScope),
        ([SHORT, LONG, told(), permissions(None)], MissingScope),
        ([answer({"error": {"code": 100, "error_subcode": 36009, "message": "used"}}, status=400)], BadCallback),
        ([answer({"error": {"code": 100, "error_subcode": 36007, "message": "old"}}, status=400)], BadCallback),
        ([answer({"error": {"code": 100, "error_subcode": 36008, "message": "redirect"}}, status=400)], Refused),
        ([answer({"error": {"code": 1, "message": "Error validating client secret."}}, status=400)], Refused),
        ([answer({"error": {"code": 101, "message": "Error validating application."}}, status=400)], Refused),
        ([answer({"token_type": "bearer"})], Passing),
    ],
    ids=["another app's", "dead", "declined", "not asked", "used", "old", "redirect", "secret", "app", "none"],
)
async def test_what_is_not_a_good_token_is_not_kept(answers: list[Any], expected: type[CredoraError]) -> None:
    with pytest.raises(expected) as caught:
        await connected(Wire(answers))
    assert TOKEN not in whole_text(caught.value)
    assert APP.client_secret not in whole_text(caught.value)
    assert caught.value.remedy


async def test_revoking_takes_the_whole_login_back() -> None:
    wire = Wire([answer({"success": True})])
    await oauth.revoke(wire.http(), ADDRESSES, APP, TOKEN)
    assert (wire.asked[0].method, wire.asked[0].url.path) == ("DELETE", "/v26.0/me/permissions")
    assert TOKEN not in str(wire.asked[0].url)


async def test_revoking_what_is_gone_already_is_no_error() -> None:
    wire = Wire([answer({"error": {"code": 190, "error_subcode": 458}}, status=400)])
    await oauth.revoke(wire.http(), ADDRESSES, APP, TOKEN)


@pytest.mark.parametrize(
    ("left", "warning"),
    [
        (timedelta(days=60), None),
        (timedelta(days=14, seconds=1), None),
        (timedelta(days=14), 14),
        (timedelta(days=7, seconds=1), 14),
        (timedelta(days=7), 7),
        (timedelta(days=1, seconds=1), 7),
        (timedelta(days=1), 1),
        (timedelta(seconds=1), 1),
        (timedelta(), 0),
        (timedelta(days=-3), 0),
    ],
)
def test_the_end_of_access_is_announced_at_14_7_and_1_days(left: timedelta, warning: int | None) -> None:
    assert oauth.expiry_warning(NOW + left, NOW) == warning


def test_a_token_without_an_end_is_never_announced() -> None:
    assert oauth.expiry_warning(None, NOW) is None
