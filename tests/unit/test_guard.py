"""The guard: what words may say of figures, and what they may not."""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal

import pytest

from credora_agent.agent.guard.check import Claimed, check
from credora_agent.agent.guard.harmless import NOUNS
from credora_agent.agent.guard.sentences import Sentences, split
from credora_agent.agent.guard.words import ADVICE, NEUTRAL, UP
from evals.grounding import BASELINE, CASES, WIDE_BASELINE, figure, passes, read, shown, wide_scores
from evals.grounding_cases import KINDS, false_cases, true_cases

TODAY = date(2026, 11, 30)
SEPTEMBER, OCTOBER = (date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))


def of(
    label: str, value: str, unit: str = "money", span: tuple[date, date] = OCTOBER, currency: str = "GBP"
) -> Claimed:
    return Claimed("f", label, Decimal(value), unit, currency if unit == "money" else None, *span)


FIGURES = [
    of("Revenue", "12345.67"), of("Revenue", "10000", span=SEPTEMBER), of("Net profit", "-523.40"),
    of("Net profit", "800", span=SEPTEMBER), of("Orders", "1204", "count"), of("Orders", "1100", "count", SEPTEMBER),
    of("Net margin", "0.234", "ratio"), of("Meta ROAS", "3.2", "multiple"), of("Google ROAS", "2.1", "multiple"),
    of("COGS", "-4100.25"),
]  # fmt: skip


def kept(text: str, names: tuple[str, ...] = ()) -> list[bool]:
    return [verdict.kept for verdict in check(text, FIGURES, today=TODAY, names=names)]


@pytest.mark.parametrize("case", read(CASES), ids=lambda case: case["id"])
def test_committed_cases_stay_as_good_as_they_were(case: dict) -> None:
    """Every case the baseline says passes."""
    if case["id"] in json.loads(BASELINE.read_text(encoding="utf-8"))["passed"]:
        assert passes(case), case["text"]


def test_of_free_wordings_no_false_one_is_kept_and_no_more_true_ones_are_dropped() -> None:
    """Forecasts, stock, budgets, cohorts, ads and weeks in a writer's own words, and falsehoods made of them."""
    kept, dropped, _ = wide_scores()
    assert kept == []
    assert set(dropped) <= set(json.loads(WIDE_BASELINE.read_text(encoding="utf-8"))["dropped"])


def test_there_are_cases_of_every_kind() -> None:
    kinds = {case["kind"] for case in read(CASES)}
    assert kinds >= {*KINDS, "true", "liar", "honest", "answer"}
    assert len(read(CASES)) >= 300


def test_no_false_sentence_is_kept_and_few_true_ones_are_dropped() -> None:
    """A seed nothing was tuned on; `python -m evals.grounding --seed N` makes fifteen thousand."""
    assert [case["text"] for case in false_cases(90210, 400) if not passes(case)] == []
    dropped = [case["text"] for case in true_cases(90211, 200) if not passes(case)]
    assert len(dropped) < 6, dropped


@pytest.mark.parametrize(
    "written",
    ["£12,345.67", "12.345,67 GBP", "£12 345.67", "£12.3k", "GBP 12,346", "about £12,300", "over £12,000",
     "nearly £12,350", "١٢٬٣٤٥٫٦٧ GBP", "£１２,３４５.６７", "12,346 pounds", "between £12,000 and £12,500"],
)  # fmt: skip
def test_a_number_holds_in_every_written_form(written: str) -> None:
    assert kept(f"Revenue in October 2026 was {written}.") == [True]


@pytest.mark.parametrize(
    "written",
    ["£12,345.76", "£12.3M", "£1,234.57", "−£12,345.67", "(£12,345.67)", "€12,345.67", "12,345.67%", "12,345 orders",
     "about £13,000", "over £12,400", "under £12,000", "£12,3456.7", "£12\u200b,354.67", "between £12,400 and £12,500"],
)  # fmt: skip
def test_another_number_does_not(written: str) -> None:
    assert kept(f"Revenue in October 2026 was {written}.") == [False]


