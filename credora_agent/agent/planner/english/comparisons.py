"""English ways of comparing, of asking for a trend, a share, or the best and worst."""

from __future__ import annotations

from credora_agent.agent.planner.lexicon import joined, phrases

_COMPARE = joined(
    (
        phrases(
            "versus",
            {
                1: "beside, alongside, side by side with, less than, more than, fewer than, lower than, "
                "higher than, vs, versus, v, compared to, "
                "compared with, in comparison to, in comparison with, "
                "relative to, against, than, as opposed to, compare to, compare with, compares to, "
                "compares with, comparing to, comparing with, as compared to, as compared with, "
                "when compared to, when compared with, vis a vis, compared against, compare against, "
                "measured against, next to, contrasted with, better then, worse then, higher then, "
                "lower then, more then, less then, beat, ahead of, above, below, stack up against, "
                "stacks up against, instead of, exceed, outperform, outperformed, stacked up against, "
                "over and above, outdo, in relation to, comparison with, comparison to, "
                "comparison against, match up to, stack up to, v s, surpass, surpassed, exceeded, beaten, "
                "compard to, held against, up against, rather than, set against, held against, better than, worse than",
            },
        ),
        phrases(
            "compare",
            {
                1: "compare, comparison, comparing, compared, compares, difference, differ, differences, "
                "better, worse, stack up, side by side, contrast, measure up, delta, comparisons, "
                "differed, stronger, weaker, compare between, comparing between, head to head",
            },
        ),
        phrases(
            "change",
            {
                1: "increase in, rise in, jump in, spike in, growth in, surge in, decrease in, drop in, fall in, "
                "decline in, dip in, reduction in, what changed, what has changed, whats changed, up, down, rise, "
                "rose, risen, rising, fall, fell, "
                "fallen, falling, grow, grew, grown, "
                "growing, growth, increase, increased, increasing, decrease, decreased, decreasing, drop, "
                "dropped, dropping, decline, declined, declining, change, changed, changes, changing, "
                "improve, improved, improving, improvement, higher, lower, worsen, worsened, worsening, "
                "jump, jumped, dip, dipped, spike, spiked, shrink, shrunk, shrank, climb, climbed, plunge, "
                "plunged, tank, tanked, uptick, downturn, gain, gained, slump, slumped, surge, surged, "
                "growth rate, percent change, percentage change, % change, up or down, go up, go down, "
                "went up, went down, gone up, gone down, going up, going down, more, fewer, less, bigger, "
                "smaller, movement, moved, move, shift, slipped, slip, crash, crashed, soar, soared, "
                "skyrocket, skyrocketed, double, doubled, halved, shrinking, slide, slid, swing, variance, "
                "rate of change, jumping, climbing, tanking, spiking, reduced, reduction, fall off, "
                "slow down, slowed, slowing, picked up, pick up, came down, come down, gotten worse, "
                "got worse, got better, gotten better, getting better, getting worse, better or worse, "
                "dropped off, drop off, fell off",
            },
        ),
        phrases(
            "shift",
            {
                "year": "yoy, year over year, year on year, y o y, y/y, yr over yr, y-o-y, year-over-year, "
                "year-on-year, annual growth, annual change, yearly growth, yearly change",
                "month": "mom, month over month, month on month, m o m, m/m, month-over-month, month-on-month, "
                "monthly growth, monthly change",
                "week": "wow, week over week, week on week, w/w, w o w, weekly growth, weekly change",
                "quarter": "qoq, quarter over quarter, quarter on quarter, q/q, q o q, quarterly growth, "
                "quarterly change",
                "day": "dod, day over day, day on day",
            },
        ),
        phrases(
            "no_base",
            {
                1: "is that good, is this good, is that bad, is this bad, good or bad, is it good, is it bad, "
                "is that normal, is this normal, normal, usual, average for us, is that ok, is this ok, "
                "is that a lot, is that high, is that low, too high, too low, high enough, good enough, "
                "healthy, typical, on track, should i be worried, worrying, than usual, than normal, "
                "than average, than expected, than planned, acceptable, is that okay, is this okay, "
                "is that much, is that healthy, should i worry, reasonable, decent, above average, "
                "below average, than it should be, concerning, benchmark, industry average, competitive, "
                "alright, is it ok",
            },
        ),
        phrases(
            "judged",
            {
                1: "good, bad, great, ok, okay, high, low, strong, weak, terrible, awful, poor, nice",
            },
        ),
        phrases(
            "why",
            {
                1: "what moved, what changed, what has changed, whats changed, because of, why, how come, "
                "what caused, caused, driven by, drove, what drove, whats driving, "
                "what is driving, explain, reason, reasons, what made, whats behind, what is behind, "
                "because of what, cause, causes, what led to, root cause, what explains, driver, drivers, "
                "how is it that, what happened to, y did, y is, y are, y was, y were, y has, happened to, "
                "whats causing, what is causing, wtf happened, "
                "what pushed, what pulled, what went wrong, wrong",
            },
        ),
    )
)

