"""Questions in other languages are planned as their English equivalents are; names and English stay as they are."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from credora_agent.agent.planner.local import plan
from credora_agent.agent.planner.tongues.gloss import Glossed, english
from credora_agent.core.period import Period
from evals.planning import shape

DATASETS = Path(__file__).parents[2] / "evals" / "datasets"
TODAY = date(2026, 11, 30)
BOOKS = Period(date(2024, 1, 1), TODAY)
LANGUAGES = ("es", "de", "fr", "pt", "ja")
UNSEEN_FLOOR = 0.7
"""Share of the questions written after the tables were finished that must be planned alike."""


def _cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATASETS / name).read_text(encoding="utf-8").splitlines() if line.strip()]


CASES = _cases("tongues.jsonl")


def _planned(question: str) -> tuple[str, str | None]:
    """Return the plan of a question, metrics in any order, and the words of a refusal, which name its topic."""
    made = plan(question, today=TODAY, books=BOOKS)
    shaped = shape(made)
    for call in shaped["calls"] or ():
        call["args"] |= {"metrics": sorted(call["args"].get("metrics", ()))}
    return json.dumps(shaped, sort_keys=True), made.cannot


def _alike(case: dict[str, Any]) -> bool:
    told = english(case["question"])
    return told is not None and told.language == case["language"] and _planned(told.text) == _planned(case["english"])


def _told(question: str) -> Glossed:
    told = english(question)
    assert told is not None, question
    return told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("held_out", [False, True])
def test_a_question_leads_to_the_plan_of_its_english_equivalent(language: str, *, held_out: bool) -> None:
    """Of the questions the tables were written with nearly all, of unseen ones most."""
    cases = [case for case in CASES if case["language"] == language and case["held_out"] is held_out]
    failed = [f"{case['question']} -> {english(case['question'])}" for case in cases if not _alike(case)]
    assert len(cases) >= (10 if held_out else 40)
    assert 1 - len(failed) / len(cases) >= (UNSEEN_FLOOR if held_out else 0.95), failed


def test_english_is_left_to_the_english_planner() -> None:
    """Every question of the English dataset, typos and all, stays as it is."""
    glossed = [case["question"] for case in _cases("planning.jsonl") if english(case["question"]) is not None]
    assert glossed == []


@pytest.mark.parametrize(
    "question",
    [
        "",
        "???",
        "ROAS",
        "revenue of Casa Blanca last month",
        "sales of the Sommer campaign",
        "net sales 夏の花",
        "kaffe",
    ],
)
def test_what_is_too_short_or_mixed_is_not_read(question: str) -> None:
    assert english(question) is None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("ventas de la campaña Verano Azul en julio", "Verano Azul"),
        ("ventas de Camiseta Roja en marzo", "Camiseta Roja"),
        ("Umsatz der Kampagne Sommer Sale im Juli", "Sommer Sale"),
        ("Retouren für „Blaue Tasse“ im März", "„Blaue Tasse“"),
        ("ventes de « Mars en fleurs » hier", "« Mars en fleurs »"),
        ("receita do produto Verão Total em março", "Verão Total"),
        ("「夏の花」の先月の売上は？", "「夏の花」"),
        ("先月のサクラコスメの売上", "サクラコスメ"),
        ("pedidos de TS-BLK-42 ayer", "TS-BLK-42"),
    ],
)
def test_a_name_survives_untouched(question: str, name: str) -> None:
    assert name in _told(question).text


def test_a_word_that_is_not_known_stays_and_makes_the_reading_less_sure() -> None:
    told = _told("ventas de zanfoñas en marzo")
    assert "zanfoñas" in told.text
    assert told.sure == pytest.approx(2 / 3, abs=0.01)
    assert _told("ventas en marzo").sure == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("ingresos del 03/04/2026", "3 April 2026"),
        ("Umsatz am 03.04.2026", "3 April 2026"),
        ("Umsatz am 3. März 2026", "3 March 2026"),
        ("ventes du 03/04/2026", "3 April 2026"),
        ("2026年3月4日の売上", "4 March 2026"),
        ("売上 3/4", "4 March"),
        ("¿Qué pasa si contratamos a alguien por 4 mil € al mes?", "€4,000"),
        ("Umsatz über 1.234,56 €", "€1,234.56"),
        ("Gebühren über 50 Tsd. €", "€50,000"),
        ("et si on augmente les prix de 8,5 % ?", "8.5%"),
        ("frais de plus de 1 234,50 €", "€1,234.50"),
        ("月40万円で人を雇ったらどうなる？", "¥400,000 a month"),
        ("三ヶ月前の手数料", "3 months ago"),
        ("há 3 meses, qual foi a receita?", "3 months ago"),
    ],
)
def test_numbers_and_dates_are_said_as_in_english(question: str, said: str) -> None:
    """A date in figures is read the way of its language, and its month named, so that nobody has to be asked."""
    assert said in _told(question).text


@pytest.mark.parametrize("word", ["veste", "bague", "marca", "Kissen", "Marke", "camiseta"])
def test_a_product_is_not_taken_for_a_misspelt_figure(word: str) -> None:
    carried = {"ventas de {} ayer": "es", "Umsatz mit {} gestern": "de", "ventes de {} hier": "fr"}
    for question, language in carried.items():
        told = _told(question.format(word))
        assert word in told.text
        assert told.language == language


def test_a_direction_word_that_is_not_known_is_never_guessed() -> None:
    """The reading is less sure instead, so that the planner may hold back."""
    told = _told("¿qué pasa si las ventas desfallecen un 20 %?")
    assert "desfallecen" in told.text
    assert told.sure < 1


def test_an_unknown_word_is_not_mended_into_days() -> None:
    """English alone would take this one for a month; it is marked, so that no period is made up."""
    told = _told("ventas y gasto de novembro en octubre")
    assert "2026-11" not in _planned(told.text)[0]
    assert "2026-11" in _planned("sales and costs of novembro")[0]


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("Rueckerstattungen im Maerz", "Rückerstattungen im März"),
        ("cuanto vendimos la semana pasada", "¿Cuánto vendimos la semana pasada?"),
        ("benificio neto en octubre", "beneficio neto en octubre"),
        ("Nettogewinnn im Oktober", "Nettogewinn im Oktober"),
        ("chiffre d’affaires de février", "chiffre d'affaires de fevrier"),
    ],
)
def test_spelling_is_forgiven(question: str, same: str) -> None:
    assert _told(question).text.strip("?") == _told(same).text.strip("?")


def test_a_question_takes_under_two_milliseconds() -> None:
    questions = [case["question"] for case in CASES]
    for question in questions:
        english(question)
    began = time.process_time()
    for question in questions:
        english(question)
    assert (time.process_time() - began) / len(questions) < 0.002


def test_no_text_raises() -> None:
    for text in (
        "¿" * 3000,
        "売上" * 900,
        "ventas " * 400,
        "1.1.1.1/1/1 % €",
        "「",
        "Umsatz-" * 50,
        "\x00ventas\x00 ayer",
    ):
        english(text)
