"""Periods as they are written: days, ranges, months, quarters, years, and those said by today or by another period."""

# ruff: noqa: C901, PLR0911, PLR0912, PLR2004 - one line a form; small numbers are words, months and places

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

Span = tuple[date, date]
ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
OTHERS = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
]
MONTHS = {
    **{name: i % 12 + 1 for i, name in enumerate(OTHERS)},
    **{name: i + 1 for i, name in enumerate(ENGLISH)},
    **{name[:3]: i + 1 for i, name in enumerate(ENGLISH)},
    "sept": 9,
}
M = "(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")\b\.?"
Y = r"(?:(?:19|20)\d\d|'\d\d)"
D = r"(?:[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?"
W = (
    r"(?:(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b,?\s)?"
)
OF = r"(?:\s?,\s?|\s(?:of|de|del)\s|\s)"
TO = r"\s?(?:-|–|—|~|\sto\s|\sthrough\s|\sthru\s|\suntil\s|\still\s|\sbis\s|\sau\s|\sal\s|\saté\s)\s?"
ISO = r"(?:19|20)\d\d-[01]\d-[0-3]\d"
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
UNIT_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366, "period": 0}
EDGE = r"(?![\w])"


@dataclass(frozen=True, slots=True)
class Mention:
    """A period as a text names it: exact ranges, or what is left open of one; `before` is another period's past."""

    spans: tuple[Span, ...] = ()
    months: tuple[int, int] | None = None
    day: tuple[int, int] | None = None
    before: str = ""
    weekday: int | None = None

    def covers(self, span: Span | None, others: frozenset[Span] = frozenset()) -> bool:
        """Tell whether a figure's range is the one named; of `before`, whether one of `others` follows it."""
        if span is None:
            return False
        start, end = span
        if self.weekday is not None and (start != end or start.weekday() != self.weekday):
            return False
        if self.before:
            return span in self.spans or any(_precedes(span, other, self.before) for other in others)
        if self.day:
            return start == end and (start.month, start.day) == self.day
        if self.months:
            first, last = self.months
            return (start.month, start.day) == (first, 1) and end == _month(end.year, last)[1] and _near(start, end)
        return span in self.spans


def _near(start: date, end: date) -> bool:
    return 0 <= (end - start).days < 366


def _precedes(span: Span, other: Span, unit: str) -> bool:
    start, end = span
    if unit in ("year", "twelvemonth"):
        moved = tuple(_year_before(day) for day in other)
        whole = start.year == other[0].year - 1 and span == (date(start.year, 1, 1), date(start.year, 12, 31))
        return (
            span == moved or (whole and unit == "year") or span == (moved[0], _month(moved[1].year, moved[1].month)[1])
        )
    length = (end - start).days + 1
    fits = {"day": length == 1, "week": length == 7, "month": 28 <= length <= 31, "quarter": 89 < length < 93}
    return other[0] - end == timedelta(1) and fits.get(unit, True) and abs((other[1] - other[0]).days + 1 - length) <= 3


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _quarter(year: int, quarter: int) -> Span:
    return _month(year, 3 * quarter - 2)[0], _month(year, 3 * quarter)[1]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text + EDGE, re.IGNORECASE)


