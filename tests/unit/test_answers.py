"""What answers are made of: names as data, texts within their bound, pages, groups of bounds, shapes."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import Unit
from credora_agent.core.errors import BadInput
from credora_agent.core.quoting import cut, naming, quoted
from credora_agent.reports.cohort_outlook import Outlook, OutlookCheck, OutlookLine
from credora_agent.reports.cohorts import CohortAge, CohortLine, CohortReport
from credora_agent.reports.schemas import Range
from credora_agent.reports.sheets import Behind, Column, Sheet, SheetReport, SheetRow
from credora_agent.telling.sheet import told
from evals.tokens import count
from mcp_servers.analytics import TOOLS, Cohorts, Products
from mcp_servers.answers import people, sheet
from mcp_servers.answers.envelope import bounded, value
from mcp_servers.answers.paging import page
from mcp_servers.answers.schema import schema_of
from mcp_servers.answers.text import MOST, NONE, Lines, composed, tokens
from mcp_servers.arguments import Arguments, Cursor, Limit, wanted

if TYPE_CHECKING:
    from credora_agent.telling.part import Part

MARCH = Range(start=date(2026, 3, 1), end=date(2026, 3, 31))
NOW = datetime(2026, 11, 30, 20, 46, tzinfo=UTC)


class Paged(Arguments):
    """A list somebody asks for."""

    about: str = ""
    limit: Limit = 20
    cursor: Cursor = None


@given(st.text(max_size=600), st.integers(8, 120))
def test_a_name_never_leaves_its_quotes(name: str, longest: int) -> None:
    """Any text: one line between two double quotes, no third, nothing unseen, no longer than it may be."""
    shown = quoted(name, longest=longest)
    assert (shown[0], shown[-1], shown.count('"')) == ('"', '"', 2)
    assert not {unicodedata.category(each) for each in shown} & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    assert len(shown) <= longest + 2
    assert not set("<>|`“”") & set(shown)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("https://evil.example/x", '"https evil.example/x"'),
        ("javascript:fetch('x')", "\"javascript fetch('x')\""),
        ("data:text/html,x", '"data text/html,x"'),
        ("mailto:a@b.example", '"mailto a@b.example"'),
        ("New data: sheets", '"New data: sheets"'),
    ],
)
def test_an_address_in_a_name_is_none(name: str, shown: str) -> None:
    """What a client would make a link of loses its colon; a colon in prose stays."""
    assert quoted(name) == shown


def test_a_long_name_keeps_both_its_ends() -> None:
    """“… is sold out” is what a finding says: it stands at the end."""
    title = f"{'Very ' * 40}long name is sold out"
    assert cut(title, 40).endswith("is sold out")
    assert cut(title, 40).startswith("Very Very")
    assert len(cut(title, 40)) <= 40
    assert cut("short  name\n") == "short name"


def test_names_in_a_sentence_are_quoted_where_they_are_whole_words() -> None:
    """The SKU A-1 is not the beginning of A-12."""
    said = naming("The baseline loses what A-1 cannot serve, unlike A-12.", ["A-1", ""])
    assert said == 'The baseline loses what "A-1" cannot serve, unlike A-12.'


@pytest.mark.parametrize(
    ("of", "shown"),
    [("12.50", "12.50"), ("-0.000", "0.00"), ("1E+3", "1000"), ("0.3000000000", "0.30"), ("7", "7")],
)
def test_values_are_plain_decimals(of: str, shown: str) -> None:
    """No exponent, no nought below nought, nothing rounded."""
    assert value(Decimal(of)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "November 2026: revenue £46,606.43, of which net sales £43,354.97. You lost money: −£12.00.",
        '"Fig & Cedar Candle – 220 g",4403.30,≤2094.08,≤1526.94,"loses after ads; new"',
        "2026-11-01 to 2026-11-30; GBP. As of 2026-11-30 20:46 UTC. Next: cursor=WyJzIiwyMCwxMDUsIjEwMjVkOCJd",
        "Each driver's effect is its Shapley value: the mean over all orders in which the drivers could have moved.",
    ],
)
def test_tokens_are_about_those_of_cl100k(text: str) -> None:
    """Within a tenth below and a quarter above what cl100k counts."""
    assert 0.9 * count(text) <= tokens(text) <= 1.25 * count(text)


def test_a_text_gives_rows_what_sentences_leave() -> None:
    """Twenty sentences, rows and caveats of ten tokens or so: the first of each, as many more as fit, and the foot."""
    words = [f"Sentence number {n} says a thing or two." for n in range(20)]
    rows = [f"row {n},{n}.00,{n}.50" for n in range(20)]
    notes = [f"Caveat number {n} is not to be overlooked." for n in range(20)]
    text = composed(words, Lines("label,a,b", rows), notes, lambda shown: f"{shown} of 20 rows.")
    assert tokens(text) <= MOST
    lines = text.splitlines()
    assert lines[0].startswith(words[0])
    assert lines[1:12] == ["label,a,b", *rows[:10]]
    assert re.fullmatch(r"Caveat number 0 .*\(\+1\d in data\)", lines[12])
    assert lines[13] == "10 of 20 rows."


def test_a_text_without_rows_says_all() -> None:
    """One sentence and a foot: two lines."""
    assert composed(["Nothing stands out."], NONE, [], lambda _: "GBP.") == "Nothing stands out.\nGBP."


@given(st.integers(0, 60), st.integers(1, 25))
def test_pages_are_the_whole_in_order(length: int, limit: int) -> None:
    """Whatever the length and the size of a page: each row once, the count on every page, the last without cursor."""
    rows, asked = list(range(length)), Paged(limit=limit)
    seen: list[int] = []
    while True:
        shown = page(rows, asked, version=3)
        seen += shown.rows
        assert (shown.total, shown.moved) == (length, False)
        if shown.next_cursor is None:
            break
        asked = Paged(limit=limit, cursor=shown.next_cursor)
    assert seen == rows


def test_a_page_knows_what_a_report_left_out() -> None:
    """Three of ten rows were read: the page says ten, and where it goes on; a page of other books says they moved."""
    first = page([1, 2, 3], Paged(limit=3), left_out=7, version=1)
    assert (first.rows, first.total) == ([1, 2, 3], 10)
    second = page(list(range(1, 11)), Paged(limit=3, cursor=first.next_cursor), version=2)
    assert (second.rows, second.first, second.moved) == ([4, 5, 6], 4, True)
    with pytest.raises(BadInput, match="another question"):
        page([1, 2, 3, 4], Paged(about="else", limit=3, cursor=first.next_cursor), version=1)


CELLS = st.dictionaries(st.tuples(st.integers(0, 5), st.sampled_from("abc")), st.sampled_from(["at_most", "partial"]))


@given(CELLS)
def test_groups_of_bounds_are_the_cells(cells: dict[tuple[int, str], str]) -> None:
    """Read back, the groups are the cells they were made of; where all of a column are bounds no row is named."""
    found = bounded({}, [(row, column, bound) for (row, column), bound in cells.items()], dict.fromkeys("abc", 6))
    again = {
        (row, column): group["bound"]
        for group in found.get("cells", ())
        for column in group["columns"]
        for row in group.get("rows", range(6))
    }
    assert again == cells


COLUMNS = (
    Column(id="orders", label="Orders", unit=Unit.COUNT, formula="count of orders"),
    Column(id="net_sales", label="Net sales", unit=Unit.MONEY, formula="gross_sales + discounts + returns"),
    Column(id="rate", label="Rate", unit=Unit.RATIO, formula="a ÷ b"),
)


def report(rows: int = 3, **more: Any) -> dict[str, Any]:
    """Return a sheet of lines of £1,234.565 each as its fields."""
    lines = tuple(
        SheetRow(
            id=f"#{n}",
            label=f'Order "{n}"',
            values={"orders": Decimal(1), "net_sales": Decimal("1234.565"), "rate": Decimal("0.125")},
            bounds={"net_sales": Bound.AT_MOST},
            texts={"state": "paid"},
            behind=Behind(start=MARCH.start, end=MARCH.end, sku=f"S{n}"),
        )
        for n in range(rows)
    )
    total = SheetRow(
        id="total", label="All", values={"orders": Decimal(rows), "net_sales": Decimal("3703.695")}, entries=9
    )
    whole = Sheet(title="Orders", currency="GBP", columns=COLUMNS, rows=lines, total=total, order="newest first")
    return {"shop": "x", "currency": "GBP", "period": MARCH, "as_of": NOW, "ledger_version": 1, "sheet": whole, **more}


def said(of: SheetReport) -> Part:
    """Return what is said of it, and the table of two columns."""
    return told(of, (f"Newest: {quoted(of.sheet.rows[0].label)}.",), shown=("net_sales", "rate"))


def test_any_sheet_is_answered() -> None:
    """Three orders: all columns and texts in data, the teller's in text, names in quotes, to the cent."""
    answer = sheet.answer(SheetReport(**report(notes=("A note.",))), Paged(), said)
    assert answer.text.splitlines() == [
        "Newest: \"Order '0'\".",
        "label,net_sales,rate",
        "total,3703.70,–",
        *(f"\"Order '{n}'\",≤1234.56,12.5%" for n in range(3)),
        "A note.",
        "Orders newest first; 2026-03-01 to 2026-03-31; GBP. As of 2026-11-30 20:46 UTC.",
    ]
    assert answer.data["columns"] == ["id", "label", "orders", "net_sales", "rate", "state", "remarks", "behind"]
    assert answer.data["rows"][1] == ["#1", 'Order "1"', "1", "1234.565", "0.125", "paid", None, "S1"]
    assert answer.data["totals"] == {"orders": "3", "net_sales": "3703.695"}
    assert answer.data["bounds"] == {"cells": [{"bound": "at_most", "columns": ["net_sales"]}]}
    assert answer.data["sources"] == [
        {
            "tool": "cfo_entries",
            "args": {"metric": "net_sales", "start": "2026-03-01", "end": "2026-03-31"},
            "per_row": {"sku": "behind"},
        }
    ]
    assert (answer.data["total_rows"], answer.data["next_cursor"]) == (3, None)


