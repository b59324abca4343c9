"""The invented shop's world: the same however its time is cut, and everything in it adds up."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lived_worlds import DAYS, SEEDS, START, begun, lived, state

from credora_agent.sandbox.world.model import NOTHING, Both
from credora_agent.sandbox.world.money import allot, priced


@given(seed=st.sampled_from((1, 4, 9)), cuts=st.lists(st.integers(0, 20 * 86_400), max_size=12))
@settings(max_examples=9, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_cuts_of_a_span_make_the_same_world(seed: int, cuts: list[int]) -> None:
    """Truth, orders, ids and what is told are the same whether a span is lived at once or in any pieces."""
    end = START + timedelta(days=20)
    whole, pieces = begun(seed), begun(seed)
    told = whole.advance(end)
    moments = [START + timedelta(seconds=cut) for cut in sorted(cuts)]
    told_in_pieces = [one for moment in [*moments, end] for one in pieces.advance(moment)]
    assert told_in_pieces == told
    assert state(pieces) == state(whole)


def test_day_by_day_is_the_same_as_at_once() -> None:
    """Looking at a world between days changes nothing."""
    daily = begun(3)
    for n in range(1, DAYS + 1):
        daily.advance(START + timedelta(days=n))
        daily.truth()
    assert state(daily) == state(lived(3))


def test_another_seed_is_another_world() -> None:
    """Seeds matter: orders, accounts and shop names' domains differ."""
    assert lived(1).shop_domain != lived(2).shop_domain
    assert {a.id for a in lived(1).ad_accounts}.isdisjoint(a.id for a in lived(2).ad_accounts)
    assert set(lived(1).orders).isdisjoint(lived(2).orders)


_FINGERPRINT = """
from hashlib import sha256
from lived_worlds import START, begun, state
from datetime import timedelta
world = begun(4)
world.advance(START + timedelta(days=15))
print(sha256(repr(state(world)).encode()).hexdigest())
"""


def test_another_process_makes_the_same_world() -> None:
    """Nothing depends on how a process happens to order its sets."""
    prints = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run([sys.executable, "-c", _FINGERPRINT], env=env, capture_output=True, text=True, check=True)
        prints.add(done.stdout)
    assert len(prints) == 1


# ── What must add up ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", SEEDS)
def test_orders_add_up(seed: int) -> None:
    """In both currencies: taxes make up each sale's tax, units what is left of lines, payments what is owed."""
    for order in lived(seed).orders.values():
        for agreement in order.agreements:
            for sale in agreement.sales:
                for side in (0, 1):
                    assert sum(tax.amount[side] for tax in sale.taxes) == sale.tax[side]
        for line in order.lines:
            sales = [s for a in order.agreements for s in a.sales if s.line_item_id == line.id]
            assert sum(sale.quantity or 0 for sale in sales) == line.current_quantity
            assert 0 <= line.current_quantity <= line.quantity
        if order.presentment_currency == order.currency:
            assert order.current_total().shop == order.current_total().presentment
        assert min(order.current_total()) >= 0


@pytest.mark.parametrize("seed", SEEDS)
def test_an_order_comes_to_its_lines_shipping_and_extras(seed: int) -> None:
    """The first agreement's total is prices × quantities less discounts, with tax on top where prices exclude it."""
    for order in lived(seed).orders.values():
        placed = order.agreements[0]
        assert placed.reason == "ORDER"
        sold = {sale.line_item_id: sale for sale in placed.sales if sale.line_item_id}
        for line in (line for line in order.lines if line.id in sold):
            sale, on_top = sold[line.id], 0 if order.taxes_included else 1
            for side in (0, 1):
                shown = sale.discount_with_tax if order.taxes_included else sale.discount
                due = line.price[side] * line.quantity - shown[side] + on_top * sale.tax[side]
                assert sale.total[side] == due


@pytest.mark.parametrize("seed", SEEDS)
def test_payments_are_what_settled_orders_come_to(seed: int) -> None:
    """Money taken less money given back is the order's current total, once nothing is open on it."""
    world = lived(seed)
    unsettled = {came.order_id for came in world.returns.values() if came.status == "OPEN"}
    seen = Counter(order.financial_status for order in world.orders.values())
    assert {"PAID", "REFUNDED", "PARTIALLY_REFUNDED"} <= set(seen)
    for order in world.orders.values():
        net = NOTHING
        for payment in order.payments:
            if payment.status == "SUCCESS" and payment.kind in {"SALE", "CAPTURE", "REFUND"}:
                net = net.plus(-payment.amount if payment.kind == "REFUND" else payment.amount)
        if order.financial_status in {"PENDING", "AUTHORIZED", "PARTIALLY_PAID"} or order.id in unsettled:
            assert net.shop <= order.current_total().shop or order.id in unsettled
        else:
            assert net == order.current_total(), order.name