def test_costs_may_be_said_as_positive_amounts_and_losses_as_losses() -> None:
    assert kept("COGS was £4,100.25 in October. You lost £523.40 in October.") == [True, True]
    assert kept("Net profit was £523.40 in October. You made a profit in October.") == [False, False]


def test_periods_without_a_year_and_by_today_are_read() -> None:
    assert kept("Revenue was £12,345.67 last month. Revenue was £12,345.67 this month.") == [True, False]
    assert kept("In Sept. revenue was £10,000. In Q3 revenue was £10,000.") == [True, False]


def test_directions_need_two_periods() -> None:
    assert kept("Revenue rose 23.5% in October. Revenue fell in October. Net margin rose in October.") == [
        True,
        False,
        False,
    ]


def test_what_is_named_and_unknown_is_not_shown() -> None:
    assert kept("Thanks to Acme for asking. Nova Lamp sold 1,204 units.") == [False, False]
    assert kept("Have a look at Nova Lamp next.", names=("Nova Lamp",)) == [True]


def test_courtesy_and_advice_are_kept() -> None:
    assert kept("Would you like this by week? Consider cutting spend on slow goods.") == [True, True]


def test_text_that_shows_other_than_it_holds_is_dropped() -> None:
    assert kept("Revenue was \u202e76.543,21£\u202c in October.") == [False]


def test_sentences_are_cut_where_they_end() -> None:
    text = "It was £1,234.56 in Oct. 2026, e.g. here. Up 3.5x!\n- a line\n2. another 売上は5円です。次です。"
    assert split(text) == [
        "It was £1,234.56 in Oct. 2026, e.g. here.",
        "Up 3.5x!",
        "- a line",
        "2. another 売上は5円です。",
        "次です。",
    ]


@pytest.mark.parametrize("size", [1, 3, 7])
def test_a_stream_gives_the_same_sentences(size: int) -> None:
    text = "Revenue was £1,234.56. It rose by 3.5 % vs. May! Fine.\n- one\n- two"
    stream, found = Sentences(), []
    for at in range(0, len(text), size):
        found += stream.feed(text[at : at + size])
    assert [*found, *stream.close()] == split(text)


def test_what_an_outsider_hands_in_is_read() -> None:
    """Units and currencies as people write them, numbers as numbers, nulls."""
    rows = [{"id": "a", "label": "Margin", "value": 23.4, "unit": "%", "currency": None, "start": None},
            {"id": "b", "label": "Sales", "value": "1,200", "unit": "GBP"},
            {"id": "c", "label": "X", "value": None}]  # fmt: skip
    assert figure(rows[1]).value == 1200
    case = {"figures": rows, "text": "Margin was 23.4%. Sales were £1,200. Margin was 24.4%."}
    assert [each["verdict"] for each in shown(case)["sentences"]] == ["kept", "kept", "dropped"]


def test_nonsense_is_answered() -> None:
    for text in ("", "()", "((((", "1" * 500 + ".", "£" * 50, "% of of of", "− − −5", "\x00 5", "up up 5 5 5 down"):
        assert all(isinstance(verdict.kept, bool) for verdict in check(text, FIGURES, today=TODAY))


def test_a_sentence_takes_little_time() -> None:
    texts = [case["text"] for case in true_cases(7, 60)]
    began = time.thread_time()
    for text in texts:
        check(text, FIGURES, today=TODAY)
    assert (time.thread_time() - began) / len(texts) < 0.01


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Net margin went from 10% to 23.4%.", False),
        ("Revenue went from £10,000 to £12,345.67.", True),
        ("Revenue went from £12,345.67 to £10,000.", False),
        ("Revenue grew faster than orders.", True),
        ("Orders grew faster than revenue.", False),
        ("Revenue: £12,345.67 (September: £10,000)", True),
        ("Revenue: £12,345.67 (September: £12,345.67)", False),
        ("COGS as a share of revenue was 33.2%.", True),
        ("The difference between October and September revenue is £2,345.67.", True),
        ("The difference between October and September revenue is £2,435.67.", False),
        ("There is no data for August.", True),
        ("There is no data for October.", False),
        ("Meta returned £3.20 for every pound spent.", True),
        ("Meta returned £2.10 for every pound spent.", False),
        ("Meta returned $3.20 for every dollar spent.", False),
        ("Revenue was £12,345.67 but orders were 1,100.", False),
    ],
)
def test_what_is_said_of_two_figures_holds_of_both(text: str, *, holds: bool) -> None:
    assert kept(text) == [holds]


