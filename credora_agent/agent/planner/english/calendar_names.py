"""English names of months, weekdays, seasons, feasts, units and numbers."""

from __future__ import annotations

from credora_agent.agent.planner.lexicon import joined, phrases

_MONTHS = phrases(
    "month",
    {
        1: "january, jan",
        2: "february, feb, febr",
        3: "march, mar",
        4: "april, apr",
        5: "may",
        6: "june, jun",
        7: "july, jul",
        8: "august, aug",
        9: "september, sep, sept",
        10: "october, oct",
        11: "november, nov",
        12: "december, dec",
    },
)

_WEEKDAYS = phrases(
    "weekday",
    {
        0: "monday, mon",
        1: "tuesday, tue, tues",
        2: "wednesday, wed, weds",
        3: "thursday, thu, thur, thurs",
        4: "friday, fri",
        5: "saturday, sat",
        6: "sunday, sun",
    },
)

_WEEKDAYS_AGO = phrases(
    "weekdays",
    {0: "mondays", 1: "tuesdays", 2: "wednesdays", 3: "thursdays", 4: "fridays", 5: "saturdays", 6: "sundays"},
)

_QUARTERS = phrases(
    "quarter",
    {
        1: "q1, 1q, quarter one, quarter 1",
        2: "q2, 2q, quarter two, quarter 2",
        3: "q3, 3q, quarter three, quarter 3",
        4: "q4, 4q, quarter four, quarter 4",
    },
)

_HALVES = phrases(
    "half",
    {
        1: "h1, 1h, half one, half 1",
        2: "h2, 2h, half two, half 2",
    },
)

_SEASONS = phrases(
    "season",
    {
        "spring": "spring, springtime",
        "summer": "summer, summertime",
        "autumn": "autumn, fall",
        "winter": "winter, wintertime",
    },
)

_FEASTS = phrases(
    "feast",
    {
        "black_friday": "in the black friday, black friday, blackfriday, bf",
        "cyber_monday": "cyber monday",
        "bfcm": "in the black friday weekend, bfcm, black friday cyber monday, black friday weekend, "
        "black friday and cyber monday, "
        "cyber weekend, black friday to cyber monday, bf/cm, black friday through cyber monday, "
        "black friday/cyber monday, thanksgiving weekend",
        "cyber_week": "cyber week",
        "thanksgiving": "thanksgiving, thanksgiving day",
        "giving_tuesday": "giving tuesday",
        "small_business_saturday": "small business saturday",
        "christmas": "christmas, xmas, christmas day, xmas day",
        "christmas_eve": "christmas eve, xmas eve",
        "boxing_day": "boxing day",
        "new_years_eve": "new years eve, new year's eve, nye",
        "new_years_day": "new years day, new year's day, new years, new year's, new year day",
        "valentines": "valentines day, valentine's day, valentines, valentine's, valentine day",
        "halloween": "halloween",
        "easter": "easter, easter sunday, easter day",
        "easter_weekend": "easter weekend",
        "easter_saturday": "easter saturday, holy saturday",
        "good_friday": "good friday",
        "easter_monday": "easter monday",
        "singles_day": "singles day, singles' day, single's day",
        "independence_day": "independence day",
        "labor_day": "labor day, labour day",
        "memorial_day": "memorial day",
        "st_patricks": "st patricks day, st patrick's day, saint patricks day",
        "earth_day": "earth day",
        "womens_day": "womens day, women's day, international womens day",
        "april_fools": "april fools, april fools day, april fool's day",
        "leap_day": "leap day",
        "holiday_season": "holiday season, holidays season, the holidays, christmas season, xmas season, "
        "christmas period, festive season, christmas shopping season, holiday shopping season, "
        "run up to christmas",
    },
)

_DOUBTFUL = phrases(
    "doubtful",
    {
        "mothers_day": "mothers day, mother's day",
        "fathers_day": "fathers day, father's day",
        "season_sale": "sale period, campaign period, promo period, promotion period, the sale period, "
        "the campaign period, the promo period, launch period, the launch period",
        "prime_day": "prime day, prime days",
        "fiscal": "fiscal year, financial year, tax year, accounting year, business year, fy, "
        "fiscal quarter, financial quarter, fiscal, fiscal month",
        "season": "the season, this season, last season, high season, peak season, low season, off season, "
        "busy season, back to school, sale season, selling season, season",
        "lately": "year and a half, month and a half, week and a half, quarter and a half, around then, back then, "
        "at that time, that time, during that period, that period, "
        "that month, that week, that day, that year",
    },
)

_UNITS = phrases(
    "unit",
    {
        "day": "day, days, d",
        "week": "week, weeks, wk, wks, w, calendar week, week of, the week of",
        "month": "month, months, mth, mths, mnth, mo, m",
        "quarter": "quarter, quarters, qtr, qtrs",
        "year": "year, years, yr, yrs, y",
        "fortnight": "fortnight, fortnights",
        "half": "half, halves",
        "weekend": "weekend, weekends",
        "decade": "decade, decades",
        "hour": "hours, hrs",
    },
)

_NUMBERS = phrases(
    "number",
    {
        1: "one",
        2: "two, couple, couple of, a couple of, pair of",
        3: "three, few, a few, several",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve, a dozen",
        14: "fourteen",
        15: "fifteen",
        20: "twenty",
        24: "twenty four",
        28: "twenty eight",
        30: "thirty",
        60: "sixty",
        90: "ninety",
        100: "a hundred, hundred",
    },
)

_ORDINALS = phrases(
    "ordinal",
    {
        1: "first",
        2: "second, latter",
        3: "third",
        4: "fourth",
        5: "fifth",
        6: "sixth",
        7: "seventh",
        8: "eighth",
        9: "ninth",
        10: "tenth",
        -1: "final",
    },
)

CALENDAR = joined(
    (
        *(_MONTHS, _WEEKDAYS, _WEEKDAYS_AGO, _QUARTERS, _HALVES, _SEASONS, _FEASTS),
        *(_DOUBTFUL, _UNITS, _NUMBERS, _ORDINALS),
    )
)