PATTERNS = {
    "iso_range": _pattern(rf"(?P<a>{ISO})(?:{TO}|/)(?P<b>{ISO})"),
    "iso": _pattern(rf"(?P<a>{ISO})"),
    "iso_month": _pattern(r"(?P<y>(?:19|20)\d\d)-(?P<m>0\d|1[0-2])(?!-?\d)"),
    "ja": re.compile(r"(?:(?P<y>(?:19|20)\d\d)年)?(?P<m>1[0-2]|[1-9])月(?:(?P<d>\d{1,2})日)?"),
    "dmy_dmy": _pattern(rf"{W}(?P<d>{D}){OF}(?P<m>{M})(?:{OF}(?P<y>{Y}))?"
        rf"{TO}{W}(?P<d2>{D}){OF}(?P<m2>{M})(?:{OF}(?P<y2>{Y}))?"),
    "mdy_mdy": _pattern(rf"{W}(?P<m>{M})\s(?P<d>{D})(?:,?\s(?P<y>{Y}))?"
        rf"{TO}{W}(?P<m2>{M})\s(?P<d2>{D})(?:,?\s(?P<y2>{Y}))?"),
    "d_dmy": _pattern(rf"(?P<d>{D}){TO}(?P<d2>{D}){OF}(?P<m>{M})(?:{OF}(?P<y>{Y}))?"),
    "md_dy": _pattern(rf"(?P<m>{M})\s(?P<d>{D}){TO}(?P<d2>{D})(?:,?\s(?P<y>{Y}))?"),
    "between_d": _pattern(rf"between\s(?P<d>{D})\sand\s(?P<d2>{D}){OF}(?P<m>{M})(?:{OF}(?P<y>{Y}))?"),
    "between_md": _pattern(rf"between\s(?P<m>{M})\s(?P<d>{D})\sand\s(?P<d2>{D})(?:,?\s(?P<y>{Y}))?"),
    "half_month": _pattern(rf"(?:the\s)?(?P<o>first|second)\shalf\sof\s(?P<m>{M})(?:{OF}(?P<y>{Y}))?"),
    "end_of": _pattern(rf"(?:the\s)?(?:month[\s-])?end\sof\s(?P<m>{M})(?:{OF}(?P<y>{Y}))?"),
    "between_dmy": _pattern(rf"between\s{W}(?P<d>{D}){OF}(?P<m>{M})(?:{OF}(?P<y>{Y}))?"
        rf"\sand\s{W}(?P<d2>{D}){OF}(?P<m2>{M})(?:{OF}(?P<y2>{Y}))?"),
    "between_mdy": _pattern(rf"between\s{W}(?P<m>{M})\s(?P<d>{D})(?:,?\s(?P<y>{Y}))?"
        rf"\sand\s{W}(?P<m2>{M})\s(?P<d2>{D})(?:,?\s(?P<y2>{Y}))?"),
    "week_to": _pattern(rf"(?:the\s)?(?:week|seven\sdays|7\sdays)\s(?:to|ending|ended)\s(?:on\s)?{W}"
        rf"(?P<d>{D}){OF}(?P<m>{M})(?:{OF}(?P<y>{Y}))?"),
    "week_of": _pattern(rf"(?:the\s)?(?:week|seven\sdays|7\sdays)\s(?:of|from|beginning|starting|commencing)\s(?:on\s)?"
        rf"(?:the\s)?{W}(?P<d>{D}){OF}(?P<m>{M})(?:{OF}(?P<y>{Y}))?(?!{TO}\d{{1,2}}\s)"),
    "week_of_mdy": _pattern(rf"(?:the\s)?(?:week|seven\sdays|7\sdays)\s(?:of|from|beginning|starting|commencing)\s"
        rf"(?:on\s)?{W}(?P<m>{M})\s(?P<d>{D})(?!\d|[.,]\d|\s?%)(?:,?\s(?P<y>{Y}))?(?!{TO}\d{{1,2}}\b(?!%))"),
    "dmy": _pattern(rf"(?P<w>{W})(?P<d>{D}){OF}(?P<m>{M})(?:{OF}(?P<y>{Y}))?"),
    "mdy": _pattern(rf"(?P<w>{W})(?P<m>{M})\s(?P<d>{D})(?!\d|[.,]\d|\s?%)(?:,?\s(?P<y>{Y}))?"),
    "my_my": _pattern(rf"(?P<m>{M})(?:{OF}(?P<y>{Y}))?{TO}(?P<m2>{M}){OF}(?P<y2>{Y})"),
    "my": _pattern(rf"(?P<m>{M})(?:{OF}(?P<y>{Y}))?"),
    "q_y": _pattern(rf"Q(?P<q>[1-4])(?:{OF}|)(?P<y>{Y})?"),
    "y_q": _pattern(r"(?P<y>(?:19|20)\d\d)[\s-]?Q(?P<q>[1-4])"),
    "quarter": _pattern(rf"(?:the\s)?(?P<o>first|second|third|fourth|[1-4](?:st|nd|rd|th))\squarter"
        rf"(?:(?:{OF})(?P<y>{Y}))?"),
    "h_y": _pattern(rf"H(?P<h>[12])\s?(?P<y>{Y})"),
    "half": _pattern(rf"(?:the\s)?(?P<o>first|second)\shalf{OF}(?P<y>{Y})"),
    "to_date": _pattern(r"(?:(?P<u>week|month|quarter|year)[\s-]to[\s-]date|(?P<ab>ytd|mtd|qtd))"),
    "last_n": _pattern(r"(?:the\s)?(?:last|past|previous|trailing)\s(?P<n>\d+)\s(?P<u>day|week|month)s"),
    "ago_year": _pattern(r"(?:the\s)?same\s(?:day|week|month|quarter|period|time|days)\s(?:of\s)?"
        r"(?:last\syear|(?:the\s)?(?:previous|prior)\syear|a\syear\s(?:ago|before|earlier))"),
    "over_unit": _pattern(
        r"(?:(?P<u>day|week|month|quarter|year)[\s-](?:over|on)[\s-](?P=u)|(?P<ab>yoy|mom|qoq|wow)|(?P<s>y/y|m/m|q/q))"
    ),
    "before": _pattern(r"(?:the|a|one)\s(?P<u>day|week|month|quarter|year|period)\s(?:before|earlier|prior)(?!\sthat)"),
    "the_before": _pattern(r"the\s(?:preceding|prior|previous)\s(?P<u>day|week|month|quarter|year|period)"),
    "relative": _pattern(r"(?P<r>this|last|previous|prior|the\scurrent|current|the\slast|the\spast)\s"
        r"(?P<u>week|month|quarter|year)(?:\sso\sfar)?"),
    "black_friday": _pattern(rf"(?P<bf>black\sfriday\sweek|black\sfriday|cyber\smonday)(?:\s(?P<y>{Y}))?(?:\sitself)?"),
    "day_word": _pattern(r"(?P<r>today|yesterday)"),
}  # fmt: skip


