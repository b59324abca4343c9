"""Queries others write: the published grammar and nothing beside it, read in linear time, written back the same."""

from __future__ import annotations

import string
from contextlib import suppress
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.core.errors import BadInput
from credora_agent.platforms.google_ads.gaql import (
    COMPARING,
    LISTING,
    LONGEST,
    MATCHING,
    RESERVED,
    SPANS,
    BadQuery,
    Condition,
    Gaql,
    Ordering,
    parse,
)
from credora_agent.platforms.google_ads.permitted import MOST_FIELDS, PARAMETERS, is_undated, permitted

GOOD = "SELECT campaign.id, metrics.clicks FROM campaign"
NAME = string.ascii_lowercase + string.digits + "_"


@st.composite
def fields(draw: st.DrawFn) -> str:
    parts = st.from_regex(r"[a-z][a-zA-Z0-9_]{0,8}", fullmatch=True).filter(lambda part: part.upper() not in RESERVED)
    return ".".join(draw(st.lists(parts, min_size=1, max_size=4)))


resources = st.from_regex(r"[a-z][a-z_]{0,12}", fullmatch=True).filter(lambda name: name.upper() not in RESERVED)
letters = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="'\"\\")


@st.composite
def texts(draw: st.DrawFn) -> str:
    quote, other = draw(st.sampled_from([("'", '"'), ('"', "'")]))
    parts = draw(st.lists(st.one_of(letters, st.just(other), st.just("\\" + quote), st.just("\\\\")), max_size=12))
    return quote + "".join(parts) + quote


literals = st.from_regex(r"[A-Z][A-Z0-9_]{0,10}", fullmatch=True).filter(lambda word: word not in RESERVED)
numbers = st.one_of(st.integers(-(10**12), 10**12).map(str), st.decimals(0, 1000, places=2).map(str))
values = st.one_of(texts(), literals, numbers)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    field = draw(fields())
    shape = draw(st.sampled_from(["comparing", "listing", "matching", "null", "between", "during"]))
    if shape == "null":
        return Condition(field, draw(st.sampled_from(["IS NULL", "IS NOT NULL"])))
    if shape == "between":
        return Condition(field, "BETWEEN", (draw(values), draw(values)))
    if shape == "during":
        return Condition(field, "DURING", (draw(st.sampled_from(sorted(SPANS))),))
    if shape == "listing":
        return Condition(
            field, draw(st.sampled_from(sorted(LISTING))), tuple(draw(st.lists(values, min_size=1, max_size=4)))
        )
    if shape == "matching":
        return Condition(field, draw(st.sampled_from(sorted(MATCHING))), (draw(texts()),))
    return Condition(field, draw(st.sampled_from(sorted(COMPARING))), (draw(values),))


queries = st.builds(
    Gaql,
    select=st.lists(fields(), min_size=1, max_size=6).map(tuple),
    resource=resources,
    where=st.lists(conditions(), max_size=4).map(tuple),
    order=st.lists(st.builds(Ordering, fields(), st.sampled_from(["", "ASC", "DESC"])), max_size=3).map(tuple),
    limit=st.none() | st.integers(1, 10**9 - 1),
    parameters=st.lists(st.tuples(literals.map(str.lower).filter(lambda n: n.upper() not in RESERVED), literals),
                        max_size=2).map(tuple),
)  # fmt: skip


@given(query=queries)
def test_whatever_the_grammar_makes_is_read_and_written_the_same(query: Gaql) -> None:
    assert parse(str(query)) == query


@pytest.mark.parametrize("space", [" ", "  ", "\n", "\t", "\r\n", " \n\t "])
def test_neither_spaces_nor_the_case_of_keywords_matter(space: str) -> None:
    """SELECT, select and Select are one, and so are blanks, tabs and line breaks between words."""
    words = [
        "seLect",
        "campaign.id,",
        "metrics.clicks",
        "fRom",
        "campaign",
        "where",
        "segments.date",
        "during",
        "last_7_days",
        "AND",
        "campaign.id",
        "not",
        "in",
        "(1,2)",
        "order",
        "By",
        "campaign.id",
        "desc",
        "limit",
        "7",
    ]
    assert str(parse(space.join(["", *words, ""]))) == (
        f"{GOOD} WHERE segments.date DURING LAST_7_DAYS AND campaign.id NOT IN (1, 2) ORDER BY campaign.id DESC LIMIT 7"
    )  # fmt: skip


PIECES = (
    *sorted(RESERVED), "campaign.id", "campaign", "metrics.clicks", ",", "(", ")", "=", "'x'", "--", "/*", ";", "IN",
    "NOT", "IS", "NULL", "BETWEEN", "DURING", "LAST_7_DAYS", "OR", "UNION", "5", "*", "mutate", "UPDATE", "\x00",
    "\u202e", "\ud800", "'", '"', "\\", "user_list.name", "'; DROP TABLE x", "\n", "ѕelect",
)  # fmt: skip


