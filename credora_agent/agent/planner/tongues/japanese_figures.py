"""Dates, spans, counts and amounts as Japanese writes them, in English."""

from __future__ import annotations

import re

from credora_agent.agent.planner.tongues.cutting import MONTHS

_DIGITS = {char: str(i) for i, char in enumerate("〇一二三四五六七八九")} | {"十": "10"}
_MONTH = "[ヶか箇カヵケ]月"
_UNIT = rf"(?:日間?|週間?|{_MONTH}間?|年間?|四半期)"
_COUNTED = re.compile(rf"[一二三四五六七八九十](?={_MONTH}|週間|日間|年間|年前|日前|つ星|件|個|倍|人の|商品|製品)")
_QUARTER = re.compile(r"第([一二三四])四半期")
_THIS = {"昨": "last year", "去": "last year", "今": "this year", "前": "last year"}
_HALF = {"上": "H1", "下": "H2"}
_SCALES = {"千": 1_000, "万": 10_000, "百万": 1_000_000, "億": 100_000_000, "k": 1_000}
_SIGNS = {"円": "¥", "ドル": "$", "ユーロ": "€", "¥": "¥", "$": "$", "€": "€"}

_FIGURE = re.compile(
    rf"""
      (?:(?P<y0>\d{{4}})年)?(?P<m0>\d{{1,2}})月(?P<d0>\d{{1,2}})日(?:から|〜|~|-)(?P<e0>\d{{1,2}})日(?:まで)?
    | (?P<y1>\d{{4}})年(?P<m1>\d{{1,2}})月(?P<d1>\d{{1,2}})日
    | (?P<y2>\d{{4}})年の?第?(?P<q2>[1-4])四半期
    | (?P<y3>\d{{4}})年?の?Q(?P<q3>[1-4])
    | (?P<y4>\d{{4}})年の?(?P<h4>[上下])(?:半期|期)
    | (?P<y5>\d{{4}})年(?P<m5>\d{{1,2}})月
    | (?P<w6>[昨去今前])年の?(?P<m6>\d{{1,2}})月(?!\d)(?:(?P<d6>\d{{1,2}})日)?
    | (?P<w7>[昨去今前])年の?第?(?P<q7>[1-4])四半期
    | (?P<y8>\d{{4}})年度
    | (?P<y9>\d{{4}})年(?!間|前)
    | (?P<m10>\d{{1,2}})月(?P<d10>\d{{1,2}})日
    | (?P<m11>\d{{1,2}})月(?!間)
    | (?P<y12>\d{{4}})[/-](?P<m12>\d{{1,2}})[/-](?P<d12>\d{{1,2}})
    | (?P<y13>\d{{4}})/(?P<m13>\d{{1,2}})(?!\d)
    | (?P<m14>\d{{1,2}})/(?P<d14>\d{{1,2}})(?!\d)
    | 第(?P<q15>[1-4])四半期 | Q(?P<q16>[1-4])(?!\d) | (?P<q17>[1-4])Q
    | 第(?P<w18>\d{{1,2}})週
    | (?:過去|直近|ここ|最近の?|この)の?(?P<n19>\d+)(?P<u19>{_UNIT})
    | (?:今後|向こう|次の|これから|来たる)の?(?P<n20>\d+)(?P<u20>{_UNIT})
    | (?P<n21>\d+)(?P<u21>{_UNIT})前
    | (?P<n22>\d+)(?P<u22>日間|週間|{_MONTH}間?|年間|四半期)
    | (?:上位|トップ|ベスト)の?(?P<t23>\d+)(?:位|件|つ|個)?(?:まで)?の?(?=(?P<g23>商品|製品)?)
    | (?:直近|最新|最近)の?(?P<l24>\d+)件の?
    | 注文(?:番号)?\s*[\#]?(?P<o25>\d{{3,}})
    | 月(?:額)?(?P<a26>\d[\d,]*(?:\.\d+)?)(?P<k26>百万|[千万億])?(?P<c26>円|ドル|ユーロ)
    | (?P<p27>\d+(?:\.\d+)?)\s?(?:%|パーセント)
    | (?P<s28>[¥$€])?(?P<a28>\d[\d,]*(?:\.\d+)?)(?P<k28>百万|[千万億]|k\b)?
        (?P<c28>円|ドル|ユーロ)?(?P<e28>[日件個人点])?
    """,
    re.VERBOSE,
)

_FISCAL, _WEEK, _FIRST_SPAN, _FIRST_AMOUNT = 8, 18, 19, 23
"""Numbers of alternatives in the pattern above."""


def counted(text: str) -> str:
    """Return the text with counts in figures where they were in characters: 三ヶ月 is 3ヶ月."""
    text = _QUARTER.sub(lambda m: f"第{_DIGITS[m[1]]}四半期", text)
    return _COUNTED.sub(lambda m: _DIGITS[m[0]], text)


def figure(text: str, at: int) -> tuple[str, int] | None:
    """Return the English of the date, span or amount that begins at `at`, and where it ends."""
    match = _FIGURE.match(text, at)
    if match is None:
        return None
    told = {key: value for key, value in match.groupdict().items() if value is not None}
    got = {key[0]: value for key, value in told.items()}
    kind = int(next(key for key in told if not key.startswith("g"))[1:])
    return _said(kind, got) or match.group(), match.end()


def _said(kind: int, got: dict[str, str]) -> str | None:
    if kind >= _FIRST_AMOUNT:
        return _amount(kind, got)
    if kind >= _FIRST_SPAN:
        return _span(kind, got)
    return f"week {got['w']}" if kind == _WEEK else _date(kind, got)


def _date(kind: int, got: dict[str, str]) -> str | None:
    year = _THIS.get(got.get("w", ""), got.get("y", ""))
    if "q" in got or "h" in got:
        return f"{'Q' + got['q'] if 'q' in got else _HALF[got['h']]} {year}".strip()
    if "m" not in got:
        return f"fiscal year {year}" if kind == _FISCAL else year
    if not 1 <= int(got["m"]) <= len(MONTHS):
        return None
    if "e" in got:
        return f"{got['d']} to {got['e']} {MONTHS[int(got['m']) - 1]} {year}".strip()
    return f"{got.get('d', '')} {MONTHS[int(got['m']) - 1]} {year}".strip()


def _span(kind: int, got: dict[str, str]) -> str:
    unit = got["u"]
    name = next(
        english
        for sign, english in (("四半期", "quarter"), ("月", "month"), ("週", "week"), ("日", "day"), ("年", "year"))
        if sign in unit
    )
    many = f"{got['n']} {name}" + ("" if int(got["n"]) == 1 else "s")
    return {19: f"last {many}", 20: f"next {many}", 21: f"{many} ago"}.get(kind, many)


def _amount(kind: int, got: dict[str, str]) -> str:
    if "t" in got:
        return f"top {got['t']}" + (" products" if "g" in got else "")
    if "l" in got:
        return f"last {got['l']}"
    if "o" in got:
        return f"order {got['o']}"
    if "p" in got:
        return f"{got['p']}%"
    value = got["a"]
    if "k" in got:
        value = f"{float(value.replace(',', '')) * _SCALES[got['k']]:,.2f}".removesuffix(".00")
    sign = _SIGNS.get(got.get("c", got.get("s", "")), "")
    return f"{sign}{value}" + (" a month" if kind == 26 else "")  # noqa: PLR2004 - said with 月