@lru_cache(maxsize=20000)
def period_at(text: str, at: int, today: date) -> tuple[int, Mention | None] | None:
    """Return where the period written at a place ends, and it; no mention when it is written but means no day."""
    if not (text[at].isalnum()):
        return None
    for name, pattern in PATTERNS.items():
        found = pattern.match(text, at)
        if found and not _modal(found[0]):
            try:
                return found.end(), _mention(name, found, today)
            except ValueError:
                return found.end(), None
    return None


def _modal(text: str) -> bool:
    """Tell whether a text is the verb "may" or another lower-case word that is a month only by chance."""
    return text.lower() in ("may", "mar", "march", "mars", "mai", "ago") and text[0].islower()


def year(text: str, around: int = 2000) -> int:
    """Return a year as written: 2026, '26."""
    return around + int(text[1:]) if text.startswith("'") else int(text)


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _mention(name: str, found: re.Match[str], today: date) -> Mention:
    got = {key: value for key, value in found.groupdict().items() if value}
    y = year(got["y"]) if "y" in got else None
    month = MONTHS.get(got.get("m", "").lower().rstrip(".")) or (
        _number(got["m"]) if got.get("m", "x").isdigit() else 0
    )
    if name == "iso_range":
        return Mention(((date.fromisoformat(got["a"]), date.fromisoformat(got["b"])),))
    if name == "iso":
        day = date.fromisoformat(got["a"])
        return Mention(((day, day),))
    if name == "end_of":
        ends = [_month(of, month)[1] for of in ([y] if y else range(2015, 2045))]
        return Mention(tuple((end, end) for end in ends))
    if name in ("dmy_dmy", "mdy_mdy", "between_dmy", "between_mdy"):
        return _range(got, month, MONTHS[got["m2"].lower().rstrip(".")])
    if name == "half_month":
        halves = [_month(of, month) for of in ([y] if y else range(2015, 2045))]
        first = got["o"].lower() == "first"
        return Mention(tuple((a, a.replace(day=15)) if first else (a.replace(day=16), b) for a, b in halves))
    if name == "week_to":
        ends = [date(of, month, _number(got["d"])) for of in ([y] if y else range(2015, 2045))]
        return Mention(tuple((end - timedelta(6), end) for end in ends))
    if name in ("week_of", "week_of_mdy"):
        return _week_of(month, _number(got["d"]), y)
    if name in ("d_dmy", "md_dy", "between_d", "between_md"):
        return _range({**got, **({"y2": got["y"]} if "y" in got else {})}, month, month)
    if name in ("dmy", "mdy") or (name == "ja" and "d" in got):
        return _day(y, month, _number(got["d"]), got.get("w", ""))
    if name == "my_my":
        last = MONTHS[got["m2"].lower().rstrip(".")]
        end = year(got["y2"])
        return Mention(((_month(y or end, month)[0], _month(end, last)[1]),))
    if name in ("my", "iso_month", "ja"):
        return Mention((_month(y, month),)) if y else Mention(months=(month, month))
    if name in ("q_y", "y_q", "quarter"):
        q = int(got["q"]) if "q" in got else ORDINALS[got["o"].lower()]
        return Mention((_quarter(y, q),)) if y else Mention(months=(3 * q - 2, 3 * q))
    if name in ("h_y", "half"):
        half = int(got["h"]) if "h" in got else ORDINALS[got["o"].lower()]
        return Mention(((date(y or 1, 6 * half - 5, 1), _month(y or 1, 6 * half)[1]),))
    if name == "over_unit":
        short = {"y": "year", "m": "month", "q": "quarter", "w": "week"}
        unit = (got.get("u") or short[(got.get("ab") or got["s"])[0].lower()]).lower()
        return Mention(before="twelvemonth" if unit == "year" else unit)
    if name == "ago_year":
        return Mention(before="twelvemonth")
    if name in ("before", "the_before"):
        return Mention(before=got["u"].lower())
    if name == "black_friday":
        return Mention(tuple(_sale_day(of, got["bf"].lower()) for of in ([y] if y else range(2015, 2045))))
    if name == "day_word":
        day = today if got["r"].lower() == "today" else today - timedelta(1)
        return Mention(((day, day),))
    if name == "to_date":
        unit = got.get("u") or {"ytd": "year", "mtd": "month", "qtd": "quarter"}[got["ab"].lower()]
        return Mention(_current(unit.lower(), today))
    if name == "last_n":
        return Mention(_last(int(got["n"]), got["u"].lower(), today))
    unit, which = got["u"].lower(), got["r"].lower()
    if which in ("previous", "prior"):
        return Mention(_previous(unit, today), before=unit)
    return Mention(_current(unit, today) if which in ("this", "the current", "current") else _previous(unit, today))