def hostile(chance: Random) -> str:
    """Return words of the language and others in any order, glued, mangled, or begun as a good query."""
    words = [chance.choice(PIECES) for _ in range(chance.choice([0, 1, 2, 4, 40]))]
    text = chance.choice(["", " ", "\t"]).join(words)
    if chance.random() < 0.5:
        text = f"{GOOD} {text}"
    letters = list(text)
    for _ in range(chance.randrange(4)):
        letters.insert(chance.randrange(len(letters) + 1), chr(chance.choice([chance.randrange(128), 0x202E, 0xDC80])))
    return "".join(letters)


def is_sound(text: str) -> bool:
    """Tell whether a text was let through; whatever is, is one query that reads back as itself."""
    with suppress(BadInput):
        query = permitted(text, most=50)
        assert parse(str(query)) == query
        assert query.limit is not None
        assert query.limit <= 51
        assert len(query.select) <= MOST_FIELDS
        assert not any("user_list" in name for name in query.fields)
        return True
    return False


def test_ten_thousand_hostile_texts_raise_nothing_but_bad_input() -> None:
    """Of a fixed seed; some hundred of them are queries all the same."""
    chance = Random(7)  # noqa: S311 - the same each time
    passed = sum(is_sound(hostile(chance)) for _ in range(10_000))
    assert 100 < passed < 5_000


@given(text=st.text(max_size=200))
def test_nor_does_any_other_text(text: str) -> None:
    is_sound(text)
    is_sound(f"{GOOD} WHERE campaign.name = {text}")


JUNK = st.sampled_from([";", "--", "/*", "#", "*", "$", "`", "\x00", "\ud800"])


@given(select=st.lists(fields(), min_size=1, max_size=3), at=st.floats(0, 1), junk=JUNK)
def test_a_stray_character_outside_of_quotes_is_refused_with_its_place(select: list[str], at: float, junk: str) -> None:
    text = str(Gaql(tuple(select), "campaign"))
    place = int(at * len(text))
    with pytest.raises(BadQuery, match=r"At character \d+ "):
        parse(f"{text[:place]} {junk} {text[place:]}")


@pytest.mark.parametrize(
    "unit", ["a", "(", "'", "\\", "a.", "a,", "'a',", " ", "\n", "a AND ", "NOT ", "-", "0", "0.", "((((", "'\\", '"']
)
def test_a_query_takes_no_longer_than_it_is_long(unit: str) -> None:
    """As long as one may be, of anything that makes careless patterns try again and again: some milliseconds."""
    for head in ("", f"{GOOD} WHERE campaign.name IN (", f"{GOOD} WHERE campaign.name = '", "SELECT "):
        text = (head + unit * LONGEST)[:LONGEST]
        assert min(_taken(text) for _ in range(3)) < 0.25, (
            "the best of three: a machine may be busy, a pattern not slow"
        )


