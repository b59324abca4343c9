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
        "balance": "balance sheet, assets, liabilities, equity, debt, receivables, payables, owe, unpaid invoices, "
        "invoices due, working capital, bank statement",
        "customers": "top customers, best customers, best customer, biggest customers, biggest customer, top customer, "
        "per customer, by customer, which customers, who bought, who are our, who is our, who spends, who spent, "
        "vip customers, rfm, worst customers, which customer, who ordered, average customer, customer base, "
        "unique customers, customer names, customer emails, email addresses",
        "collections": "product line, product lines, collection, collections, by category, product category, "
        "categories, "
        "category, by collection, what should we sell",
        "other_ads": "tiktok, klaviyo, pinterest, snapchat, email marketing, newsletter, tiktok ads, microsoft ads, "
        "bing ads, linkedin, linkedin ads, twitter ads, x ads, reddit ads, amazon ads, snap ads, bing",
        "ad_detail": "ad set, ad sets, creatives, creative, ad level, ad group, ad groups, audience, audiences, "
        "retargeting, prospecting, organic, seo, attribution window, placements, frequency, reach",
        "traffic": "traffic, sessions, visitors, visits, conversion rate, "
        "add to cart, open rate, email open rate, open rates, bounce rate, page views, pageviews, abandoned carts, "
        "abandoned cart, "
        "cart abandonment, cvr, checkout rate, website visitors, conversion rates, "
        "abandoned checkouts, followers, subscribers, reviews, nps",
        "split": "store location, per location, by warehouse, per store, per warehouse, which employee, "
        "by employee, by salesperson, which staff, which salesperson, per employee, "
        "by channel, per channel, sales channel, sales channels, by country, per country, "
        "by region, per region, by market, by city, by state, "
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
        "definition": "how do we calculate, how do i calculate, how is it worked out, define, definition, "
        "definition of, how do you calculate, formula, formula for, stand for,"
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
        1: "register for vat, vat registration, vat rules, tax law, tax advice, tax deductible, deductible, file vat, "
        "post on instagram, time to post, hashtag, hashtags, seo tips, weather, rain, temperature, poem, poetry, "
        "joke, jokes, song, recipe, story about, "
        "president, election, football, soccer, movie, film, bitcoin, crypto, stock market, "
        "stock price, stocks, lawsuit, lawyer, legal, legally, sue, contract, gdpr, capital of, "
        "translate, translation, python, javascript, essay, horoscope, dating, relationship, "
        "vat rate, which vat, vat rates, tax rate applies, champions league, restaurant, pizza, hotel, flight, "
        "flights, vacation, homework, math, solve, who won, "
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
                1: "switch off, switch on, shut off, shut down, deactivate, activate, reactivate, resume, "
                "remind me to, give customer, give this customer, give a customer, cancel, delete, remove, "
                "email, mail, pause, "
                "update, edit, create, add, schedule, "
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
                1: "order #, order number, order no, #, price of, the price of, unit cost of, our prices, "
                "the customer, customer, customers, him, her, them, bid, the bid, bids, daily budget, "
                "it, the price, prices, price, supplier, suppliers, invoice, product, products, campaign, "
                "campaigns, accountant, my accountant, everyone, an expense, expense, payment, ad budget, "
                "budget, discount code, cogs of, cost of, order, the order, csv, file, spreadsheet, excel, "
                "pdf, reminder, meeting, shipping address, address, entry, row, a discount, "
                "a discount code, a coupon, new product, store, shop, "
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
