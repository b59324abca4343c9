"""What loads and benches of the MCP servers are made of: their questions, their sums, the peer's pages."""

import json
from datetime import date
from pathlib import Path
from random import Random

from evals.bench.raw_orders import orders_of, pages
from evals.soak.__main__ import Soaked
from evals.soak.fleet import Load, Tally
from evals.soak.questions import WEIGHTS, asked, month
from evals.tokens import count

HEADER = (
    "Name,Id,Created at,Financial Status,Fulfillment Status,Total,Subtotal,Shipping,Taxes,Currency,Email,Billing Name,"
    "Shipping Address1,Shipping Address2,Shipping City,Shipping Province,Shipping Zip,Shipping Country,Shipping Phone,"
    "Notes,Lineitem name,Lineitem quantity,Lineitem price,Lineitem sku"
)


def line(number: int, day: str, sku: str) -> str:
    fields = [f"#{number}", str(number), f"{day} 10:00:00 +0000", "paid", "", "2.00", "2.00", "0", "0", "GBP"]
    return ",".join([*fields, *[""] * 10, "Candle", "1", "2.00", sku])


def test_tokens_are_counted_as_tiktoken_does():
    """Two words, and a text that would be a special token if it were not somebody's product name."""
    assert count("hello world") == 2
    assert count("<|endoftext|>") > 1


def test_months_go_back_over_the_turn_of_the_year():
    assert month(date(2026, 1, 31), 1) == {"start": "2025-12-01", "end": "2025-12-31"}
    assert month(date(2026, 11, 30), 9) == {"start": "2026-02-01", "end": "2026-02-28"}


def test_the_same_seed_asks_the_same_and_every_tool_is_asked():
    chances = [Random(1), Random(1)]  # noqa: S311 - the same on purpose
    asks = [[asked(chance, date(2026, 11, 30)) for _ in range(2_000)] for chance in chances]
    assert asks[0] == asks[1]
    assert {name for name, _ in asks[0]} == set(WEIGHTS)


def test_a_percentile_is_of_all_calls_or_of_one_tool():
    """Of 1 to 100 ms, 95 of a hundred are below the 96th."""
    tally = Tally({"a": [n / 1000 for n in range(1, 51)], "b": [n / 1000 for n in range(51, 101)]})
    assert tally.percentile(0.95) == 96
    assert tally.percentile(0.5, "a") == 26


def test_growth_compares_the_ends_not_single_looks():
    """100, one look at 500, then 105: five per cent."""
    memory = [100.0] * 4 + [500.0] + [100.0] * 31 + [105.0] * 4
    assert abs(Soaked(Load(1), Tally(), memory).growth - 0.05) < 1e-9


def test_the_peer_s_pages_hold_every_order_once(tmp_path: Path):
    """60 orders of October, one of them with two lines, make two pages; September's is none of them."""
    rows = [line(n, "2026-10-05", "A") for n in range(60)] + [line(3, "2026-10-05", "B"), line(99, "2026-09-30", "A")]
    (tmp_path / "orders.csv").write_text("\n".join([HEADER, *rows]))
    found = [json.loads(page) for page in pages(orders_of(tmp_path / "orders.csv", "2026-10"))]
    assert [len(page["orders"]) for page in found] == [50, 10]
    assert [page["pageInfo"]["hasNextPage"] for page in found] == [True, False]
    assert [len(order["lineItems"]) for order in found[0]["orders"][:5]] == [1, 1, 1, 2, 1]
