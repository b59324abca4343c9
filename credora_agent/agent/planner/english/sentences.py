"""What the planner says in English: defaults it took, questions back, and what it cannot do."""

from __future__ import annotations

ASK_ABOUT = (
    "You can ask for the profit and loss and any figure of it, trends, comparisons, why something moved, products, "
    "campaigns, orders, payouts, stock, customers, budgets, what is ahead, and what-ifs."
)

ASSUMED = {
    "sales": "“Sales” is read as net sales.",
    "margin": "“Margin” is read as gross margin.",
    "profit_margin": "“Profit margin” is read as net margin.",
    "profit": "“Profit” is read as net profit.",
    "gmv": "Read as gross sales.",
    "takings": "“Takings” is read as revenue.",
    "income": "“Income” is read as revenue.",
    "operating_profit": "Operating profit is shown as EBITDA; depreciation and interest come below it.",
    "tax": "“Tax” is read as the sales tax collected.",
    "fees": "Fees are shown as one line, all providers together.",
    "operating_costs": "This is part of operating costs; the whole line is shown.",
    "fulfilment": "This is part of fulfilment costs; the whole line is shown.",
    "marketing": "All marketing is shown together.",
    "count": "The books keep the value of these, not how many there were.",
    "costs": "The statement shows every cost line.",
    "mean": "Each period is shown; their average is not computed.",
    "rolling": "Rolling days end yesterday, the last whole day.",
    "whole_units": "Counted in whole calendar months, quarters or years before the current one.",
    "few": "“A few” is read as three.",
    "same_days": "Up to the same day as today.",
    "all_time": "All recorded days.",
    "from_first_day": "Counted from the first recorded day.",
    "after": "Counted from the day after, up to today.",
    "thirds": "Early, mid and late are thirds of the period.",
    "edge_day": "Read as that one day.",
    "iso_week": "Weeks run from Monday to Sunday.",
    "this_weekend": "The latest weekend that has begun.",
    "to_date_then": "From 1 January to the same day of that year.",
    "like_with_like": "The period is still running, so it is compared with the same days of the other one.",
    "previous": "Compared with the period before, as nothing else was said.",
    "last_month": "Compared with the same days of last month, as nothing else was said.",
    "why": "This shows the change line by line; `credora explain net_profit` says what drove it.",
    "best_by": "Best and worst are judged by revenue.",
    "now": "Read as this month so far, against the same days of last month.",
    "all_days": "All recorded days, as no period was said.",
    "last_twelve": "The last 12 whole months, as no period was said.",
    "last_thirty": "The last 30 days, as no period was said.",
    "last_28": "The last 28 days up to yesterday, as no period was said.",
    "this_month": "This month, as no other was said.",
    "stock_now": "Stock is known as it is now, not of past days.",
    "by_profit": "Read as a question about net profit.",
    "roas": "ROAS is read as blended: all revenue over what the ad platforms were paid.",
    "customers": "Customers are counted by their first order: new ones.",
    "all_products": "Every product is listed; the one you named is among them if it sold.",
    "alert_span": "Looked at over the last 7 days, each day anew, as nothing else was said.",
    "budget_year": "Read as the month to come.",
    "cut": "Only the first 1,000 characters were read.",
    "left_out": "One part of the question is not answered: ",
    "feast_holiday_season": "The holiday season is read as 1 November to 24 December.",
    "feast_bfcm": "Black Friday to Cyber Monday, four days.",
    "feast_easter": "Easter is read as Easter Sunday.",
    "feast_easter_weekend": "Good Friday to Easter Monday.",
    "feast_christmas": "Christmas is read as 25 December.",
    "feast_cyber_week": "The week of Cyber Monday.",
    "feast_thanksgiving": "Thanksgiving of the United States.",
}
"""Each default by its key."""

ASKED = {
    "period": "Which period do you mean?",
    "fiscal": "When does your fiscal year start? Name the months and I use those.",
    "mothers_day": "Mother's Day differs by country. Which day do you mean?",
    "fathers_day": "Father's Day differs by country. Which day do you mean?",
    "prime_day": "Which days do you mean?",
    "season": "Which months do you mean by the season?",
    "lately": "Which period do you mean?",
    "recent": "Which period do you mean?",
    "no_books": "No recorded days are known yet. Which period do you mean?",
    "no_start": "From which day on?",
    "no_such_day": "That date does not exist. Which day do you mean?",
    "date_order": "Is that day first or month first?",
    "made": "Do you mean revenue or net profit?",
    "margin": "Which margin: gross, after product cost, or net, after all costs?",
    "shipping": "Do you mean what customers paid for shipping, or what shipping cost you?",
    "contribution": "Which contribution margin: after product cost, after fulfilment and fees, or after marketing?",
    "line": "Which line do you mean?",
    "comparison": "Compared with what?",
    "season_sale": "Which days was that?",
    "amount": "By how much? Name a percentage or an amount; for a loan its interest and term, for stock SKU and units.",
    "loan": "How much, at what interest, over how many months?",
    "stock": "How many units, of which SKU?",
    "budget_amount": "How much is the budget?",
    "loan_terms": "At what interest, over how many months?",
    "monthly": "How much a month?",
    "way": "Up or down?",
    "threshold_below": "Below which value?",
    "threshold_above": "Above which value?",
    "rate": "Above or below which percentage?",
    "rate_below": "Below which percentage?",
    "rate_above": "Above which percentage?",
    "entity": "Which one do you mean?",
    "report": "Which report: P&L, products, campaigns, orders, payouts, inventory, budget, cohorts or forecast?",
    "id": "Which one? Name its id.",
    "threshold": "Above or below which value?",
}
"""Each question back by its key."""

