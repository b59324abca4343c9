"""What ads came to: sums over sums, the campaigns that stand out, and pages that neither repeat nor lack a line."""

from __future__ import annotations

import base64
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.analytics.campaigns.performance import extremes, figures
from credora_agent.core.cursors import cursor
from credora_agent.core.errors import BadInput
from credora_agent.ledger.adverts import Sums
from credora_agent.reports.ad_columns import read_order, values
from credora_agent.reports.ad_pages import Place, page

POUND = 1_000_000
counts = st.integers(0, 10**12)
sums = st.builds(Sums, *[counts] * 9)


def spent(pounds: int, purchases: int, value: int) -> Sums:
    return Sums(
        spend=pounds * POUND, value=value * POUND, purchases=purchases * POUND, impressions=1000, clicks=10,
        converted=pounds * POUND, converted_value=value * POUND, entries=1,
    )  # fmt: skip


def test_figures_by_hand() -> None:
    """£30 for 2,000 impressions, 40 clicks and 3 purchases of £90: CTR 2 %, CPC 0.75, CPM 15, £10 each, ROAS 3."""
    of = Sums(spend=30 * POUND, value=90 * POUND, purchases=3 * POUND, impressions=2000, clicks=40)
    assert {name: str(value) for name, value in values(of).items()} == {
        "spend": "30.000000",
        "impressions": "2000",
        "clicks": "40",
        "ctr": "0.0200000000",
        "cpc": "0.750000",
        "cpm": "15.000000",
        "conversions": "3",
        "conversion_value": "90.000000",
        "cost_per_purchase": "10.000000",
        "platform_roas": "3.0000000000",
    }


def test_nothing_below_is_no_figure() -> None:
    """Without impressions, clicks, purchases or spend there is no ratio, and no division."""
    assert {name for name, value in figures(Sums()).items() if value is None} == {
        "ctr", "cpc", "cpm", "cost_per_purchase", "platform_roas"
    }  # fmt: skip


@given(a=sums, b=sums)
def test_a_ratio_of_two_together_lies_between_theirs(a: Sums, b: Sums) -> None:
    """As that of a sum over a sum does, and a mean of ratios need not."""
    both, first, second = (figures(of) for of in (a.plus(b), a, b))
    for name in ("ctr", "cpc", "cpm", "cost_per_purchase", "platform_roas"):
        parts = [part for part in (first[name], second[name]) if part is not None]
        if len(parts) == 2:
            assert min(parts) <= (both[name] or 0) <= max(parts)


def test_best_and_weakest_are_those_one_can_tell() -> None:
    """Three purchases at ROAS 20 are luck; £200 without one, where others pay £10, are none."""
    found = {"good": spent(100, 20, 500), "fair": spent(100, 12, 200), "lucky": spent(10, 3, 200)}
    assert extremes(found) == ("good", "fair")
    assert extremes({**found, "dead": spent(200, 0, 0)}) == ("good", "dead")
    assert extremes({**found, "young": spent(20, 0, 0)}) == ("good", "fair")
    assert extremes({"good": found["good"], "lucky": found["lucky"]}) is None
    assert extremes({"a": spent(100, 20, 500), "b": spent(100, 20, 500)}) is None
    assert extremes({}) is None


fractions = st.none() | st.fractions(-5, 5, max_denominator=7)


@given(found=st.lists(fractions, max_size=30), limit=st.integers(1, 9), lowest_first=st.booleans())
def test_pages_put_together_are_all_lines_in_order(
    found: list[Fraction | None], limit: int, *, lowest_first: bool
) -> None:
    """Each line once, whatever its value equals; those without one last; what comes after is counted."""
    places = [Place(value, f"{i:02}", i) for i, value in enumerate(found)]
    seen: list[int] = []
    following = None
    while True:
        one = page(places, lowest_first=lowest_first, limit=limit, given=following, name="n", question={"a": 1})
        seen += one.lines
        assert (one.total, one.after) == (len(found), len(found) - len(seen))
        assert (one.next_cursor is None) == (one.after == 0)
        following = one.next_cursor
        if following is None:
            break
    sign = 1 if lowest_first else -1
    assert seen == sorted(range(len(found)), key=lambda i: (found[i] is None, sign * (found[i] or 0), i))


def test_a_page_goes_on_where_it_was_when_lines_come_and_go() -> None:
    """A line that moved up is not seen again, a new one below is, and the last one seen may be gone."""
    first = page([Place(Fraction(n), str(n), n) for n in (5, 4, 3)], lowest_first=False, limit=2, given=None, name="n",
                 question={})  # fmt: skip
    later = [Place(Fraction(n), str(n), n) for n in (9, 5, 3, 2)]
    after = page(later, lowest_first=False, limit=9, given=first.next_cursor, name="n", question={})
    assert (list(first.lines), list(after.lines)) == ([5, 4], [3, 2])


FORGED = ("1/0", "1e99999999", "--1", "1/-1", "x", 7, None, ["1"], "9" * 300, "1/" + "9" * 300)


@pytest.mark.parametrize("position", [(), ("1",), ("1", 2), ("1", "a", "b"), *((value, "a") for value in FORGED)])
def test_a_cursor_that_was_tampered_with_is_refused(position: tuple[Any, ...]) -> None:
    """Right kind, right question, no place there could be: neither an error of ours nor hours of arithmetic."""
    places = [Place(Fraction(1), "a", 1), Place(Fraction(2), "b", 2)]
    first = page(places, lowest_first=False, limit=1, given=None, name="n", question={})
    kind = json.loads(base64.urlsafe_b64decode(f"{first.next_cursor}==="))[0]
    with pytest.raises(BadInput):
        page(places, lowest_first=False, limit=1, given=cursor(kind, *position), name="n", question={})


@pytest.mark.parametrize("given_", ["", "x", "WzFd", "A" * 5000])
def test_a_cursor_that_is_none_of_ours_is_refused(given_: str) -> None:
    places = [Place(Fraction(1), "a", 1), Place(Fraction(2), "b", 2)]
    with pytest.raises(BadInput):
        page(places, lowest_first=False, limit=1, given=given_, name="n", question={})


def test_a_cursor_of_another_question_is_refused() -> None:
    places = [Place(Fraction(1), "a", 1), Place(Fraction(2), "b", 2)]
    first = page(places, lowest_first=False, limit=1, given=None, name="n", question={"by": "day"})
    with pytest.raises(BadInput):
        page(places, lowest_first=False, limit=1, given=first.next_cursor, name="n", question={"by": "week"})


@pytest.mark.parametrize(
    ("given_", "read"),
    [(None, None), (" ", None), ("spend", ("spend", False)), ("CPC asc", ("cpc", True)), ("ctr  desc", ("ctr", False))],
)
def test_an_order_is_a_column_and_a_direction(given_: str | None, read: object) -> None:
    assert read_order(given_) == read


@pytest.mark.parametrize("given_", ["spend; drop", "name", "spend up", "ad_spend", "asc", "\x00"])
def test_any_other_order_is_refused(given_: str) -> None:
    with pytest.raises(BadInput, match="no order by"):
        read_order(given_)
