"""English ways of asking: statements, rows behind a figure, checks, how fresh the data is."""

from __future__ import annotations

from credora_agent.agent.planner.lexicon import joined, phrases

_MORE_THAN_THEY = ", ".join(
    f"cost {us}more than they {bring}"
    for us in ("us ", "")
    for bring in ("bring", "bring in", "earn", "make", "return", "sell for", "are worth")
)
"""Ways to say that several things lose money."""

_STATEMENT = joined(
    (
        phrases(
            "pnl",
            {
                "named": "gross to net, gross to net bridge, waterfall, profit waterfall, profit bridge, "
                "costs by category, "
                "cost by category, costs by type, cost breakdown, expenses by category, expenses by type, "
                "profits and loss, "
                "p&l, pnl, p l, p/l, p and l, p & l, profit and loss, profit & loss, profit/loss, "
                "income statement, profit and loss statement, p&l statement, profit and loss account, "
                "income and expenses, pl statement, statement, profit loss, p&ls, results statement, "
                "financial statement, financial statements, earnings statement, statement of earnings, "
                "profit and loss report, pnl statement, p n l, revenue and costs, income and costs, "
                "income & expenses, revenue and expenses, profit and losses, profits and losses",
                "money": f"{_MORE_THAN_THEY}, "
                "make bank, made bank, making bank, make more money, made more money, lose more money, "
                "lost more money, earn more money, "
                "make money, made money, making money, make any money, made any money, profitable, "
                "in the black, in the red, break even, broke even, breaking even, lose money, lost money, "
                "lost us money, lose us money, losing us money, loses us money, cost us money, "
                "make us money, made us money, making us money, makes us money, earn us money, "
                "loss making, lossmaking, "
                "losing money, lose any money, make a profit, made a profit, making a profit, "
                "turn a profit, turned a profit, turning a profit, make a loss, made a loss, "
                "making a loss, profitability, earn money, earning money, earn any money, lost any money, "
                "run at a loss, running at a loss, operate at a loss, make any profit, made any profit, "
                "earn a profit, losing any money, making any money, in profit, above water, "
                "making any profit, unprofitable, in the green, at a loss, in the plus, in the minus, "
                "ahead or behind, cash positive, out of pocket",
                "loose": "lowdown, the lowdown, skinny on, scoop on, performance, results, result, numbers, figures, "
                "overview, summary, recap, how did, "
                "how was, how were, hows, how is, how are, how has, how have, how are we doing, "
                "how did we do, how have we done, how we doing, hows business, how is business, business, "
                "happened, financials, report, picture, wrap up, breakdown of the, how we did, "
                "how it went, roundup, go, went, going, goes, doing, perform, performed, performing, "
                "did we do, state of the business, shape, financial performance, where do we stand, "
                "where are we, how am i doing, fare, fared, trading, update on, whats up with, what about, "
                "give me an update, update, health, standing, hows it, hows things, how are things, "
                "hows everything, snapshot, rundown, run down, review, close, closed, end up, key numbers, "
                "kpis, kpi, metrics, the books, finances, our finances, sum up, did i do, how i did, "
                "story, how did i do, the score, tell me about, walk me through, how look, looking, look, "
                "looks, looked, turn out, turned out, month end, closing, catch me up, what went on, "
                "shaping up, shaping, coming along, shape up, went down like, costs and revenue, "
                "everything, wrapup, shop doing, store doing, the shop, the store, analyse, analyze, "
                "analysis, what do i need to know, statistics, stats",
            },
        ),
        phrases(
            "now",
            {
                1: "doing, how is business, hows business, hows it going, how is it going, going, "
                "where do we stand, where are we, how are things, how goes, hows things, how goes it, "
                "how we doing, how am i doing, how are we doing, shape, hows everything, losing money, "
                "making money, profitable, making a profit, making a loss, in the black, in the red, "
                "health, standing, looking, hows the business, hows the shop, hows the store, "
                "state of the business, breaking even, in the green, running at a loss, performing, "
                "trading, losing any money, making any money, hows trade, looks, whats the score, "
                "whats up",
            },
        ),
        phrases(
            "was",
            {
                1: "were, was, did, had",
            },
        ),
    )
)