def _week_of(month: int, number: int, of: int | None) -> Mention:
    """Return the week that begins on a day, and the one from Monday that holds it."""
    days = [date(y, month, number) for y in ([of] if of else range(2015, 2045)) if number <= monthrange(y, month)[1]]
    starts = {start for day in days for start in (day, day - timedelta(day.weekday()))}
    return Mention(tuple((start, start + timedelta(6)) for start in sorted(starts)))


def _range(got: dict[str, str], first: int, last: int) -> Mention:
    end = year(got["y2"]) if "y2" in got else None
    start = year(got["y"]) if "y" in got else end
    years = [(start, end)] if start and end else [(y, y) for y in range(2000, 2060)]
    spans = [(date(a, first, _number(got["d"])), date(b, last, _number(got["d2"]))) for a, b in years if a and b]
    return Mention(tuple(span for span in spans if span[0] <= span[1]))


def _day(of: int | None, month: int, number: int, weekday: str) -> Mention:
    named = weekday.strip(" ,").lower()[:3]
    on = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(named) if named else None
    date(of or 2024, month, number)
    if of is None:
        return Mention(day=(month, number), weekday=on)
    return Mention(((date(of, month, number),) * 2,), weekday=on)


def _start(unit: str, day: date) -> date:
    if unit == "week":
        return day - timedelta(day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return _quarter(day.year, (day.month + 2) // 3)[0] if unit == "quarter" else date(day.year, 1, 1)


def _end(unit: str, start: date) -> date:
    if unit == "week":
        return start + timedelta(6)
    months = {"month": 0, "quarter": 2, "year": 11}[unit]
    return _month(start.year, start.month + months)[1]


def _current(unit: str, today: date) -> tuple[Span, ...]:
    start = _start(unit, today)
    return tuple((start, end) for end in {today, max(start, today - timedelta(1)), _end(unit, start)})


def _previous(unit: str, today: date) -> tuple[Span, ...]:
    end = _start(unit, today) - timedelta(1)
    return ((_start(unit, end), end),)


def _last(count: int, unit: str, today: date) -> tuple[Span, ...]:
    if count > 4000:
        return ()
    if unit == "month":
        last = _start("month", today) - timedelta(1)
        index = last.year * 12 + last.month - count
        return ((date(index // 12, index % 12 + 1, 1), last),)
    days = count * (7 if unit == "week" else 1)
    return tuple((end - timedelta(days - 1), end) for end in (today, today - timedelta(1)))


def _sale_day(of: int, name: str) -> Span:
    """Return Black Friday, the day after the fourth Thursday of November, the Monday after it, or its week."""
    first = date(of, 11, 1)
    friday = first + timedelta((3 - first.weekday()) % 7 + 22)
    if name.endswith("week"):
        return friday - timedelta(4), friday + timedelta(2)
    day = friday + timedelta(3) if name.startswith("cyber") else friday
    return day, day


def whole_year(of: int) -> Mention:
    """Return a calendar year as a mention."""
    return Mention(((date(of, 1, 1), date(of, 12, 31)),))


def spoken_period(label: str, today: date) -> tuple[str, Span | None]:
    """Return a label without the periods it names, and the one range it names if it names just one."""
    left, at, spans = [], 0, set()
    while at < len(label):
        starts = at == 0 or not label[at - 1].isalnum()
        found = period_at(label, at, today) if starts else None
        if found and found[1] and not found[1].before and (found[1].spans or found[1].months or found[1].day):
            spans |= set(found[1].spans)
            at = found[0]
            continue
        left.append(label[at])
        at += 1
    return "".join(left), spans.pop() if len(spans) == 1 else None
