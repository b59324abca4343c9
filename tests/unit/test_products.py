"""What each product earns: every micro of the P&L on some line, campaigns on what they advertise, nothing made up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.products.lines import LINES, REST, Line, Shop, merged, product_lines
from credora_agent.analytics.products.ties import Tie, significant, ties
from credora_agent.ledger.goods import MEASURES, GoodsSums

M = 1_000_000
MONEY = st.integers(-(10**13), 10**13)
COSTS = ("shipping_income", "other_income", "fulfilment", "fees", "marketing")


def goods(**skus: dict[str, int]) -> GoodsSums:
    """Return the sums of SKUs, nought where nothing is said."""
    table = np.array([[each.get(name, 0) for name in MEASURES] for each in skus.values()], dtype=np.int64)
    return GoodsSums(tuple(skus), tuple(f"Title of {sku}" for sku in skus), table.reshape(-1, len(MEASURES)).T)


def sold(gross: int, units: int = 1, cost: int | None = 0, **more: int) -> dict[str, int]:
    """Return the sums of a SKU sold for `gross` pounds; without a cost when it is None."""
    net = gross * M + more.get("discounts", 0) + more.get("returns", 0)
    costed = {} if cost is None else {"cogs": -cost * M, "costed_sales": net}
    return {"gross_sales": gross * M, "units_sold": units, "entries": 2, **costed, **more}


def shop(found: GoodsSums, missing: frozenset[str] = frozenset(), **more: int) -> Shop:
    """Return a shop that sold just those goods, with what else is said in micros."""
    own = {name: int(found.measure(name).sum()) for name in ("gross_sales", "discounts", "returns", "cogs")}
    amounts = {**own, **{name: more.get(name, 0) for name in COSTS}}
    units, costed = int(found.measure("units_sold").sum()), int(found.measure("costed_sales").sum())
    return Shop(amounts, units=units, costed=costed, entries={"gross_sales": 99}, missing=missing)


def by_id(lines: list[Line]) -> dict[str, Line]:
    """Return lines by their ids."""
    return {line.id: line for line in lines}


def test_shared_costs_follow_their_rules() -> None:
    """A 300 of 2 units, B 100 of 2: fees −40 by sales −30/−10 · labels −8 by units −4/−4 · shipping 20 → 15/5."""
    found = goods(A=sold(300, 2, 100), B=sold(100, 2, 50))
    lines = by_id(
        product_lines(found, shop(found, fees=-40 * M, fulfilment=-8 * M, shipping_income=20 * M), spend={}, tied={})
    )
    a, b = lines["A"].amounts, lines["B"].amounts
    assert (a["fees"], b["fees"]) == (-30 * M, -10 * M)
    assert (a["fulfilment"], b["fulfilment"]) == (-4 * M, -4 * M)
    assert (a["shipping_income"], b["shipping_income"]) == (15 * M, 5 * M)
    assert a["cm2"] == (300 + 15 - 100 - 4 - 30) * M
    assert not any(lines[REST].amounts.values())
    assert lines["A"].bound("cm3") is Bound.EXACT


def test_a_campaign_is_borne_by_what_it_advertises() -> None:
    """Spend 90, of it 60 on A's own campaign: A bears 60 and ¾ of the other 30, B ¼ of it; CM2 200 → 140."""
    found = goods(A=sold(300, 1, 100), B=sold(100, 1, 50))
    tied = {"c": Tie(("A",), "said")}
    lines = by_id(product_lines(found, shop(found, marketing=-90 * M), spend={"c": 60 * M, "d": 30 * M}, tied=tied))
    a, b = lines["A"], lines["B"]
    assert (a.amounts["own_ads"], a.amounts["marketing"]) == (-60 * M, -int(82.5 * M))
    assert a.amounts["after_own_ads"] == 140 * M
    assert (b.amounts["own_ads"], b.amounts["marketing"]) == (0, -int(7.5 * M))
    assert (a.campaigns, b.campaigns) == (("c",), ())


def test_a_product_that_is_advertised_and_sells_nothing_bears_its_ads() -> None:
    """C sold nothing, its campaign cost 10 → a line of C with CM3 −10; two such share it equally."""
    found = goods(A=sold(100, 1, 10))
    tied = {"c": Tie(("C", "D"), "said")}
    lines = by_id(product_lines(found, shop(found, marketing=-10 * M), spend={"c": 10 * M}, tied=tied))
    assert (lines["C"].amounts["cm3"], lines["D"].amounts["cm3"]) == (-5 * M, -5 * M)
    assert lines["A"].amounts["marketing"] == 0


def test_an_unknown_cost_is_a_bound_not_a_nought() -> None:
    """B has no unit cost → its CM1 is at most what is shown, A's is exact, both together at most."""
    found = goods(A=sold(100, 1, 10), B=sold(100, 1, None))
    lines = by_id(product_lines(found, shop(found), spend={}, tied={}))
    assert (lines["A"].bound("cm1"), lines["B"].bound("cm1")) == (Bound.EXACT, Bound.AT_MOST)
    assert lines["B"].bound("net_sales") is Bound.EXACT
    assert merged([lines["A"], lines["B"]], id_="p", label="P").bound("cm3") is Bound.AT_MOST


