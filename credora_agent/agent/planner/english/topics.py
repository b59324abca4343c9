"""English words for what this version does not answer, what it must not do, and what is no question to a CFO."""

from __future__ import annotations

from credora_agent.agent.planner.lexicon import joined, phrases

_BEST_OF_A_WEEKDAY = ", ".join(
    f"{size} {day}"
    for size in ("best", "worst", "biggest", "strongest", "slowest", "top", "record")
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
"""A ranking among one weekday's days: a split the books are not asked for yet."""

_STRONG = phrases(
    "topic",
    {
        "forecast": "can we expect, can i expect, do we expect, should we expect, "
        "forecast, forecasts, forecasting, predict, prediction, predicted, projection, "
        "projections, projected, expect to, will we, will i, will our, will my, will be, will it, "
        "going to make, going to be, going to sell, outlook, estimate for next, expected revenue, "
        "expected sales, on pace, run rate, in the future, future, project, expected profit, "
        "going to hit, gonna make, anticipate, extrapolate, rest of the year, rest of this year, "
        "rest of the month, rest of this month, rest of the quarter, remainder of, "
        "by the end of the year, by year end, end of year forecast, going to earn, "
        "are we going to, am i going to, gonna be, are we on course, rest of the week",
        "what_if": "what if, if we raise, if we raised, if i raise, if we cut, if we lower, if we hire, "
        "if i hire, hire, if prices, scenario, scenarios, simulate, simulation, suppose, "
        "hypothetically, if we increase, if we increased, if we double, if we doubled, if we stop, "
        "if we stopped, can we afford, afford, should we raise, should i raise, raise prices, "
        "what would happen, break even point, breakeven point, break-even point, if i raised, "
        "if i cut, if we spent, if we spend, if i spend, if we had, if i increased, if i increase, "
        "would it be worth, if ad spend, if sales drop, if revenue drops, if we reduced, "
        "if we reduce, if we dropped, breakeven analysis, sensitivity",
        "cash": "cash, cash flow, cashflow, runway, burn rate, burn, bank balance, bank account, "
        "cash balance, liquidity, run out of money, money in the bank, payout, payouts, "
        "cash position, how long can we survive, cash in the bank, in the bank, out of cash, "
        "balance sheet, assets, liabilities, equity, debt, receivables, payables, owe, "
        "unpaid invoices, invoices due, working capital, bank, account balance",
        "customers": "how many customers, new customers, new customer, returning customers, returning customer, "
        "repeat customers, repeat customer, repeat rate, repeat purchase rate, repurchase rate, "
        "top customers, best customers, best customer, biggest customers, biggest customer, "
        "top customer, per customer, by customer, customer lifetime value, lifetime value, ltv, "
        "clv, cac, customer acquisition cost, acquisition cost, cohort, cohorts, retention, "
        "retention rate, churn, churn rate, customer segments, number of customers, "
        "which customers, who bought, who are our, who is our, who spends, who spent, "
        "loyal customers, vip customers, first time buyers, rfm, payback, cost per acquisition, "
        "cpa, ltv to cac, cltv, worst customers, which customer, first time customers, "
        "customer count, active customers, existing customers, payback period, who ordered, ncac, "
        "average customer, customer base, customer numbers, unique customers, cost to acquire, "
        "cost per new customer, customer value",
        "products": "top products, best products, best selling products, best selling product, best sellers, "
        "best seller, bestseller, bestsellers, worst products, top product, best product, "
        "worst product, by product, per product, which products, which product, each product, sku, "
        "skus, by sku, per sku, what sold best, what sells best, by item, top selling, "
        "top selling products, top selling product, what sold, worst sellers, worst selling, "
        "product line, product lines, collection, collections, by category, product category, "
        "categories, category, what do we sell most, by variant, variants, variant, which items, "
        "which item, top items, best items, bundles, best selling item, best selling items, "
        "products sold best, products sell best, most popular, most returned, popular product, "
        "popular products, what did we sell, product performance, product breakdown, "
        "product ranking, top sku, top skus, top seller, top sellers, most refunded, most sold, "
        "product profitability, profit by product, top item, product mix, top ten products, "
        "top 10 products, top 5 products, top five products, top 3 products, "
        "what are people buying, slow movers, by collection, every product, products made, "
        "what should we sell",
        "campaigns": "campaign, campaigns, by campaign, per campaign, ad set, ad sets, creatives, creative, "
        "ad performance, facebook, meta, google ads, google, tiktok, instagram, klaviyo, "
        "pinterest, snapchat, youtube, email marketing, newsletter, facebook ads, meta ads, "
        "tiktok ads, instagram ads, microsoft ads, bing ads, adwords, fb ads, ig ads, which ads, "
        "best ads, top ads, which ad, best ad, worst ads, ad level, ad account, ad accounts, cpc, "
        "cpm, ctr, click through rate, impressions, clicks, attribution, attributed, retargeting, "
        "prospecting, fb, organic, seo, influencer campaign, ad group, ad groups, audience, "
        "audiences",
        "roas": "roas, mer, return on ad spend, poas, amer, blended roas, ad efficiency, "
        "marketing efficiency, return on investment, roi, marketing efficiency ratio, "
        "break even roas, return on marketing, ad returns",
        "inventory": "inventory, stock, stock levels, restock, reorder, sell through, stockout, stockouts, "
        "out of stock, overstock, in stock, stock value, days of cover, warehouse stock, "
        "dead stock, on hand, sell out, sold out, purchase order, purchase orders, "
        "inventory turnover, stock turnover, stocked, inventory value",
        "budget": "budget, budgets, budgeted, target, targets, goal, goals, versus plan, vs plan, "
        "against plan, on budget, over budget, quota, okr, okrs, our plan, the plan, planned, "
        "vs budget, vs target, against budget, against target",
        "traffic": "traffic, sessions, visitors, visits, conversion rate, conversion, conversions, "
        "add to cart, bounce rate, page views, pageviews, abandoned carts, abandoned cart, "
        "cart abandonment, cvr, checkout rate, website visitors, conversion rates, "
        "abandoned checkouts, followers, subscribers, reviews, nps",
        "split": "by channel, per channel, sales channel, sales channels, by country, per country, "
        "by region, per region, by market, by city, by state, by platform, per platform, "
        "by source, by hour, hourly, time of day, by weekday, day of the week, day of week, "
        f"{_BEST_OF_A_WEEKDAY}, "
        "which weekday, weekdays, weekends, on mondays, on fridays, mondays, tuesdays, wednesdays, "
        "thursdays, fridays, saturdays, sundays, which country, which countries, which channel, "
        "which channels, by currency, by payment method, per payment method, payment methods, "
        "which region, by location, by store, by brand, by vendor, by supplier, by device, "
        "wholesale, b2b, amazon, etsy, ebay, walmart, pos, retail, in store, offline, germany, "
        "france, uk, usa, italy, spain, canada, australia, europe, eu, united states, "
        "united kingdom, by reason, refund reasons, return reasons, reasons for returns, "
        "reasons for refunds, by carrier, by discount code, america, which discount code, "
        "countries, regions, each channel, each country, by gender, by age, hour, hours, o clock, "
        "international, domestic, netherlands, japan, which state, austria, switzerland, "
        "which payment method",
        "alerts": "alert me, notify me, remind me, let me know when, send me a report every, "
        "create an alert, set up an alert, every morning, every monday, alert, alerts, reminder, "
        "tell me when, warn me, ping me, notification, notifications",
        "advice": "what should, should we, should i, recommend, recommendation, recommendations, advice, "
        "advise, suggest, suggestion, suggestions, how to, how could we, how should, any tips, "
        "tips on, tips to, tips for growing, strategy, improve our, improve my, ideas, "
        "how could i, best way to, what can we do, what can i do, how can we improve, "
        "how can i improve, how do we improve, how do i improve, how can we increase, "
        "how can i increase, how do we increase, how can we reduce, how can i reduce, "
        "how do we reduce, how do i reduce, how can we grow, how do we grow, how can i grow, "
        "how do i grow, how do i increase, help me improve, is it worth, action plan, optimise, "
        "optimize, increase our, grow our, cut our",
        "definition": "define, definition, definition of, how do you calculate, formula, formula for, stand for,"
        " meaning of,"
        " how do you define, how is it calculated, calculated, computed, how do you compute",
        "ratio": "per order, per unit, per item, per sale, per piece, per transaction",
        "compare_others": "competitors, competitor, industry, other brands, rivals, similar shops, similar stores, "
        "peer group, peers, market share, benchmarks, benchmarking, market average, "
        "other companies",
    },
)

_WEAK = phrases(
    "thing",
    {
        "customers": "customer, customers, buyer, buyers, shopper, shoppers, clients, client",
        "products": "product, products, catalogue, catalog, goods, merchandise, item, article, articles",
        "split": "channel, channels, country, region, weekday, market, store by store",
    },
)

_OFF = phrases(
    "off_topic",
    {
        1: "weather, rain, temperature, poem, poetry, joke, jokes, song, recipe, story about, "
        "president, election, football, soccer, movie, film, bitcoin, crypto, stock market, "
        "stock price, stocks, lawsuit, lawyer, legal, legally, sue, contract, gdpr, capital of, "
        "translate, translation, python, javascript, essay, horoscope, dating, relationship, "
        "restaurant, pizza, hotel, flight, flights, vacation, homework, math, solve, who won, "
        "world cup, news, celebrity, medical, doctor, health insurance, visa, meaning of life, "
        "haiku, limerick, lyrics, sing, dance, war, politics, religion, god, love me, marry me, "
        "your name, who are you, how old are you, are you human, are you a robot, chatgpt, openai, "
        "which model, code for, write code, sql query, tax advice, tax return, file my taxes, "
        "tax filing, tax deductible, incorporate, trademark, copyright, patent, employment law, "
        "fire someone, interest rates, exchange rate, inflation, blog post, product description, "
        "write a, write me, draft a, draft an, compose, square root, plus one, times table, "
        "are you alive, llm, ai model, favourite, favorite, movie times, time is it, "
        "what time is it, what day is it, whats the date, todays date, capital city, sports, game, "
        "games, sunny, birthday, write an, tagline, slogan, instagram caption, press release, "
        "terms and conditions, privacy policy, logo",
    },
)

_INJECTION = phrases(
    "injection",
    {
        1: "ignore previous, ignore all, ignore your, ignore the above, ignore any, ignore prior, "
        "ignore everything, disregard, forget your, forget all, forget previous, "
        "forget everything, system prompt, your prompt, your instructions, previous instructions, "
        "prior instructions, your rules, jailbreak, developer mode, dan mode, you are now, act as, "
        "pretend, pretend to be, roleplay, other shop, other shops, other tenant, other tenants, "
        "another shop, another tenant, another store, other store, other stores, other merchant, "
        "other merchants, another merchant, other company, another company, other users, "
        "another user, other user, other accounts, another account, someone elses, all shops, "
        "all tenants, all merchants, all stores, all accounts, every shop, every tenant, "
        "tenant id, tenant_id, tenant, shop id, api key, api keys, apikey, password, passwords, "
        "credentials, secret, secrets, access token, tokens, env, environment variables, "
        "drop table, drop database, select from, union select, select * from, delete from, insert into, sudo, "
        "rm rf, shell, bash, execute, eval, script, sql, database, hidden instructions, override, "
        "bypass, admin mode, superuser, root access, reveal, connection string, "
        "ignore instructions, different shop, different store, different tenant, "
        "different merchant, neighbours shop, repeat the words above, without restrictions, "
        "no restrictions, unrestricted, new instructions, as an ai, system message, exfiltrate, "
        "or 1",
    },
)

_WRITES = joined(
    (
        phrases(
            "write",
            {
                1: "cancel, delete, remove, email, mail, pause, update, edit, create, add, schedule, "
                "transfer, book, archive, publish, upload, import, export, download, fulfil, fulfill, "
                "ship, send, message, text, refund, set, set up, change, raise, lower, increase, decrease, "
                "cut, reduce, put, mark, record, log, issue, charge, apply, rename, stop, start, turn off, "
                "turn on, disable, enable, buy, order, purchase, post, launch, discount, write off, "
                "approve, reject, assign, move, undo, revert, fix, correct, adjust, overwrite, modify, "
                "replace, wire, restock, sync, resync, refresh, connect, disconnect, close, void, invoice, "
                "bump, double, lock, unlock, pay, give everyone, give every, give all, subscribe, "
                "unsubscribe, sign up, hire, fire, share, forward, print, reset",
            },
        ),
        phrases(
            "polite",
            {
                1: "please, pls, plz, can you, could you, would you, can u, will you, go ahead and, "
                "i want you to, i need you to, hey, hi, ok, okay, now, just, kindly, then, and, also, "
                "id like you to, could u, lets, i want to, id like to, we need to, i need to, want to, "
                "credora, hello, so, well, i would like to, you need to, you should, you must, help me, "
                "would u, quickly, immediately, urgently",
            },
        ),
        phrases(
            "object",
            {
                1: "order #, order number, order no, #, the customer, customer, customers, him, her, them, "
                "it, the price, prices, price, supplier, suppliers, invoice, product, products, campaign, "
                "campaigns, accountant, my accountant, everyone, an expense, expense, payment, ad budget, "
                "budget, discount code, cogs of, cost of, order, the order, csv, file, spreadsheet, excel, "
                "pdf, reminder, meeting, shipping address, address, entry, row, a discount, "
                "a discount code, a coupon, new product, the ads, our ads, my ads, all ads, store, shop, "
                "bank, slack, the team, team, boss, an invoice, entries, rows, ledger, google sheets, "
                "sheet, stripe, paypal, shopify, account, ad spend to, spend to, everything, all orders, "
                "orders, data, my data, the data, records, listing, user, staff, bonus, salary, "
                "shipping label",
            },
        ),
    )
)

_HELP = phrases(
    "help",
    {
        1: "help, what can you do, what can i ask, what do you do, how does this work, "
        "how do you work, what are you, hello, hi, hey, good morning, good afternoon, "
        "good evening, thanks, thank you, hiya, yo, greetings, cheers, thx, "
        "what questions can i ask, what can you tell me, what else can you do, how can you help, "
        "how can you help me, help me, hallo, examples, example questions, what do you know, "
        "what can u do, commands, menu, instructions, getting started, get started, great, cool, "
        "awesome, bye, goodbye, ok, okay, nice, how do i use this, who are you, what is this, "
        "what is credora, whats up, sup, hey there, hi there, hello there, are you there, ta, "
        "thankyou",
    },
)

TOPICS = joined((_STRONG, _WEAK, _OFF, _INJECTION, _WRITES, _HELP))
