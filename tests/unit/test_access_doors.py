"""What is told without a database: which texts can be tokens, who fails too often, what an audit entry may hold."""

from __future__ import annotations

import base64
import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.access.audit_detail import HIDDEN, LARGEST, LONGEST, MOST, kept_detail, kept_text
from credora_agent.access.limits import Strikes
from credora_agent.access.tokens import PREFIX, admit, tenant_in

TENANT = UUID("2bfebb27-808a-4d95-8a6c-e07624b4b53a")


def written(secret: bytes) -> str:
    return PREFIX + base64.urlsafe_b64encode(secret).decode()


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_a_token_names_its_shop(tenant: UUID, secret: bytes) -> None:
    """16 bytes of the shop's id and any 32 others: 72 characters, and the id read back."""
    token = written(tenant.bytes + secret)
    assert len(token) == 72
    assert tenant_in(token) == tenant


@given(st.binary(max_size=80).filter(lambda secret: len(secret) != 48))
def test_another_length_is_no_token(secret: bytes) -> None:
    """One byte less, one more, none: not a token."""
    assert tenant_in(written(secret)) is None


@given(st.text(max_size=120))
def test_any_text_is_answered(garbage: str) -> None:
    """Whatever comes in a header is a shop's id or None, never an error; with the prefix too."""
    assert tenant_in(garbage) is None
    assert tenant_in(PREFIX + garbage) in (None, *([UUID(bytes=_decoded(garbage)[:16])] if len(garbage) == 64 else []))


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text)
    except ValueError:
        return bytes(16)


@given(st.uuids(), st.integers(0, 71), st.sampled_from(" \n\t=+/.é\u200b\x00"))
def test_one_strange_character_is_enough(tenant: UUID, place: int, strange: str) -> None:
    """Put in, or in another's place, or at the very end: not a token, though a lenient decoder would skip it."""
    token = written(tenant.bytes + bytes(32))
    for broken in (token[:place] + strange + token[place:], token[:place] + strange + token[place + 1 :], token + "\n"):
        assert tenant_in(broken) is None


async def test_garbage_reaches_no_database() -> None:
    """Admitting what is no token touches nothing: there is no database here at all."""
    for garbage in ("", "credora_", "Bearer x", PREFIX + "A" * 63, PREFIX + "A" * 65, "credora-" + "A" * 64):
        assert await admit(None, garbage, now=None) is None  # type: ignore[arg-type]


class Clock:
    """A clock that goes when it is told."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """Return the seconds it shows."""
        return self.seconds


def test_ten_failures_and_then_a_wait() -> None:
    """10 a minute: the 10th failure closes the door for 6 s, one more for 6 again; then one may be tried."""
    clock = Clock()
    strikes = Strikes(10, 60, clock=clock)
    assert [strikes.hit("a") for _ in range(9)] == [0] * 9
    assert strikes.hit("a") == pytest.approx(6)
    assert strikes.blocked("a") == pytest.approx(6)
    assert strikes.blocked("b") == 0
    clock.seconds += 5
    assert strikes.blocked("a") == pytest.approx(1)
    assert strikes.hit("a") == pytest.approx(6)
    clock.seconds += 6
    assert strikes.blocked("a") == 0
    assert strikes.hit("a") == pytest.approx(6)
    clock.seconds += 3600
    assert [strikes.hit("a") for _ in range(9)] == [0] * 9


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "10.0.0.2", False),
        ("unknown", "unknown", True),
        ("", "10.0.0.1", False),
    ],
)
def test_addresses_of_one_network_count_as_one(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    strikes = Strikes(1, 60, clock=Clock())
    strikes.hit(one)
    assert (strikes.blocked(other) > 0) is same


def test_strikes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 150 addresses 100 are remembered: those that failed last, and one that failed again meanwhile."""
    monkeypatch.setattr(Strikes, "MOST", 100)
    strikes = Strikes(1, 60, clock=Clock())
    for n in range(150):
        strikes.hit(f"10.0.0.{n}")
        strikes.hit("again")
    assert len(strikes._left) == 100
    assert strikes.blocked("again") > 0
    assert strikes.blocked("10.0.0.149") > 0
    assert strikes.blocked("10.0.0.0") == 0


@pytest.mark.parametrize(
    "secret",
    [
        written(TENANT.bytes + bytes(range(32))),
        "shpat_" + "0123456789abcdef" * 2,
        "shpss_" + "0123456789abcdef" * 2,
        "EAAG" + "m0Zb" * 20,
        "ya29.a0AfB_byC" + "x" * 30,
        "1//0gSecretRefreshToken" + "x" * 20,
        "GOCSPX-abcdefghijklmnop",
        "Bearer abcdef0123456789",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "sk-proj-abcdefghijklmnop1234",
        "xoxb-" + "123456789012-abcdef",
    ],
)
def test_a_secret_is_hidden_wherever_it_stands(secret: str) -> None:
    """Alone, in a sentence, split by an invisible character, in a list, a name, and where the text is cut."""
    half = len(secret) // 2
    for text in (
        secret, f"use {secret} now", f"{secret[:half]}\u200b{secret[half:]}", "x" * (LONGEST - half - 1) + " " + secret,
    ):  # fmt: skip
        kept = kept_text(text)
        assert secret[:half] not in kept
        assert len(kept) <= LONGEST
    whole = json.dumps(kept_detail({"a": [secret, {"b": secret}], secret: 1}))
    assert secret not in whole
    assert HIDDEN in whole


def test_an_address_keeps_its_host_and_loses_its_password() -> None:
    assert kept_text("postgresql://me:pass@host/db") == f"postgresql://{HIDDEN}@host/db"


@pytest.mark.parametrize("name", ["token", "access_token", "client_secret", "Password", "api_key", "apiKey", "cookie"])
def test_what_is_named_a_secret_is_hidden_whatever_it_is(name: str) -> None:
    """Texts and lists under such a name go; a count under one stays a count."""
    assert kept_detail({name: "plain"}) == {name: HIDDEN}
    assert kept_detail({"in": {name: ["plain"]}}) == {"in": {name: HIDDEN}}
    assert kept_detail({name: 3}) == {name: 3}


def test_arguments_are_kept_as_they_were() -> None:
    """What is no secret and not too long: names, numbers, lists, as given; a date and a decimal as text."""
    asked = {"start": "2026-03-01", "metrics": ["revenue", "cogs"], "limit": 20, "change_percent": 8.5, "sku": None}
    assert kept_detail(asked) == asked


def test_long_and_large_details_are_cut() -> None:
    """A text to 500 characters, a list to 50 values, depth to 8 levels; what is still too large to one short text."""
    assert len(kept_detail({"q": "x" * 10_000})["q"]) == LONGEST
    assert len(kept_detail({"list": list(range(1000))})["list"]) == MOST
    deep: dict[str, object] = {}
    for _ in range(100):
        deep = {"d": deep}
    assert len(json.dumps(kept_detail(deep))) < 100
    large = kept_detail({str(n): "x" * LONGEST for n in range(MOST)})
    assert list(large) == ["cut"]
    assert len(large["cut"]) <= LONGEST < LARGEST
    assert kept_text("a\x00b\r\nc\u202ed") == "a b cd"
