"""English ways to point at days: from today, from one another, as spans, and the small words between."""

from __future__ import annotations

from credora_agent.agent.planner.lexicon import joined, phrases

_STEPS = phrases(
    "step",
    {
        -1: "last, past, passed, previous, prior, preceding, latest, most recent, lst, l, prev, trailing, rolling",
        0: "this, current, ongoing, present, running",
        1: "next, coming, upcoming, following",
    },
)

_ROLLING = phrases(
    "rolling",
    {
        1: "past, trailing, rolling",
    },
)

_EARLIER = phrases(
    "earlier",
    {
        1: "previous, prior, preceding, prev, before, earlier, before that, before then, beforehand, prior to that",
    },
)

_DAYS = phrases(
    "day_word",
    {
        0: "today, todays, right now, tonight, this morning, this afternoon, this evening, 2day",
        -1: "yesterday, yesterdays, yday, last night, ystrday",
        -2: "day before yesterday, the day before yesterday, ereyesterday",
        1: "tomorrow, tmrw, the day after tomorrow",
    },
)

_TO_DATE = phrases(
    "to_date",
    {
        "week": "wtd, week to date, week so far",
        "month": "mtd, month to date, month so far",
        "quarter": "qtd, quarter to date, quarter so far",
        "year": "new year so far, the new year so far, ytd, year to date, year so far",
    },
)

_SPANS = joined(
    (
        phrases(
            "all_time",
            {
                1: "ever, all time, all-time, of all time, alltime, since we started, "
                "since launch, since we launched, since day one, since inception, "
                "since we opened, since the beginning of time, lifetime, in our history, in history, "
                "to date, on record, all recorded days, whole history, entire history, since forever, "
                "since we began, since opening, since the shop opened, "
                "since the store opened, since i started, since the very beginning",
            },
        ),
        phrases(
            "trailing",
            {
                12: "ttm, trailing twelve months, trailing 12 months, ltm, last twelve months, t12m",
            },
        ),
        phrases(
            "recently",
            {
                1: "lately, recently, of late, in recent weeks, these days, in recent days",
            },
        ),
        phrases(
            "half_year",
            {
                1: "half year, half-year, half a year",
            },
        ),
    )
)

_GLUE = joined(
    (
        phrases(
            "the",
            {
                1: "the, our, my, a, an, that, all of, whole, calendar, full, complete, entire, all, any, every",
            },
        ),
        phrases(
            "filler",
            {
                1: "whole, calendar, full, complete, entire, consecutive, straight, business, finished, completed, "
                "closed out",
            },
        ),
        phrases(
            "one",
            {
                1: "a, an",
            },
        ),
        phrases(
            "of",
            {
                1: "of, in, for, within",
            },
        ),
        phrases(
            "prep",
            {
                1: "in, for, during, on, at, over, through, across, within, by, throughout, as of, of, around",
            },
        ),
        phrases(
            "from",
            {
                1: "from, starting from, beginning, starting",
            },
        ),
        phrases(
            "to",
            {
                1: "to, til, till, until, through, thru, up to, up until, -, up to and including, through to, "
                "right up to, up till",
            },
        ),
        phrases(
            "until",
            {
                1: "until, till, til, up to, up until, up to and including, through to, up till, right up to, "
                "through the end of",
            },
        ),
        phrases(
            "since",
            {
                1: "since, ever since, from, starting, starting from, as of, beginning, since about",
            },
        ),
        phrases(
            "since_only",
            {
                1: "since, since then, ever since, starting, starting from, as of, beginning, since about",
            },
        ),
        phrases(
            "onward",
            {
                1: "on, onward, onwards, forward, until now, to now, till now, until today, to today, "
                "through today, till today, up to now, until present, to present, to the present, "
                "and later",
            },
        ),
        phrases(
            "between",
            {
                1: "between, betw, btw, in between",
            },
        ),
        phrases(
            "and",
            {
                1: "and, &, plus, n",
            },
        ),
        phrases(
            "or",
            {
                1: "or",
            },
        ),
        phrases(
            "ago",
            {
                1: "ago, back, prior to today, earlier than today",
            },
        ),
        phrases(
            "before",
            {
                1: "before, prior to, earlier than, leading up to, running up to",
            },
        ),
        phrases(
            "after",
            {
                1: "after, following, later than",
            },
        ),
        phrases(
            "so_far",
            {
                1: "so far, thus far, as yet, up to now, until now, til now, till now, as of today, "
                "as of now, up to today",
            },
        ),
        phrases(
            "same",
            {
                1: "same, the same, this time, same time, the same time, same period, the same period, "
                "same point, the same point, at this point, this point, same days, the same days, "
                "same timeframe, same stretch, the same timeframe, the same stretch, same window, the same window, "
                "same dates, the same dates, same span, the same span, comparable period, "
                "corresponding period, equivalent period",
            },
        ),
        phrases(
            "part",
            {
                "early": "early, early in",
                "mid": "mid, middle of, the middle of, mid of",
                "late": "late, late in",
                "start": "start of, beginning of, the start of, the beginning of, opening of, the start, the beginning",
                "end": "end of, the end of, close of, the close of, the end",
            },
        ),
        phrases(
            "week_at",
            {
                "of": "week of, the week of, week commencing, week beginning, week starting, week from, wk of, "
                "w/c, wc, week that started, week containing, week with, week including",
                "end": "week ending, week ended, week to, w/e",
            },
        ),
        phrases(
            "up_to_end",
            {
                1: "ending, ended, to, until, up to, through, ending in, ended in",
            },
        ),
    )
)

_PREVIOUS = phrases(
    "previous_period",
    {
        1: "previous period, prior period, the period before, preceding period, last period, "
        "period before, the one before, the period prior, earlier period, the previous one, "
        "the preceding one, prev period, the time before, previous equivalent period",
    },
)

_LAST_YEAR = phrases(
    "ly",
    {
        "year": "ly, py",
        "month": "lm",
        "week": "lw",
    },
)

TIMES = joined((_TO_DATE, _LAST_YEAR, _STEPS, _ROLLING, _EARLIER, _DAYS, _SPANS, _GLUE, _PREVIOUS))
