"""Levers as they are written: each form read once, each mistake answered with an example."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from credora_agent.analytics.whatif.levers import (
    AdSpend,
    Discount,
    FixedCost,
    Loan,
    OneOff,
    Price,
    Shift,
    Stock,
    UnitCost,
    Volume,
)
from credora_agent.analytics.whatif.words import EXAMPLES, interval, lever
from credora_agent.core.errors import BadInput
from mcp_servers.levers import WhatIf

POUND = 1_000_000
DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("price", "+8%", Price(by=Decimal("0.08"))),
        ("price", "−8%", Price(by=Decimal("-0.08"))),
        ("Price", "CAN-1:+8%", Price(by=Decimal("0.08"), sku="CAN-1")),
        ("price", "CAN-1=24.95", Price(to=24_950_000, sku="CAN-1")),
        ("discount", "15%", Discount(Decimal("0.15"))),
        ("discount", "CAN-1:15%/14d@2026-12-01", Discount(Decimal("0.15"), 14, DAY, "CAN-1")),
        ("ads", "-20%", AdSpend(by=Decimal("-0.2"))),
        ("ads", "+50/day", AdSpend(add=50 * POUND)),
        ("ads", "-50", AdSpend(add=-50 * POUND)),
        ("ads", "=120/day", AdSpend(to=120 * POUND)),
        ("ads", "meta=120", AdSpend(to=120 * POUND, target="meta")),
        ("ads", "Sale: 50% off:+20%", AdSpend(by=Decimal("0.2"), target="Sale: 50% off")),
        ("shift", "50/day:meta>google", Shift(50 * POUND, "meta", "google")),
        ("stock", "CAN-1:500", Stock("CAN-1", 500)),
        (
            "stock",
            "CAN-1:1,500@6.10,lead=30d,deposit=30%,balance=14d,day=2026-12-01",
            None,
        ),
        ("stock", "CAN-1:500@6.10,lead=30d,deposit=30%,balance=14d,day=2026-12-01",
         Stock("CAN-1", 500, 6_100_000, Decimal("0.3"), 30, 14, DAY)),
        ("hire", "2,500@2026-12-01", FixedCost(2_500 * POUND, "Hire", DAY)),
        ("fixed", "300/month", FixedCost(300 * POUND)),
        ("loan", "20000@9%/24m", Loan(20_000 * POUND, Decimal("0.09"), 24)),
        ("loan", "20,000@8.5%/2y@2026-12-01", Loan(20_000 * POUND, Decimal("0.085"), 24, DAY)),
        ("pay", "5000@2026-12-01", OneOff(-5_000 * POUND, day=DAY)),
        ("receive", "5000", OneOff(5_000 * POUND, "One-off receipt")),
        ("cost", "CAN-1=6.10", UnitCost(to=6_100_000, sku="CAN-1")),
        ("volume", "-10%", Volume(Decimal("-0.1"))),
    ],
)  # fmt: skip
def test_read(name, text, meant):
    """A value is the lever meant; a comma within a stock order's units is told apart from its terms, and refused."""
    if meant is None:
        with pytest.raises(BadInput, match="is none of"):
            lever(name, text)
    else:
        assert lever(name, text) == meant


def test_the_sku_named_once():
    """A SKU given beside the levers is meant by those that name none."""
    assert lever("price", "+8%", sku="A") == Price(by=Decimal("0.08"), sku="A")
    assert lever("price", "B:+8%", sku="A") == Price(by=Decimal("0.08"), sku="B")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("price", "8", "no percentage"),
        ("price", "", "missing"),
        ("price", "abc%", "no number"),
        ("price", "nan%", "no number"),
        ("price", ":8%", "name before"),
        ("price", "CAN-1=x", "no number"),
        ("discount", "15%/x", "number of days"),
        ("ads", "many", "no number"),
        ("shift", "50/day", "two platforms"),
        ("stock", "500", "takes a SKU"),
        ("stock", "A:5.5", "whole"),
        ("loan", "20000", "yearly rate"),
        ("pay", "-5", "no sign"),
        ("hire", "99999999999999999999", "not an amount"),
    ],
)
def test_refused(name, text, says):
    """A value that is not one says what is wrong."""
    with pytest.raises(BadInput, match=says):
        lever(name, text)


def test_unknown_lever():
    """What is no lever names those there are; every one of them has an example."""
    with pytest.raises(BadInput) as refused:
        lever("magic", "1")
    assert all(name in refused.value.remedy for name in EXAMPLES)


def test_intervals():
    """An assumption is one number or two, percentages as fractions."""
    assert interval("elasticity", "-1.5") == (-1.5, -1.5)
    assert interval("elasticity", "−1..-2.5") == (-2.5, -1.0)
    assert interval("pull-forward", "30%") == (0.3, 0.3)
    assert interval("elasticity", None) is None
    with pytest.raises(BadInput, match="no number"):
        interval("elasticity", "steep")


def test_the_tool_takes_the_same_levers():
    """What a model fills in flat is the lever the command line reads."""
    asked = WhatIf.model_validate(
        {
            "levers": [
                {"lever": "price", "percent": 8, "target": "A"},
                {"lever": "price", "amount": "24.95", "target": "B"},
                {"lever": "discount", "percent": 15, "days": 14},
                {"lever": "ad_spend", "percent": -20, "target": "meta"},
                {"lever": "ad_spend", "amount": 30, "target": "meta"},
                {"lever": "ad_budget", "amount": 120, "target": "google"},
                {"lever": "shift_ad_spend", "amount": 50, "target": "meta", "to": "google"},
                {"lever": "stock_order", "target": "A", "units": 500, "amount": 6.1},
                {"lever": "monthly_cost", "amount": 2500, "target": "Hire"},
                {"lever": "loan", "amount": 20000, "percent": 9, "months": 24},
                {"lever": "one_off", "amount": -5000},
                {"lever": "one_off", "amount": 5000},
                {"lever": "unit_cost", "percent": 5},
                {"lever": "volume", "percent": -10},
                {"lever": "monthly_cost", "amount": 300},
            ]
        }
    )  # fmt: skip
    written = (
        ("price", "A:8%"), ("price", "B=24.95"), ("discount", "15%/14d"), ("ads", "meta:-20%"),
        ("ads", "meta:+30/day"), ("ads", "google=120/day"), ("shift", "50/day:meta>google"), ("stock", "A:500@6.1"),
        ("hire", "2500"), ("loan", "20000@9%/24m"), ("pay", "5000"), ("receive", "5000"), ("cost", "5%"),
        ("volume", "-10%"), ("fixed", "300"),
    )  # fmt: skip
    assert [each.pulled() for each in asked.levers] == [lever(*each) for each in written]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"lever": "loan", "amount": 1}, "lacks percent, months"),
        ({"lever": "price", "percent": 5, "units": 3}, "takes no units"),
        ({"lever": "shift_ad_spend", "amount": 5, "target": "meta"}, "lacks to"),
    ],
)
def test_a_lever_says_what_it_lacks_and_what_does_not_fit(given, says):
    """A field that is missing or foreign is named, with those there are."""
    with pytest.raises(BadInput, match=says) as refused:
        WhatIf.model_validate({"levers": [given]}).levers[0].pulled()
    assert "needs" in refused.value.remedy
