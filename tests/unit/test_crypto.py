"""Sealed texts open in their own place only, keys turn over without a gap, and the key file is made once, for one."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.core.crypto import BadSeal, Key, KeyRing, UnknownKey, parse
from credora_agent.core.errors import BadInput, Unavailable
from credora_agent.core.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

RING = KeyRing([Key.fresh(), Key.fresh()])
TENANT, CONNECTION, FIELD = UUID(int=1), UUID(int=2), "access"
PLACE = {"tenant": TENANT, "connection": CONNECTION, "field": FIELD}
CANARY = "shpat_canary_0123456789"


@given(text=st.text(), tenant=st.uuids(), connection=st.uuids(), field=st.sampled_from(["access", "refresh"]))
def test_what_is_sealed_opens_in_its_place(text: str, tenant: UUID, connection: UUID, field: str) -> None:
    sealed, key_id = RING.seal(text, tenant=tenant, connection=connection, field=field)
    assert key_id == RING.newest
    assert RING.open(sealed, tenant=tenant, connection=connection, field=field) == text


@given(other=st.tuples(st.uuids(), st.uuids(), st.sampled_from(["access", "refresh", "acces", ""])))
def test_a_moved_secret_never_opens(other: tuple[UUID, UUID, str]) -> None:
    """In another tenant, another connection or another field it is nothing."""
    sealed, _ = RING.seal(CANARY, **PLACE)
    if other == (TENANT, CONNECTION, FIELD):
        return
    with pytest.raises(BadSeal):
        RING.open(sealed, tenant=other[0], connection=other[1], field=other[2])


@pytest.mark.parametrize("part", ["tenant", "connection", "field"])
def test_one_part_of_the_place_is_enough_to_refuse(part: str) -> None:
    sealed, _ = RING.seal(CANARY, **PLACE)
    with pytest.raises(BadSeal):
        RING.open(sealed, **{**PLACE, part: "refresh" if part == "field" else uuid4()})


def test_an_altered_bit_never_opens() -> None:
    """Each bit in turn, header and key id included: never the text, never anything but our own errors."""
    sealed, _ = RING.seal(CANARY, **PLACE)
    for bit in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises((BadSeal, UnknownKey)):
            RING.open(bytes(altered), **PLACE)


@given(junk=st.binary(max_size=80))
def test_junk_never_opens(junk: bytes) -> None:
    with pytest.raises((BadSeal, UnknownKey)):
        RING.open(junk, **PLACE)


def test_another_key_s_header_never_opens() -> None:
    """The key id is bound too: a text sealed with one key does not open under the name of another."""
    old, new = Key("a" * 12, b"1" * 32), Key("b" * 12, b"1" * 32)
    sealed, _ = KeyRing([old]).seal(CANARY, **PLACE)
    with pytest.raises(BadSeal):
        KeyRing([new, old]).open(sealed.replace(b"a" * 12, b"b" * 12), **PLACE)


def test_the_same_text_twice_is_sealed_differently() -> None:
    assert RING.seal(CANARY, **PLACE) != RING.seal(CANARY, **PLACE)


def test_a_separator_cannot_shift_the_place() -> None:
    """`a|b` + `c` would read like `a` + `b|c`."""
    with pytest.raises(ValueError, match="separator"):
        RING.seal(CANARY, tenant=TENANT, connection="a|b", field="c")


def test_the_newest_key_seals_and_every_known_one_opens() -> None:
    old, new = Key.fresh(), Key.fresh()
    before, _ = KeyRing([old]).seal(CANARY, **PLACE)
    both = KeyRing([new, old])
    assert both.open(before, **PLACE) == CANARY
    assert both.seal(CANARY, **PLACE)[1] == new.id
    with pytest.raises(UnknownKey, match=old.id):
        KeyRing([new]).open(before, **PLACE)
    with pytest.raises(UnknownKey, match=f"{old.id}, zz"):
        KeyRing([new]).require([new.id, old.id, "zz"])


@pytest.mark.parametrize("spelled", ["", "a", "a:", "a:AAAA", f"a b:{'A' * 43}=", "ä:" + "A" * 43 + "=", "a:" + CANARY])
def test_a_misspelled_ring_is_refused_without_repeating_it(spelled: str) -> None:
    with pytest.raises(BadInput) as refused:
        KeyRing(parse(spelled))
    assert CANARY not in str(refused.value)


def test_two_keys_of_one_name_are_refused() -> None:
    with pytest.raises(BadInput, match="same id"):
        KeyRing([Key("k", b"1" * 32), Key("k", b"2" * 32)])


def test_secrets_are_in_no_repr() -> None:
    key = Key("k", b"supersecret-supersecret-supersec")
    settings = Settings(keys=key.written(), shopify_api_secret=CANARY, google_client_secret=CANARY)
    shown = f"{key!r} {[key]!s} {settings!r} {KeyRing([key])!r}"
    assert "supersecret" not in shown
    assert CANARY not in shown
    assert key.written() not in shown


def test_a_fresh_machine_gets_a_key_file_of_its_own(tmp_path: Path) -> None:
    """Mode 0600, in the home, not among the database's files; the same ring the next time."""
    settings = Settings(home=tmp_path / "home")
    ring = KeyRing.load(settings)
    path = tmp_path / "home" / "keys"
    assert path.stat().st_mode & 0o777 == 0o600
    sealed, _ = ring.seal(CANARY, **PLACE)
    assert KeyRing.load(settings).open(sealed, **PLACE) == CANARY
    assert [left.name for left in path.parent.iterdir()] == ["keys"]