_ROWS = joined(
    (
        phrases(
            "entries",
            {
                1: "break it down, break that down, break this down, break them down, breakdown of, break down of, "
                "breakdown for, "
                "whats behind, what is behind, rows, row, rows behind, behind, entries, entry, "
                "transactions, transaction, ledger, line items, lines behind, make up, makes up, made up, "
                "made of, drill down, drill into, drill in, itemise, itemize, itemised, itemized, "
                "underlying, source rows, raw data, booking, bookings, postings, records behind, "
                "individual, journal, where does, where do, comes from, come from, composed of, "
                "composition, consist of, consists of, listing, list of, list, list the, each single, "
                "every single, line by line, detail, details, one by one, contribute to, contributed to, "
                "contributing to, go into, goes into, went into, itemisation, itemization, ledger entries, "
                "single out, records, events, which orders, which refunds, which returns, which fees, "
                "which discounts, which transactions, came from, come out of, proof, evidence, "
                "audit trail, trace, tie back, ledger rows, what is in, whats in, whats included in, "
                "raw rows, raw entries, which rows, which entries, which records, which charges, "
                "which events, source data, whats inside, detailed",
            },
        ),
        phrases(
            "reconcile",
            {
                1: "numbers right, figures right, numbers correct, figures correct, trust these numbers, "
                "trust the numbers, "
                "trust your numbers, trust these figures, "
                "shopify say, than our books, than the books, than your books, than our own books, from our books, "
                "reconcile, reconciled, reconciliation, reconciles, reconciling, match, matches, matching, "
                "dont match, doesnt match, not match, tie out, ties out, tie up, agree with, agrees with, "
                "add up with, line up with, lines up with, line up, shopify total, differ from, "
                "different from, discrepancy, discrepancies, mismatch, dont add up, doesnt add up, "
                "not add up, dont agree, disagree, cross check, check against, tally, tallies, "
                "balance with, same as shopify, same as in shopify, my export, the export, "
                "off from shopify, square with, different in shopify, shopify says, shopify shows, "
                "shopify report, shopify reports, what shopify, reconsile, compare with shopify, "
                "compared with shopify, compared to shopify, vs shopify, versus shopify, tie to, "
                "the same as shopify, the same as in shopify, the same in shopify, shopify showing, "
                "is shopify showing, shopify showing a different number, "
                "compare to shopify, against shopify, than shopify, dont tie, doesnt tie, "
                "in line with shopify, matched, double check, from shopify, consistent with, line up to, "
                "tie shopify, tie our books, tie the books, tie meta, tie google, tie payouts, tie the payouts, "
                "bridge to, shopify dashboard, shopify analytics, shopify admin, not matching, "
                "dosnt match, doesnt agree, off compared to",
            },
        ),
        phrases(
            "status",
            {
                1: "how complete, state of our data, state of the data, state of my data, data quality, "
                "missing from our books, "
                "missing from the books, missing in the books, missing in our books, "
                "missing from my books, "
                "since when do you have, since when do we have data, datas, do you have our data, "
                "you have our data, do you have my data, from which date, since which date, "
                "how far does the data, not recorded, how fresh, freshness, fresh, do you cover, you cover, "
                "do you have data, you have data, "
                "what data, which data, last import, last sync, synced, sync, syncing, synchronised, "
                "synchronized, synchronise, synchronize, synchronisation, synchronization, last updated, "
                "last update, up to date, data do you have, data do we have, data is there, data have, "
                "latest data, newest data, imported, import status, is the data, how old, how recent, "
                "what do the books hold, do the books hold, in the books, in my books, "
                "what period is covered, period covered, date range, how far back, data status, connected, "
                "what is connected, whats connected, data sources, which platforms, what platforms, "
                "what have you got, how much data, when was the data, data loaded, current is the data, "
                "recent is the data, what do you know about, status of the data, oldest data, "
                "earliest data, is my data complete, is the data complete, data complete, complete data, "
                "missing data, data missing, latest import, most recent import, first recorded day, "
                "last recorded day, last recorded, first recorded, latest order, data go back, "
                "data goes back, data reach, stale, refreshed, last refresh, last refreshed, "
                "update the data last, how current, how up to date, system status, data coverage, "
                "refresh status, data freshness, the importer, what days do you have, "
                "which days do you have, what time range, import run, imports, last import run, "
                "what months do you have, which months do you have, what years do you have, data from, "
                "from what date, up to speed, last upload, uploaded, when was it last, sync status, "
                "status, most recent data, most recent sync, updated",
            },
        ),
        phrases(
            "how_many_rows",
            {
                1: "how many rows, how many entries, how many records",
            },
        ),
    )
)

_NOTHING = phrases(
    "nothing",
    {
        1: "rather than total, instead of total, rather than in total, not in total, rather than the total, "
        "instead of the total, same for, the same for, make that, make it, make this, add up to, added up to, "
        "come up to, came up to, "
        "end up, ended up, sum up to, show up, ring up, rang up, rung up, racked up, rack up, "
        "held up, hold up, holds up, holding up, pull up, bring up, look up, break down, at least, at most, most of, "
        "at the end of the day, come to, came to, amount to, amounted to, more about, more detail, "
        "one more thing, up until now, set me up, so much",
    },
)

_DOES = phrases("does", {1: "what does, what do"})

_FUTURE = phrases(
    "future",
    {
        1: "will",
    },
)

_MONEY = phrases(
    "money",
    {
        1: "dollars, euros, euro, dollar, usd, eur, gbp, pounds, bucks",
    },
)

ASKS = joined((_DOES, _NOTHING, _FUTURE, _MONEY, _STATEMENT, _ROWS))