_RATIO = phrases(
    "ratio",
    {
        1: "share of, percentage of, percent of, % of, proportion of, fraction of, as a percentage, "
        "as a share, as a percent, as percentage, as percent, as %, as a %, as a proportion, "
        "portion of, how much of, in percent, in relation to sales, relative to sales, "
        "relative to revenue",
    },
)

_SHAPE = joined(
    (
        phrases(
            "by",
            {
                "day": "by day, per day, daily, each day, every day, day by day, day to day, by the day, by days, "
                "broken down by day, split by day, by date, dayly, for each day, on a daily basis, "
                "day wise, daywise",
                "week": "week for week, by week, per week, weekly, each week, every week, week by week, by weeks, "
                "for each week, "
                "week to week, by the week, on a weekly basis, split by week, weekwise",
                "month": "by month, per month, monthly, each month, every month, month by month, by months, "
                "month to month, for each month, by the month, on a monthly basis, split by month, "
                "by calendar month, monthwise, month wise, for every month",
                "quarter": "by quarter, per quarter, quarterly, each quarter, every quarter, quarter by quarter, "
                "by quarters, for each quarter, on a quarterly basis",
                "year": "by year, per year, yearly, annual, annually, each year, every year, year by year, "
                "by years, for each year, per annum, on a yearly basis, annualy",
            },
        ),
        phrases(
            "trend",
            {
                1: "trend, trends, trending, trended, over time, develop, developed, development, developing, "
                "evolve, evolved, evolution, evolving, trajectory, progress, progressed, progression, "
                "history, timeline, chart, graph, plot, curve, track, trendline, over the course of, "
                "course of, time series, breakdown over, movement of, tracked, pattern, ups and downs, "
                "fluctuated, fluctuate, over the months, over the weeks, over the days, over the years, "
                "over the period, direction, line chart, tracking, evolutions, visualise, visualize",
            },
        ),
        phrases(
            "unfolding",
            {
                1: "how has, how have, hows, how is",
            },
        ),
        phrases(
            "mean",
            {
                1: "average, avg, on average, mean, median, typical",
            },
        ),
        phrases(
            "extreme",
            {
                "best": "rank, ranked, ranking, best, strongest, greatest, better performing, best performing, "
                "top performing, peak, "
                "record, finest, most successful, bestest, record breaking, healthiest",
                "worst": "worst, weakest, poorest, slowest, quietest, worst performing, toughest, least successful, "
                "deadest",
                "high": "priciest, most expensive, peak, peaked, highest, top, most, biggest, largest, maximum, "
                "max, high point, "
                "heaviest, greatest number of",
                "low": "thinnest, slimmest, tightest, cheapest, lowest, bottom, least, fewest, smallest, minimum, "
                "min, low point, lightest",
            },
        ),
        phrases(
            "asks_when",
            {
                1: "when",
            },
        ),
    )
)
_SHAPE = joined(
    (
        phrases(
            "implied",
            {
                "orders": "busiest, slowest, quietest, most busy",
                "net_profit": "most profitable, least profitable, most money, make the most money, made the most money,"
                " lost the most money, lose the most money, earned the most",
            },
        ),
        phrases(
            "extreme",
            {
                "best": "busiest, most busy, most profitable, most money, make the most money, "
                "made the most money, earned the most",
                "worst": "least profitable, lost the most money, lose the most money",
            },
        ),
        _SHAPE,
    )
)

_SORTED = phrases(
    "sorted",
    {
        "highest_first": "highest first, largest first, biggest first, descending, from highest to lowest, high to low",
        "lowest_first": "lowest first, smallest first, ascending, from lowest to highest, low to high",
    },
)

_BOUND = phrases("bound", {1: "over, above, under, below, more than, less than, at least, at most, exceeding"})

COMPARISONS = joined((_SORTED, _BOUND, _COMPARE, _RATIO, _SHAPE))