@pytest.mark.parametrize(("way", "holds"), [("up", True), ("down", False)])
def test_the_month_of_may_is_no_advice(way: str, *, holds: bool) -> None:
    """Fees of £10 in May and £15 in June went up, whatever "may" may be."""
    may, june = (date(2026, 5, 1), date(2026, 5, 31)), (date(2026, 6, 1), date(2026, 6, 30))
    fees = [of("Payment fees", "10", span=may), of("Payment fees", "15", span=june)]
    said = check(f"Payment fees went {way} between May and June 2026.", fees, today=TODAY)
    assert [v.kept for v in said] == [holds]


def test_sums_are_not_made_but_may_be_repeated() -> None:
    """Meta £30 and Google £12: "together £42" is said only where a figure is £42."""
    parts = [of("Meta spend", "30"), of("Google spend", "12")]
    text = "Meta spend and Google spend together came to £42."
    assert [v.kept for v in check(text, parts, today=TODAY)] == [False]
    assert [v.kept for v in check(text, [*parts, of("Ad spend", "42")], today=TODAY)] == [True]


@pytest.mark.parametrize("noun", sorted(NOUNS - NEUTRAL - ADVICE - UP))
def test_a_noun_is_neither_what_is_told_nor_a_kind_of_it(noun: str) -> None:
    """Revenue is £12,345.67: no other thing is, and neither is the revenue of a part of the shop."""
    for text in (
        f"The {noun} was £12,345.67.",
        f"Your {noun} came to £12,345.67 in October.",
        f"{noun.capitalize()} revenue was £12,345.67.",
        f"Revenue from the {noun} was £12,345.67.",
        f"The {noun} rose 23.5%.",
        f"You made £12,345.67 from {noun}.",
    ):
        assert kept(text) == [False], text


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Shipping was £20 in the week of 12 October.", True),
        ("Shipping was £20 in the week of 13 October.", True),
        ("Shipping was £20 in the week of 19 October.", False),
        ("Shipping was £20 in the week of October 12.", True),
    ],
)
def test_the_week_of_a_day_holds_it(text: str, *, holds: bool) -> None:
    figures = [of("Shipping", "20", span=(date(2026, 10, 12), date(2026, 10, 18))),
               of("Shipping", "30", span=(date(2026, 10, 19), date(2026, 10, 25)))]  # fmt: skip
    assert [v.kept for v in check(text, figures, today=TODAY)] == [holds]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Meta was the largest channel by spend, followed by Google and then TikTok.", True),
        ("Meta was the largest channel by spend, followed by TikTok and then Google.", False),
        ("Google was the largest channel by spend, followed by Meta and then TikTok.", False),
        ("Meta was the largest channel by spend, followed by TikTok.", False),
        ("You lost £5 in October.", False),
        ("It cost you £9 to acquire a customer.", True),
        ("It cost you £8 to acquire a customer.", False),
        ("Your net loss widened from £5 in September to £7 in October.", True),
        ("Your net loss narrowed from £5 in September to £7 in October.", False),
        ("Your net loss widened from £7 in September to £5 in October.", False),
        ("You swung from a net loss of £5 in September to a net profit of £7 in October.", False),
    ],
)
def test_lists_and_idioms_are_held_against_the_figures_they_mean(text: str, *, holds: bool) -> None:
    """Meta £30, Google £12, TikTok £4; CAC £9; net profit of -£5, then -£7."""
    september, october = (date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))
    figures = [
        of("Meta spend", "30", span=october), of("Google spend", "12", span=october),
        of("TikTok spend", "4", span=october), of("CAC", "9", span=october),
        of("Net profit", "-5", span=september), of("Net profit", "-7", span=october),
    ]  # fmt: skip
    assert [v.kept for v in check(text, figures, today=TODAY)] == [holds]
