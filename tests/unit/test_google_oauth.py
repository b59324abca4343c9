"""Connecting Google Ads: consent with PKCE, tokens that are renewed, and their end."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ads_wire import ADDRESSES, APP, TOKEN, Wire, answer, form, impatient, whole_text

from credora_agent.platforms.base import BadCallback, DeadToken, Grant, MissingScope, Passing, Refused, Throttled
from credora_agent.platforms.google_ads import oauth

if TYPE_CHECKING:
    from credora_agent.core.errors import CredoraError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REDIRECT = "http://127.0.0.1:8000/connect/google/callback"
ADWORDS = "https://www.googleapis.com/auth/adwords"
REFRESH = "1//refresh-0123456789abcdefghij"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch)


def tokens(**changes: Any) -> Any:
    """Return what the token endpoint gives, save for `changes`; None leaves a member out."""
    usual = {
        "access_token": TOKEN,
        "expires_in": 3599,
        "refresh_token": REFRESH,
        "scope": ADWORDS,
        "token_type": "Bearer",
    }
    return answer({name: value for name, value in {**usual, **changes}.items() if value is not None})


async def connected(wire: Wire) -> Grant:
    return await oauth.exchange(
        wire.http(), ADDRESSES, APP, code="4/the-code", redirect_uri=REDIRECT, verifier="the-verifier", now=NOW
    )


async def refreshed(wire: Wire) -> Grant:
    return await oauth.refresh(wire.http(), ADDRESSES, APP, refresh_token=REFRESH, now=NOW)


def test_the_challenge_is_that_of_the_standard() -> None:
    """The example of RFC 7636, appendix B."""
    assert oauth.challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_verifiers_are_long_and_never_the_same() -> None:
    made = {oauth.new_verifier() for _ in range(20)}
    assert len(made) == 20
    assert all(43 <= len(each) <= 128 for each in made)


def test_consent_is_asked_for_offline_and_anew() -> None:
    """Only then does Google give a refresh token; the verifier itself stays at home."""
    url = oauth.authorize_url(ADDRESSES, APP, redirect_uri=REDIRECT, state="s", verifier="the-verifier")
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    assert (query["access_type"], query["prompt"], query["scope"]) == ("offline", "consent", ADWORDS)
    assert (query["code_challenge_method"], query["code_challenge"]) == ("S256", oauth.challenge_of("the-verifier"))
    assert (query["response_type"], query["state"], query["redirect_uri"]) == ("code", "s", REDIRECT)
    assert "the-verifier" not in url


def test_declining_is_told_apart_from_coming_back_with_a_code() -> None:
    assert oauth.check_callback({"code": "c", "state": "s"}) == "c"
    for query in ({"error": "access_denied", "code": "c"}, {"state": "s"}, {"code": ""}):
        with pytest.raises(BadCallback):
            oauth.check_callback(query)


async def test_a_code_becomes_tokens() -> None:
    wire = Wire([tokens()])
    grant = await connected(wire)
    assert (grant.access_token, grant.refresh_token) == (TOKEN, REFRESH)
    assert grant.expires_at == NOW + timedelta(seconds=3599)
    assert grant.refresh_expires_at is None
    sent = form(wire.asked[0])
    assert (sent["grant_type"], sent["code"], sent["code_verifier"]) == (
        "authorization_code",
        "4/the-code",
        "the-verifier",
    )
    assert str(wire.asked[0].url) == "https://oauth2.googleapis.com/token"


async def test_a_refresh_token_of_a_screen_in_testing_says_when_it_ends() -> None:
    grant = await connected(Wire([tokens(refresh_token_expires_in=604_799)]))
    assert grant.refresh_expires_at == NOW + timedelta(seconds=604_799)


async def test_scopes_granted_before_come_along() -> None:
    grant = await connected(Wire([tokens(scope=f"openid {ADWORDS}")]))
    assert grant.scopes == {"openid", ADWORDS}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (tokens(scope="openid"), MissingScope),
        (tokens(scope=f"{ADWORDS}.readonly"), MissingScope),
        (tokens(refresh_token=None), Refused),
        (tokens(access_token=None), Refused),
        (answer({"error": "invalid_grant", "error_description": "Bad Request"}, status=400), BadCallback),
        (answer({"error": "redirect_uri_mismatch"}, status=400), Refused),
        (answer({"error": "invalid_client"}, status=401), Refused),
        (answer({"error": "internal_failure"}, status=500), Passing),
        (answer({"error": "rate_limit_exceeded"}, status=429), Throttled),
        (answer(b"<html>", status=502), Passing),
        (answer(b'{"access_tok'), Passing),
    ],
)
async def test_what_is_not_a_good_grant_is_not_kept(said: Any, expected: type[CredoraError]) -> None:
    with pytest.raises(expected) as caught:
        await connected(Wire([said]))
    assert type(caught.value) is expected
    assert all(secret not in whole_text(caught.value) for secret in (TOKEN, REFRESH, APP.client_secret, "the-verifier"))


async def test_a_refresh_keeps_the_refresh_token() -> None:
    """Google sends none with it."""
    wire = Wire([tokens(refresh_token=None)])
    grant = await refreshed(wire)
    assert (grant.access_token, grant.refresh_token) == (TOKEN, REFRESH)
    assert form(wire.asked[0])["grant_type"] == "refresh_token"


async def test_a_refresh_token_that_google_takes_no_more_is_dead() -> None:
    """Revoked, unused for half a year, or seven days old while the consent screen is in Testing."""
    wire = Wire(
        [answer({"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, status=400)]
    )
    with pytest.raises(DeadToken):
        await refreshed(wire)
    assert len(wire.asked) == 1


async def test_a_refresh_is_tried_again_after_a_fault_of_the_wire() -> None:
    wire = Wire([answer(b"<html>", status=502), tokens()])
    assert (await refreshed(wire)).access_token == TOKEN


@pytest.mark.parametrize("said", [answer({}), answer({"error": "invalid_token"}, status=400)])
async def test_revoking_ends_access_also_where_it_had_ended(said: Any) -> None:
    wire = Wire([said])
    await oauth.revoke(wire.http(), ADDRESSES, REFRESH)
    assert form(wire.asked[0]) == {"token": REFRESH}
    assert str(wire.asked[0].url) == "https://oauth2.googleapis.com/revoke"


async def test_no_address_and_no_log_holds_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wire = Wire([tokens()])
    said = repr(await connected(wire)) + caplog.text + str(wire.asked[0].url)
    assert all(secret not in said for secret in (TOKEN, REFRESH, APP.client_secret, "the-code"))