def test_a_sheet_paged_in_sql_is_passed_through() -> None:
    """Its own count and cursor stand, and none of its rows is cut, whatever limit was asked for."""
    given_ = report()
    paged = given_["sheet"].model_copy(update={"total_rows": 164, "next_cursor": "abc", "left_out": 161})
    answer = sheet.answer(SheetReport(**{**given_, "sheet": paged}), Paged(limit=1), said)
    assert (len(answer.data["rows"]), answer.data["total_rows"], answer.data["next_cursor"]) == (3, 164, "abc")
    assert answer.text.endswith("Showing 3 of 164; totals over all. Next: cursor=abc")


def test_lines_of_other_currencies_say_so() -> None:
    """One of two orders is in dollars: a column says which, and its decimals are its own."""
    given_ = report(2)
    first, second = given_["sheet"].rows
    rows = (first, second.model_copy(update={"currency": "JPY"}))
    found = SheetReport(**{**given_, "sheet": given_["sheet"].model_copy(update={"rows": rows})})
    answer = sheet.answer(found, Paged(), said)
    at = answer.data["columns"].index("currency")
    assert [row[at] for row in answer.data["rows"]] == [None, "JPY"]
    assert "\"Order '1'\",≤1235," in answer.text


def test_a_projection_is_told_as_one() -> None:
    """A cohort of ten with what it may bring: in data with its rule and check, in the shape that is said of it."""
    age = CohortAge(
        age=0, month=MARCH.start, finished=True, active=10, orders=12, retention=Decimal(1), net_sales=Decimal(500),
        cm2=Decimal(250), ltv=Decimal(25), bound=Bound.EXACT, entries=12,
    )  # fmt: skip
    line = CohortLine(
        month=MARCH.start,
        customers=10,
        ad_spend=Decimal(50),
        ncac=Decimal(5),
        payback_earliest=1,
        payback=1,
        ages=(age,),
    )
    ahead = Outlook(
        lines=(OutlookLine(month=MARCH.start, customers=10, orders=Decimal("3.5"), cm2=Decimal("70.00"),
                           cm2_each=Decimal("7.00")),),
        total_orders=Decimal("3.5"), total_cm2=Decimal("70.00"),
        check=OutlookCheck(days=90, expected_orders=Decimal("4.0"), actual_orders=5, miss=Decimal("-0.2"), holds=True),
    )  # fmt: skip
    row = SheetRow(id="2026-03", label="Mar 2026", values={"net_sales": Decimal(500)})
    given_ = report()
    given_["sheet"] = Sheet(title="LTV", currency="GBP", columns=COLUMNS, rows=(row,))
    found = CohortReport(
        **given_, today=MARCH.end, months=12, cohorts=(line,), orders=12, known_orders=12, customer_coverage=Decimal(1),
        unknown_cm2=Decimal(0), loose_cm2=Decimal(0), outlook=ahead,
    )  # fmt: skip
    table = {"columns": (*COLUMNS, *(Column(id=name, label=name, unit=Unit.MONEY, formula="") for name in
                                     ("new_customers", "ncac", "payback", "ltv_1")))}  # fmt: skip
    found = found.model_copy(update={"sheet": found.sheet.model_copy(update=table)})
    answer = people.cohorts(found, Cohorts(projection=True))
    projected = answer.data["detail"]["projection"]
    assert projected["rows"] == [["2026-03", 10, "3.50", "70.00", "7.00"]]
    assert (projected["check"]["miss"], projected["check"]["holds"]) == ("-0.20", True)
    Draft202012Validator(schema_of("cfo_cohorts")).validate(orjson.loads(orjson.dumps(answer.data)))


def test_every_tool_has_a_shape() -> None:
    """The schema of each cfo tool is one, names its details and refuses other keys; other tools have the common one."""
    for tool in TOOLS:
        schema = schema_of(tool.name)
        Draft202012Validator.check_schema(schema)
        assert schema["properties"]["detail"]["$ref"]
        assert schema["additionalProperties"] is False
    assert schema_of("shopify_orders")["properties"]["detail"]["type"] == "object"


def test_lines_of_a_list_are_those_asked_for() -> None:
    """Nobody said how many, or a page goes on: the report holds all; said for the first page: only those."""
    days = {"start": "2026-03-01", "end": "2026-03-31"}
    assert wanted(Products.model_validate(days)) is None
    assert wanted(Products.model_validate({**days, "limit": 3})) == 3
    assert wanted(Products.model_validate({**days, "limit": 3, "cursor": "x"})) is None