def test_keys_that_were_set_are_used_and_no_file_is_made(tmp_path: Path) -> None:
    ring = KeyRing.load(
        Settings(home=tmp_path / "home", keys=f"{Key.fresh().written()},{Key('old', b'1' * 32).written()}")
    )
    assert "old" in ring.ids
    assert not ring.extensible
    assert not (tmp_path / "home").exists()
    with pytest.raises(BadInput, match="CREDORA_KEYS"):
        ring.rotated()


def test_processes_that_begin_at_once_share_one_key(tmp_path: Path) -> None:
    """Eight first starts in the same home: one key file, and every process holds its key."""
    code = (
        "import sys; from pathlib import Path; from credora_agent.core.crypto import KeyRing;"
        "from credora_agent.core.settings import Settings;"
        "sys.stdin.readline(); print(KeyRing.load(Settings(home=Path(sys.argv[1]))).newest)"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=-1, stdout=-1, text=True) for _ in range(4)
    ]
    for start in starts:
        assert start.stdin
        start.stdin.write("go\n")
        start.stdin.flush()
    assert len({start.communicate()[0] for start in starts}) == 1
    assert [start.returncode for start in starts] == [0] * 4


async def test_tasks_that_begin_at_once_share_one_key(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    rings = await asyncio.gather(*(asyncio.to_thread(KeyRing.load, settings) for _ in range(20)))
    assert len({ring.newest for ring in rings}) == 1


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    KeyRing.load(settings)
    (tmp_path / "keys").chmod(0o644)
    with pytest.raises(Unavailable, match="chmod 600"):
        KeyRing.load(settings)


@pytest.mark.parametrize("content", [b"", b"half:AAA", b"\xff\xfe"])
def test_a_broken_key_file_is_refused_and_stays(tmp_path: Path, content: bytes) -> None:
    """What sealed the tokens may be in it: it is never replaced by a fresh one."""
    path = tmp_path / "keys"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises((BadInput, Unavailable)):
        KeyRing.load(Settings(home=tmp_path))
    assert path.read_bytes() == content


def test_an_unwritable_home_says_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, no folder")
    with pytest.raises(Unavailable, match="cannot be written"):
        KeyRing.load(Settings(home=tmp_path / "home"))


def test_a_key_added_by_one_process_opens_in_another(tmp_path: Path) -> None:
    """The ring loaded before the rotation opens what was sealed after it, and then seals with the new key too."""
    settings = Settings(home=tmp_path)
    before = KeyRing.load(settings)
    after = before.rotated()
    assert after.newest not in before.ids
    sealed, _ = after.seal(CANARY, **PLACE)
    assert before.open(sealed, **PLACE) == CANARY
    assert before.newest == after.newest
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600


def test_rotations_at_once_lose_no_key(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    rings = [KeyRing.load(settings) for _ in range(4)]
    newest = {ring.rotated().newest for ring in rings}
    assert len(newest) == 4
    assert newest < KeyRing.load(settings).ids


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_lost_key_file_is_named_by_the_rows_it_sealed(tmp_path: Path) -> None:
    """A new file on a new disk has a key of another name: what the old one sealed is refused by that name."""
    settings = Settings(home=tmp_path)
    lost = KeyRing.load(settings)
    sealed, key_id = lost.seal(CANARY, **PLACE)
    (tmp_path / "keys").unlink()
    with pytest.raises(UnknownKey, match=key_id):
        KeyRing.load(settings).open(sealed, **PLACE)