def test_what_nobody_records_bounds_every_line() -> None:
    """Fees not recorded: profit at most · shipping income not recorded: revenue at least, profit of either kind."""
    found = goods(A=sold(100, 1, 10))
    line = by_id(product_lines(found, shop(found, frozenset({"fees"})), spend={}, tied={}))["A"]
    assert (line.bound("cm1"), line.bound("cm2")) == (Bound.EXACT, Bound.AT_MOST)
    line = by_id(product_lines(found, shop(found, frozenset({"fees", "shipping_income"})), spend={}, tied={}))["A"]
    assert (line.bound("revenue"), line.bound("cm2")) == (Bound.AT_LEAST, Bound.PARTIAL)


def test_refunds_only_leave_shared_costs_with_the_shop() -> None:
    """Net sales −50 on A and costs −7: A has its return, the rest line the fees."""
    found = goods(A={"returns": -50 * M, "units_returned": 1, "costed_sales": -50 * M, "entries": 1})
    lines = by_id(product_lines(found, shop(found, fees=-7 * M, fulfilment=-3 * M), spend={}, tied={}))
    assert (lines["A"].amounts["net_sales"], lines["A"].amounts["fees"]) == (-50 * M, 0)
    assert (lines[REST].amounts["fees"], lines[REST].amounts["fulfilment"]) == (-7 * M, -3 * M)


def test_no_goods_at_all_leave_one_line() -> None:
    """No SKU in the books → only the rest of the shop, whatever it has."""
    (line,) = product_lines(goods(), Shop({"other_income": 5 * M}), spend={}, tied={})
    assert (line.id, line.amounts["revenue"]) == (REST, 5 * M)


@given(
    st.lists(st.tuples(MONEY, MONEY, MONEY, MONEY, st.integers(0, 500)), max_size=12),
    st.lists(MONEY, min_size=9, max_size=9),
    st.lists(st.integers(0, 10**12), max_size=4),
    st.integers(0, 2**30),
)
def test_all_lines_add_up_to_the_shop(
    skus: list[tuple[int, int, int, int, int]], totals: list[int], spent: list[int], seed: int
) -> None:
    """Whatever is sold, returned, spent and tied: each line of the P&L is the sum of its parts, to the micro."""
    named = ("gross_sales", "discounts", "returns", "cogs", "units_sold")
    found = goods(**{f"S{i}": dict(zip(named, each, strict=True)) for i, each in enumerate(skus)})
    amounts = dict(zip(("gross_sales", "discounts", "returns", "cogs", *COSTS), totals, strict=True))
    spend = {f"c{i}": amount for i, amount in enumerate(spent)}
    rng = np.random.default_rng(seed)
    tied = {
        key: Tie(tuple(sorted({f"S{n}" for n in rng.integers(0, len(skus) + 2, 2)})), "said")
        for key in spend
        if rng.random() < 0.6
    }
    lines = product_lines(found, Shop(amounts, units=sum(each[4] for each in skus) + 3), spend=spend, tied=tied)
    for name, amount in amounts.items():
        assert sum(line.amounts[name] for line in lines) == amount, name
    net = amounts["gross_sales"] + amounts["discounts"] + amounts["returns"]
    revenue = net + amounts["shipping_income"] + amounts["other_income"]
    cm2 = revenue + amounts["cogs"] + amounts["fulfilment"] + amounts["fees"]
    whole = merged(lines, id_="all", label="All").amounts
    assert (whole["net_sales"], whole["revenue"], whole["cm2"]) == (net, revenue, cm2)
    assert whole["cm3"] == cm2 + amounts["marketing"]
    assert whole["own_ads"] == -sum(spend[key] for key in tied)
    assert set(whole) == {*LINES, "own_ads", "after_own_ads"}


TITLES = {
    "CRM": "Recycled Wool Throw – cream",
    "MOS": "Recycled Wool Throw – moss",
    "CUS": "Linen Cushion Cover – 45 cm",
    "FIG": "Fig & Cedar Candle – 220 g",
    "DIF": "Reed Diffuser – Fig & Cedar, 100 ml",
    "TEE": "Tees",
    "NIL": None,
}


def tied_to(name: str, **said: set[str]) -> tuple[str, ...]:
    """Return the SKUs a campaign of that name is tied to."""
    found = ties({"c": name}, TITLES, said)
    return found["c"].skus if "c" in found else ()


def test_a_name_ties_a_campaign_to_the_longest_run_of_words() -> None:
    """Two words of a title in a row, the longest run first, plural or not, whatever is written between them."""
    assert tied_to("Wool Throw - Always On") == ("CRM", "MOS")
    assert tied_to("UK | WOOL THROWS (cream) | Prospecting") == ("CRM",)
    assert tied_to("Fig & Cedar Candles") == ("FIG",)
    assert tied_to("Fig/Cedar – launch") == ("DIF", "FIG")
    assert tied_to("Tee - retargeting") == ("TEE",)


def test_a_name_of_no_product_ties_nothing() -> None:
    """One word of several, slight words, sizes and nothing: no tie."""
    for name in (
        "Prospecting - Broad UK",
        "Linen lovers",
        "Search - Brand",
        "45 cm",
        "220 g",
        "",
        "★",
        "Shopping - All products",
    ):
        assert tied_to(name) == (), name


def test_the_merchants_word_comes_before_a_name() -> None:
    """Said to be of CUS → CUS, whatever it is called; said of a campaign that has no days → nothing."""
    assert tied_to("Wool Throw - Always On", c={"CUS"}) == ("CUS",)
    assert ties({"c": "Wool Throw"}, TITLES, {"other": {"CUS"}})["c"] == Tie(("CRM", "MOS"), "by name")


def test_words_that_count() -> None:
    """Accents, case, numbers and pack words fall away."""
    assert significant("Crème BRÛLÉE Candles – 3 x 90 g, set of 2") == ("creme", "brulee", "candle")
