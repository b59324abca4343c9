"""Exchange rates from their source: a file or an https address, the merchant's own table or the ECB's; never 1."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import httpx2
import pytest

from credora_agent.platforms.base import Passing
from credora_agent.sync.rates_source import NoRates, RatesSource
from credora_agent.sync.streams.base import Source
from credora_agent.sync.streams.rates import KIND, step

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OWN = "date,base,quote,rate\n2026-11-20,EUR,GBP,0.84\n2026-11-23,EUR,GBP,0.85\n2026-11-23,USD,GBP,0.75\n"
ECB = "Date,USD,GBP,JPY,\n2026-11-23,1.16,0.87,181.2,\n2026-11-20,1.15,0.86,N/A,\n"
BOOKS = Source("rates", "", "GBP", ZoneInfo("Europe/London"), frozenset(), NOW)


def served(answer: httpx2.Response) -> httpx2.AsyncClient:
    """Return a client that is given this answer, whatever it asks."""
    return httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _request: answer))


def source(where: str, needs: set[str], answer: httpx2.Response | None = None) -> RatesSource:
    """Return a source of rates for a shop in pounds."""
    return RatesSource(where, served(answer or httpx2.Response(404)), frozenset(needs))


async def test_only_what_the_books_need_is_taken(tmp_path: Path) -> None:
    """The merchant's own table: euros wanted, dollars not; two days of them."""
    (tmp_path / "rates.csv").write_text(OWN, encoding="utf-8")
    done = await step(source(str(tmp_path / "rates.csv"), {"EUR"}), {}, BOOKS)
    assert [(rate.base, rate.quote, rate.day, rate.rate) for rate in done.rates] == [
        ("EUR", "GBP", date(2026, 11, 20), Decimal("0.84")),
        ("EUR", "GBP", date(2026, 11, 23), Decimal("0.85")),
    ]
    assert (done.done, done.findings) == (True, [])


async def test_a_currency_without_rates_is_said_and_never_taken_for_one() -> None:
    """Dinars are in no table: a finding, no rate, and the books are not said to be covered."""
    done = await step(source("https://rates.example/x.csv", {"KWD"}, httpx2.Response(200, text=OWN)), {}, BOOKS)
    assert (done.rates, done.covered_until) == ([], None)
    assert [(found.kind, found.subject) for found in done.findings] == [(KIND, "KWD")]


@pytest.mark.parametrize("zipped", [False, True])
async def test_the_ecbs_table_is_crossed_to_the_shops_currency(zipped: bool) -> None:  # noqa: FBT001
    """What a euro buys, as they publish it, packed or not: dollars to pounds through the euro, N/A is no rate."""
    content = ECB.encode()
    if zipped:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("eurofxref-hist.csv", ECB)
        content = packed.getvalue()
    wanted = source("https://rates.example/hist.zip", {"USD", "JPY"}, httpx2.Response(200, content=content))
    rates = {(rate.base, rate.day): rate.rate for rate in (await step(wanted, {}, BOOKS)).rates}
    assert rates["USD", date(2026, 11, 23)] == Decimal("0.7500000000")
    assert set(rates) == {("USD", date(2026, 11, 20)), ("USD", date(2026, 11, 23)), ("JPY", date(2026, 11, 23))}


async def test_a_later_reading_takes_the_last_fortnight_and_a_new_currency_all() -> None:
    """Known currencies: only what was published lately; one more currency: everything again."""
    old = OWN + "2026-10-01,EUR,GBP,0.80\n"
    wanted = source("https://rates.example/x.csv", {"EUR"}, httpx2.Response(200, text=old))
    first = await step(wanted, {}, BOOKS)
    assert len(first.rates) == 3
    again = await step(replace(wanted, http=served(httpx2.Response(200, text=old))), first.cursor, BOOKS)
    assert {rate.day for rate in again.rates} == {date(2026, 11, 20), date(2026, 11, 23)}
    more = replace(wanted, needs=frozenset({"EUR", "USD"}), http=served(httpx2.Response(200, text=old)))
    assert len((await step(more, again.cursor, BOOKS)).rates) == 4


async def test_nothing_is_needed_nothing_is_asked() -> None:
    """A shop whose every amount is in its own currency asks for no rates."""
    done = await step(source("https://rates.example/x.csv", set()), {}, BOOKS)
    assert (done.done, done.rates) == (True, ())


@pytest.mark.parametrize(
    ("where", "answer", "fault"),
    [
        ("http://rates.example/x.csv", None, NoRates),
        ("ftp://rates.example/x.csv", None, NoRates),
        ("https://rates.example/x.csv", httpx2.Response(404), NoRates),
        ("https://rates.example/x.csv", httpx2.Response(302, headers={"location": "http://127.0.0.1"}), NoRates),
        ("https://rates.example/x.csv", httpx2.Response(200, text="<html>no</html>"), NoRates),
        ("https://rates.example/x.zip", httpx2.Response(200, content=b"PK\x03\x04broken"), NoRates),
        ("/nowhere/rates.csv", None, NoRates),
    ],
)
async def test_a_source_that_cannot_be_read_says_why(
    where: str, answer: httpx2.Response | None, fault: type[Exception]
) -> None:
    """Not https, not there, somewhere else, no table, no archive, no file: one error with a remedy each."""
    with pytest.raises(fault) as raised:
        await step(source(where, {"EUR"}, answer), {}, BOOKS)
    assert raised.value.remedy  # type: ignore[attr-defined]


async def test_a_wire_that_breaks_is_tried_again() -> None:
    """No answer at all is a fault that passes."""

    def broken(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no")

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(broken))
    with pytest.raises(Passing):
        await RatesSource("https://rates.example/x.csv", http, frozenset({"EUR"})).published(NOW + timedelta(0))


def test_the_name_of_a_source_keeps_no_secret() -> None:
    """An address may carry a key; what is shown does not."""
    where = source("https://user:secret@rates.example/x.csv?key=secret", set())
    assert where.name == "https://rates.example/x.csv"
