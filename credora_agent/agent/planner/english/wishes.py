"""English words for what may be proposed: budgets, alerts, schedules, exports, findings set aside."""

from __future__ import annotations

from credora_agent.agent.planner.lexicon import joined, phrases

_WISHES = phrases(
    "wish",
    {
        "alert": "alarm, alarms, make one alarm, make an alarm, set an alarm, alarm me, make me an alarm, "
        "be warned, be alerted, be notified, be told when, be told if, be told as soon as, be informed, "
        "get a warning, get an alert, as soon as, alert me, alert us, notify me, notify us, let me know when, "
        "let me know if, let us know if, "
        "let us know when, create an alert, set up an alert, set an alert, add an alert, make an alert, alert, alerts, "
        "tell me when, tell me if, warn me, warn us, ping me, ping us, notification, notifications, new alert, "
        "tell us when, tell us if, give me a heads up, heads up when, heads up if, shout when, shout if, flag it when, "
        "flag it if, set up a notification, message me when, message me if, email me when, email me if, email us if, "
        "email us when, text me when, text me if, slack me when, slack me if, remind me when, remind me if, "
        "send me an alert, send an alert, i want to know when, i want to know if, create alert, add alert, set alert",
        "schedule": "every morning, every evening, every monday, every tuesday, every wednesday, every thursday, "
        "every friday, every saturday, every sunday, each monday, each tuesday, each wednesday, each thursday, "
        "each friday, each saturday, each sunday, schedule, scheduled report, set up a weekly, set up a daily, "
        "set up a monthly, weekly report, daily report, monthly report, weekly digest, daily digest, monthly digest, "
        "recurring report, subscribe me to, subscribe me, schedule a, on mondays, on tuesdays, on wednesdays, "
        "on thursdays, on fridays, weekly email, daily email, monthly email, every first of the month, "
        "first of every month, 1st of every month, "
        "first of each month, 1st of each month, every 1st, weekly update, daily update, monthly update, "
        "first day of every month, first day of each month, weekly summary, daily summary, monthly summary",
        "export": "export, download, csv, as csv, as a csv, to csv, in csv, csv of, csv file, csv export, exports, "
        "as a spreadsheet, as spreadsheet, to excel, as excel, as an excel, in excel, spreadsheet of, "
        "to a spreadsheet, "
        "exported, excel file, xlsx, download a csv, export a csv, excel",
        "dismiss": "dismiss, set aside, ignore the finding, ignore finding, ignore that finding, snooze, mute, "
        "hide the "
        "finding, hide finding, dismiss the finding, dismiss finding, set aside the finding, set aside finding, "
        "put aside, dismissing",
        "restore": "restore, undismiss, bring back, bring back the finding, restore the finding, restore finding, "
        "unhide, "
        "reinstate",
        "remove": "remove alert, delete alert, remove the alert, delete the alert, remove schedule, delete schedule, "
        "remove the schedule, delete the schedule, cancel alert, cancel the alert, cancel schedule, "
        "cancel the schedule, "
        "stop the alert, stop alert, stop the schedule, remove my alert, delete my alert, turn off the alert, "
        "turn off alert, stop schedule, get rid of the alert, get rid of alert",
    },
)

_BY = joined(
    (
        phrases(
            "every",
            {
                "day": "every day, daily, each day, every morning, every evening, set up a daily, daily report, "
                "daily digest,"
                " daily email, daily update, every single day, once a day, each morning, every night, daily summary",
                "week": "every week, weekly, each week, every monday, every tuesday, every wednesday, every thursday, "
                "every friday, every saturday, every sunday, each monday, each tuesday, each wednesday, each thursday, "
                "each friday, each saturday, each sunday, set up a weekly, weekly report, weekly digest, on mondays, "
                "on tuesdays, on wednesdays, on thursdays, on fridays, weekly email, once a week, weekly update, "
                "weekly summary",
                "month": "every month, monthly, each month, set up a monthly, monthly report, monthly digest, "
                "monthly email, "
                "every first of the month, first of every month, 1st of every month, first of each month, "
                "1st of each month, every 1st, "
                "once a month, monthly update, first day of every month, first day of each month, monthly summary",
            },
        ),
        phrases(
            "on",
            {
                1: "every monday, each monday, on mondays, monday, every first of the month, first of every month, "
                "1st of every month, "
                "first of each month, 1st of each month, every 1st, first day of every month, first day of each month",
                2: "every tuesday, each tuesday, on tuesdays, tuesday",
                3: "every wednesday, each wednesday, on wednesdays, wednesday",
                4: "every thursday, each thursday, on thursdays, thursday",
                5: "every friday, each friday, on fridays, friday",
                6: "every saturday, each saturday, saturday",
                7: "every sunday, each sunday, sunday",
            },
        ),
        phrases("hour_word", {8: "morning", 18: "every evening, evening", 12: "noon, midday"}),
    )
)

_REPORTS = phrases(
    "report",
    {
        "pnl": "p&l, pnl, profit and loss, income statement, p and l, p & l, profit & loss, profit and loss statement, "
        "p&l statement, numbers, figures, results, business summary, financials, performance, summary, overview",
        "entries": "entries, ledger, ledger entries, transactions, rows, ledger rows, bookings, journal, records",
        "orders": "orders, order list, list of orders",
        "payouts": "payouts, payout, deposits, settlements",
        "products": "products, product report, product performance, product profitability, by product, per product, "
        "skus, "
        "best sellers, top products, bestsellers, product, sku",
        "campaigns": "campaigns, campaign report, campaign performance, by campaign, per campaign, campaign, ads, "
        "ad performance, ad report",
        "budget": "budget, budgets, budget report, budget vs actual",
        "inventory": "inventory, stock, stock report, stock levels, inventory report, reorder list, what to order",
        "findings": "findings, insights, what needs attention, issues, red flags, attention",
        "forecast": "forecast, cash forecast, cash flow, cash, outlook, runway, sales forecast, cashflow, forecasts",
        "cohorts": "cohorts, cohort, retention, ltv, cohort report, customer cohorts, lifetime value",
    },
)

_BUDGET = phrases(
    "budget_word",
    {
        1: "budget, budgets, target, targets, goal, budgeted",
    },
)
_SETS = phrases(
    "sets",
    {
        1: "set, change, put, make, raise, lower, increase, decrease, cut, reduce, update, fix, create, add, plan, "
        "bump, "
        "define, enter, allocate, give, save, adjust, note",
        0: "remove, delete, clear, drop, get rid of, take away, erase, scrap",
    },
)

WISHES = joined((_WISHES, _BY, _REPORTS, _BUDGET, _SETS))
