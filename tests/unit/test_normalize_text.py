"""Text from outside: on one line, short, and without anything a reader cannot see."""

from __future__ import annotations

import unicodedata
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopify_nodes import agreement, line, order, sale

from credora_agent.core.text import plain_cells, plain_text
from credora_agent.ledger.entries import Record, Rejected
from credora_agent.sync.normalize.shopify import order_records
from credora_agent.sync.normalize.shopify_catalogue import Stocked, variant_rows

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  Blue\tmug\r\n large ", "Blue mug large"),
        ("pay\u202etxt.exe", "paytxt.exe"),
        ("A\u200b\u2066B\ufeff", "AB"),
        ("nul\x00\x1b[31m", "nul [31m"),
        ("half \ud83d of it", "half of it"),
        ("Crème brûlée 7° – 日本", "Crème brûlée 7° – 日本"),
        ("x" * 300, "x" * 199 + "…"),
        ("\u200b" * 5000, ""),
    ],
)
def test_text_is_made_plain(text: str, wanted: str) -> None:
    assert plain_text(text) == wanted


@given(st.text(st.characters(exclude_categories=())), st.integers(1, 50))
def test_nothing_unseen_is_left_and_the_length_holds(text: str, longest: int) -> None:
    found = plain_text(text, longest=longest)
    assert len(found) <= longest
    assert not {unicodedata.category(character) for character in found} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert plain_text(found, longest=longest) == found


json_values: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(json_values)
def test_cells_can_always_be_kept_as_json(value: Any) -> None:
    """Whatever a platform sends, what is kept of it is JSON that Postgres takes: no NUL, no half of a pair."""
    written = orjson.dumps(plain_cells(value)).decode()
    assert "\\u0000" not in written


@given(json_values, json_values)
def test_an_order_of_anything_is_an_order_refused_never_an_exception(first: Any, second: Any) -> None:
    """A page goes on whatever one of its nodes is made of."""
    good = order(agreement(sale("1.00", item=line(title="T\u202eitle"))))
    for name in good:
        for node in ({**good, name: first}, {**good, "agreements": [{**good["agreements"][0], "sales": [second]}]}):
            made = order_records(node, zone=LONDON, restocks={})
            assert all(isinstance(each, (Record, Rejected)) for each in made)
    assert order_records(good, zone=LONDON, restocks={})[1].title == "Title"  # type: ignore[union-attr]


def test_a_variant_says_since_when_it_costs_what_it_costs() -> None:
    """Changed at 23:30 UTC on 31 March: in London that is 1 April."""
    node = {
        "id": "gid://shopify/ProductVariant/70", "sku": " MUG ", "title": "Blue", "price": "12.50",
        "inventoryQuantity": -2, "updatedAt": "2026-01-01T00:00:00Z", "product": {"id": "gid://shopify/Product/8",
        "title": "Mug"}, "inventoryItem": {"updatedAt": "2026-03-31T23:30:00Z",
        "unitCost": {"amount": "4.123456", "currencyCode": "GBP"}},
    }  # fmt: skip
    (made,) = variant_rows(node, zone=LONDON, currency="GBP")
    assert isinstance(made, Stocked)
    assert made.variant[:8] == ("70", "MUG", "Mug – Blue", "8", 12_500_000, "GBP", -2, 4_123_456)
    assert made.cost is not None
    assert (made.cost.sku, str(made.cost.valid_from), made.cost.unit_cost) == ("MUG", "2026-04-01", 4_123_456)
    (bare,) = variant_rows({**node, "sku": "", "inventoryItem": {**node["inventoryItem"], "unitCost": None}},
                           zone=LONDON, currency="GBP")  # fmt: skip
    assert isinstance(bare, Stocked)
    assert (bare.cost, bare.variant.sku, bare.variant.unit_cost) == (None, None, None)
    (refused,) = variant_rows({**node, "price": 12.5}, zone=LONDON, currency="GBP")
    assert isinstance(refused, Rejected)