@pytest.mark.parametrize("seed", SEEDS)
def test_refunds_say_what_was_given_back(seed: int) -> None:
    """A refund's total is the sum of its successful transactions, in both currencies."""
    for order in lived(seed).orders.values():
        for refund in order.refunds:
            back = NOTHING
            for payment in order.payments:
                if payment.id in refund.transaction_ids and payment.status == "SUCCESS":
                    back = back.plus(payment.amount)
            assert back == refund.total


@pytest.mark.parametrize("seed", SEEDS)
def test_payouts_are_their_rows(seed: int) -> None:
    """A payout is the sum of its rows' net but the transfer itself, which is its opposite; test rows never pay out."""
    world = lived(seed)
    nets: Counter[int] = Counter()
    for row in world.balance.values():
        assert row.net == row.amount - row.fee
        assert not (row.test and row.payout_id)
        if row.payout_id is not None:
            assert row.payout_status == world.payouts[row.payout_id].status
            nets[row.payout_id] += row.net if row.type != "TRANSFER" else 0
            if row.type == "TRANSFER":
                assert row.amount == -world.payouts[row.payout_id].net
    assert len(world.payouts) > 10
    assert nets == {payout.id: payout.net for payout in world.payouts.values()}
    assert all(p.issued_at.astimezone(ZoneInfo(world.zone)).weekday() < 5 for p in world.payouts.values())


def test_balance_rows_change_later_and_payouts_may_fail_first() -> None:
    """A row waits for its payout, which is scheduled, paid or failed, and every failed one is paid in the end."""
    world = begun(13)
    rows: dict[int, list[str | None]] = {}
    payouts: dict[int, list[str]] = {}
    for hours in range(0, DAYS * 24, 12):
        world.advance(START + timedelta(hours=hours))
        for seen, things in ((rows, world.balance), (payouts, world.payouts)):
            for number, one in things.items():
                status = getattr(one, "payout_status", None) or getattr(one, "status", "")
                if seen.setdefault(number, [status])[-1] != status:
                    seen[number].append(status)
    paths = {tuple(path) for path in payouts.values()}
    assert {("SCHEDULED", "PAID"), ("SCHEDULED", "FAILED", "PAID")} <= paths
    assert ("PENDING", "SCHEDULED", "PAID") in {tuple(path) for path in rows.values()}


@pytest.mark.parametrize("seed", SEEDS)
def test_ids_rise_and_times_are_whole_and_in_order(seed: int) -> None:
    """Ids rise as things are made; nothing is of the future, nor updated before it was made."""
    world = lived(seed)
    for things in (world.orders, world.balance, world.payouts):
        assert all(one < other for one, other in pairwise(things))
    for order in world.orders.values():
        assert order.processed_at <= order.created_at <= order.updated_at <= world.now
        assert order.updated_at.microsecond == 0
        events = [a.happened_at for a in order.agreements] + [p.processed_at for p in order.payments]
        assert max(events) <= order.updated_at


def test_rates_are_published_on_weekdays_with_at_most_ten_decimals() -> None:
    """No rate at weekends, none of the future, none that is nought, and each into the shop's currency."""
    for seed in SEEDS:
        world = lived(seed)
        for day, base, quote, text in world.rates():
            assert day.weekday() < 5
            assert day <= world.now.astimezone(ZoneInfo(world.zone)).date()
            assert quote == world.currency != base
            assert len(text.split(".")[1]) <= 10
            assert float(text) > 0


def test_both_amounts_add_and_turn() -> None:
    """The pair of amounts adds and negates side by side."""
    assert -Both(1, -2).plus(Both(3, 3)) == Both(-4, -1)


@given(amount=st.integers(0, 10**9), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=130))
def test_shares_add_up(amount: int, weights: list[int]) -> None:
    """Shares of an amount add up to it exactly, none is negative, and what weighs nothing gets nothing."""
    shares = allot(amount, weights)
    assert sum(shares) == (amount if sum(weights) else 0)
    assert min(shares) >= 0
    assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if not weight)


@given(
    st.integers(0, 10**8), st.integers(0, 100), st.sampled_from((0, 50_000, 88_750, 200_000, 230_000)), st.booleans()
)
def test_a_priced_line_adds_up(value: int, percent: int, parts: int, included: bool) -> None:  # noqa: FBT001
    """Net is gross less discount, and the buyer pays the shown price, with the tax on top where it is not in it."""
    off = value * percent // 100
    line = priced(value, off, parts, included=included)
    assert line.gross - line.discount == line.net
    assert line.net + line.tax == value - off + (0 if included else line.tax)
    assert line.discount >= 0
    assert abs(line.tax * 1_000_000 - line.net * parts) <= 1_000_000
