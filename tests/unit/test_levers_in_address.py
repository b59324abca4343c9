"""Levers as an address has them: plain numbers, words as the command line has them, nothing that changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from credora_agent.analytics.whatif.levers import (
    AdSpend,
    Discount,
    FixedCost,
    Lever,
    Loan,
    OneOff,
    Price,
    Stock,
    Volume,
)
from credora_agent.core.errors import BadInput
from credora_agent.web.pages.levers import ASSUMED, COMPANIONS, LONGEST, Wish, groups

POUND = 1_000_000
WRITTEN: tuple[tuple[str, tuple[Lever, ...]], ...] = (
    ("price=8", (Price(by=Decimal("0.08")),)),
    ("price=-8&sku=CAN-1", (Price(by=Decimal("-0.08"), sku="CAN-1"),)),
    ("price=CAN-1%3D24.95", (Price(to=24_950_000, sku="CAN-1"),)),
    ("price=CAN-1:%2B8%25&price=MUG:5%25",
     (Price(by=Decimal("0.05"), sku="MUG"), Price(by=Decimal("0.08"), sku="CAN-1"))),
    ("discount=15&discount_days=14", (Discount(Decimal("0.15"), 14),)),
    ("volume=-10&ads=%2B50/day", (AdSpend(add=50 * POUND), Volume(Decimal("-0.1")))),
    ("ads-meta_ads=-20", (AdSpend(by=Decimal("-0.2"), target="meta_ads"),)),
    ("stock_sku=A,B:C@1&stock_units=500&stock_cost=6.10&stock_lead=30",
     (Stock("A,B:C@1", 500, unit_cost=6_100_000, lead_days=30),)),
    ("hire=2500&hire_from=2027-01-01", (FixedCost(2_500 * POUND, "Hire", date(2027, 1, 1)),)),
    ("loan=20000&loan_rate=9&loan_months=24", (Loan(20_000 * POUND, Decimal("0.09"), 24),)),
    ("pay=5000&receive=100&receive_from=2027-02-01",
     (OneOff(-5_000 * POUND, "One-off payment"), OneOff(100 * POUND, "One-off receipt", date(2027, 2, 1)))),
)  # fmt: skip


@pytest.mark.parametrize(("query", "levers"), WRITTEN)
def test_written(query: str, levers: tuple[Lever, ...]) -> None:
    """Each as the command line would have it; names of what is paid are the command line's own."""
    found = Wish.read(QueryParams(query)).levers
    assert [type(each) for each in found] == [type(each) for each in sorted(levers, key=repr)]
    for one, other in zip(found, sorted(levers, key=repr), strict=True):
        for name in one.__dataclass_fields__:
            assert name == "name" or getattr(one, name) == getattr(other, name)


def test_what_changes_nothing_is_left_out() -> None:
    """Noughts, blanks, the usual horizon, and what says more of a lever that is not there."""
    query = "price=&discount=0&discount_days=14&ads=-0&sku=A&horizon=90&hire=2500&hire_from=&unknown=1&loan_rate=9"
    wish = Wish.read(QueryParams(query))
    assert wish.pairs == [("hire", "2500")]
    assert Wish.read(QueryParams("sku=A&horizon=60")).empty
    assert Wish.read(QueryParams("elasticity=0&price=5")).said.elasticity == (0.0, 0.0)


@pytest.mark.parametrize(
    "query",
    ["price=abc", "price=-100", "price=1e9", "loan=20000", "stock_units=5", "hire=-1", "horizon=0&price=1",
     "horizon=9999&price=1", "elasticity=up&price=1", "discount=100", "ads-nowhere=x",
     "price=" + "9" * 301],
)  # fmt: skip
def test_bad_ones_say_what_to_do(query: str) -> None:
    with pytest.raises(BadInput) as bad:
        _ = (wish := Wish.read(QueryParams(query))).levers, wish.said, wish.horizon
    assert bad.value.remedy


NAMES = [field.name for group in groups({"meta_ads": "Meta Ads"}) for field in group.fields]


@given(st.lists(st.tuples(st.sampled_from([*NAMES, "horizon", "shift"]), st.text(max_size=40)), max_size=8))
def test_an_address_made_short_asks_the_same(pairs: list[tuple[str, str]]) -> None:
    """Reading, writing and reading again changes nothing, whatever was typed."""
    once = Wish.read(QueryParams(urlencode(pairs)))
    assert Wish.read(QueryParams(urlencode(once.pairs))) == once


def test_every_field_is_read() -> None:
    """No field of the form is one the address does not know; no text of one is longer than it takes."""
    wish = Wish.read(QueryParams(urlencode([(name, "7") for name in NAMES])))
    assert set(wish.fields) == set(NAMES)
    assert {*ASSUMED, *COMPANIONS} - {"stock"} <= {*NAMES}
    assert LONGEST < 1_000