def _taken(text: str) -> float:
    """Return the seconds of CPU it takes to read a text."""
    began = process_time()
    with suppress(BadInput):
        parse(text)
    return process_time() - began


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "At character 1 of the query stands the end"),
        ("SELECT * FROM campaign", "At character 8 of the query stands an asterisk"),
        (f"{GOOD};", "a semicolon"),
        (f"{GOOD}; {GOOD}", "a semicolon"),
        (f"{GOOD} {GOOD}", "'SELECT', where the next clause or the end is expected"),
        (f"{GOOD} -- all", "a comment"),
        (f"{GOOD} /* all */", "a comment"),
        (f"{GOOD} # all", "a comment"),
        ("SELECT campaign.id, FROM campaign", "'FROM', where the name of a field"),
        ("SELECT campaign.id campaign.name FROM campaign", "where FROM is expected"),
        ("SELECT campaign.id", "the end, where FROM is expected"),
        ("SELECT Campaign.id FROM campaign", "'Campaign.id', where the name of a field"),
        ("SELECT campaign..id FROM campaign", "'campaign..id', where the name of a field"),
        ("SELECT campaign.id FROM campaign.x", "'campaign.x', where the name of a resource"),
        ("UPDATE campaign SET x = 1", "'UPDATE', where SELECT is expected"),
        ("SELECT COUNT(campaign.id) FROM campaign", "'COUNT', where the name of a field"),
        (f"{GOOD} GROUP BY campaign.id", "'GROUP', where the next clause"),
        (f"{GOOD} LIMIT 5 WHERE campaign.id = 1", "'WHERE', where the next clause"),
        (f"{GOOD} WHERE campaign.id = 1 OR campaign.id = 2", "There is no OR"),
        (f"{GOOD} WHERE campaign.id = (1)", "'(', where a value is expected"),
        (f"{GOOD} WHERE campaign.id IN ()", "')', where a value is expected"),
        (f"{GOOD} WHERE campaign.id IN 1", "'1', where ( is expected"),
        (f"{GOOD} WHERE campaign.name LIKE Brand", "'Brand', where a text in quotes"),
        (f"{GOOD} WHERE campaign.name = 'Brand", "a text that is never closed"),
        (f"{GOOD} WHERE campaign.name = 'a\nb'", "a text that is never closed, or has a line break"),
        (f"{GOOD} WHERE segments.date >= 2026-11-01", "Write texts and dates in quotes"),
        (f"{GOOD} WHERE segments.date DURING LAST_YEAR", "'LAST_YEAR', where a span of days"),
        (f"{GOOD} WHERE segments.date BETWEEN '2026-11-01'", "the end, where AND is expected"),
        (f"{GOOD} WHERE campaign.id <> 1", "'>', where a value is expected"),
        (f"{GOOD} WHERE (campaign.id = 1)", "'(', where the name of a field"),
        (f"{GOOD} LIMIT 0", "'0', where a whole number above nought"),
        (f"{GOOD} LIMIT -1", "'-1', where a whole number above nought"),
        (f"{GOOD} LIMIT 5, 10", "',', where the next clause"),
        (f"{GOOD} ORDER campaign.id", "'campaign.id', where BY is expected"),
        (f"{GOOD} PARAMETERS include_drafts", "the end, where = is expected"),
        (f"{GOOD} WHERE campaign.name = '\x07'", "a control character"),
        ("x" * 4001, "more than 4,000"),
    ],
)
def test_what_is_no_query_is_told_with_place_and_remedy(text: str, says: str) -> None:
    with pytest.raises(BadQuery) as refused:
        parse(text)
    assert says in str(refused.value)
    assert refused.value.code == "bad_query"
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("asked", "most", "sent"),
    [("", 50, 51), (" LIMIT 10", 50, 10), (" LIMIT 50", 50, 50), (" LIMIT 51", 50, 51), (" LIMIT 99999", 200, 201)],
)
def test_no_more_is_asked_for_than_can_be_shown_and_one_to_know_of_more(asked: str, most: int, sent: int) -> None:
    assert permitted(GOOD + asked, most=most).limit == sent


@pytest.mark.parametrize(
    "text",
    [
        "SELECT click_view.gclid FROM click_view",
        "SELECT campaign.id FROM click_view",
        "SELECT call_view.caller_area_code FROM call_view",
        "SELECT user_list.name FROM user_list",
        "SELECT campaign.id FROM campaign WHERE user_list.name = 'x'",
        "SELECT campaign.id FROM campaign ORDER BY user_list.name",
        "SELECT user_list_customer_type.user_list FROM user_list_customer_type",
        "SELECT customer_user_access.email_address FROM customer_user_access",
        "SELECT customer.id FROM customer_user_access_invitation",
        "SELECT lead_form_submission_data.id FROM lead_form_submission_data",
        "SELECT local_services_lead.id FROM local_services_lead",
        "SELECT offline_user_data_job.id FROM offline_user_data_job",
        "SELECT change_event.user_email FROM change_event",
        "SELECT change_event.change_date_time FROM change_event WHERE change_event.user_email LIKE 'a%'",
        "SELECT change_event.new_resource FROM change_event",
        "SELECT asset.call_asset.phone_number FROM asset",
        "SELECT campaign_criterion.ip_block.ip_address FROM campaign_criterion",
    ],
)
def test_what_may_name_persons_is_not_asked_selected_filtered_or_ordered_by(text: str) -> None:
    with pytest.raises(BadQuery, match="may name persons"):
        permitted(text, most=50)


def test_too_many_fields_and_one_twice_are_refused() -> None:
    wide = ", ".join(f"campaign.f{n}" for n in range(MOST_FIELDS + 1))
    with pytest.raises(BadQuery, match="41 fields"):
        permitted(f"SELECT {wide} FROM campaign", most=50)
    with pytest.raises(BadQuery, match=r"campaign\.id twice"):
        permitted("SELECT campaign.id, campaign.id FROM campaign", most=50)


def test_parameters_are_those_known_to_be_harmless() -> None:
    for name in PARAMETERS:
        assert permitted(f"{GOOD} PARAMETERS {name} = true", most=50).parameters == ((name, "true"),)
    for other in ("include_drafts = 1", "summary = true", "include_drafts = 'true'"):
        with pytest.raises(BadQuery, match="none that can be given"):
            permitted(f"{GOOD} PARAMETERS {other}", most=50)


def test_metrics_without_days_are_of_all_time_which_is_said() -> None:
    assert is_undated(parse(GOOD))
    assert not is_undated(parse("SELECT campaign.id FROM campaign"))
    for days in ("segments.date DURING LAST_7_DAYS", "segments.month = '2026-11-01'"):
        assert not is_undated(parse(f"{GOOD} WHERE {days}"))