PERIOD_OPTIONS = (
    ("This month so far", "this month so far"),
    ("Last month", "last month"),
    ("This year so far", "this year so far"),
    ("All recorded days", "since we started"),
)

COMPLETED = {
    "amount": (("5 %", "by 5 %"), ("10 %", "by 10 %"), ("20 %", "by 20 %")),
    "way": (("Up", "up"), ("Down", "down")),
    "monthly": (("2,000 a month", "at 2,000 a month"), ("4,000 a month", "at 4,000 a month")),
    "loan_terms": (("8 %, 12 months", "at 8 % over 12 months"), ("8 %, 24 months", "at 8 % over 24 months")),
    "loan": (
        ("10,000 at 8 %, 12 months", "of 10,000 at 8 % over 12 months"),
        ("25,000 at 8 %, 24 months", "of 25,000 at 8 % over 24 months"),
    ),
    "stock": (("100 units", "100 units"), ("500 units", "500 units")),
    "budget_amount": (("1,000", "to 1,000"), ("5,000", "to 5,000"), ("10,000", "to 10,000")),
    "report": (
        ("P&L", "of the P&L"),
        ("Products", "of products"),
        ("Campaigns", "of campaigns"),
        ("Orders", "of orders"),
    ),
    "threshold": (("Below 1,000", "below 1,000"), ("Above 1,000", "above 1,000")),
    "threshold_below": (("Below 0", "below 0"), ("Below 1,000", "below 1,000"), ("Below 10,000", "below 10,000")),
    "threshold_above": (("Above 0", "above 0"), ("Above 1,000", "above 1,000"), ("Above 10,000", "above 10,000")),
    "rate": (("Below 5 %", "below 5 %"), ("Above 5 %", "above 5 %")),
    "rate_below": (("Below 5 %", "below 5 %"), ("Below 10 %", "below 10 %")),
    "rate_above": (("Above 5 %", "above 5 %"), ("Above 10 %", "above 10 %")),
}
"""What completes a wish or a what-if, by what it lacks: usual sizes, to be changed by who asks."""

LISTED = (("Show the findings", "Which findings are there?"), ("Show the state of the data", "How fresh is the data?"))
"""Where ids are to be found."""

COMPARISON_OPTIONS = (
    ("Month before", "How does this month compare with last month?"),
    ("Year before", "How does this year compare with last year?"),
)

METRIC_OPTIONS = {
    "made": (("Revenue", "revenue"), ("Net profit", "net profit")),
    "margin": (("Gross margin", "gross margin"), ("Net margin", "net margin")),
    "shipping": (("Shipping income", "shipping income"), ("Shipping costs", "shipping costs")),
    "contribution": (
        ("After product cost (CM1)", "contribution margin 1"),
        ("After fulfilment and fees (CM2)", "contribution margin 2"),
        ("After marketing (CM3)", "contribution margin 3"),
    ),
    "line": (("Net sales", "net sales"), ("Returns", "refunds"), ("Fees", "fees"), ("Marketing", "marketing")),
}

WAS = "What was {line}{period}?"
ROWS = "Show the rows behind {line}{period}"

_LATER = " not in this version yet. "
CANNOT = {
    "ahead": "Nobody knows that of days that have not come. I forecast sales, profit and cash: ask what is expected.",
    "before_books": "That is before the first recorded day. Ask about days since then.",
    "cash_then": "The books keep profit, not the bank balance of past days. Ask for the cash ahead, "
    "or for past payouts.",
    "balance": "The books hold no balance sheet. You can ask for cash ahead, payouts, and any line of profit and loss.",
    "lever": "I can try prices, discounts, ads, stock orders, costs, hires, loans, "
    "one-off sums and more or fewer sales.",
    "customers": "Single customers are not shown. You can ask for new customers, acquisition cost, and cohorts.",
    "collections": "Collections and categories are" + _LATER + "You can ask for products, one by one.",
    "other_ads": "Only Meta and Google Ads are connected here. Other marketing is in the marketing line of the P&L.",
    "ad_detail": "Ads below the campaign are" + _LATER + "You can ask for campaigns, by spend, clicks, ROAS or profit.",
    "products": "Figures by that are" + _LATER + ASK_ABOUT,
    "traffic": "Traffic and conversion of the shop are not in the books. You can ask for orders, units and ad clicks.",
    "split": "A split by that is" + _LATER + "You can split by day, week, month, quarter or year.",
    "compare_others": "I only have this shop's own books. You can compare a period with an earlier one.",
    "ratio": "That ratio is" + _LATER + "You can ask for average order value, margins, refund and discount rates.",
    "filter": "Picking single bookings by their amount is" + _LATER + ASK_ABOUT,
    "definition": "Terms are explained beside their figures: ask for the line in a period and its formula is shown.",
    "dates": "The dates in this question lie outside the calendar I can count in. Name days, months or years.",
    "write": "I only read the books and change or send nothing there. I can propose a budget, an alert, "
    "a schedule or an export.",
    "injection": "I only answer questions about this shop's own books. " + ASK_ABOUT,
    "off_topic": "That is not something the shop's books can answer. " + ASK_ABOUT,
    "empty": "There is no question here that I can read. " + ASK_ABOUT,
    "help": ASK_ABOUT,
}
"""What cannot be done, and what can be asked instead, by topic."""
