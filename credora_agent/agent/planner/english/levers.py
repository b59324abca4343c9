"""English words of a what-if: that one is asked, what is changed, and which way."""

from __future__ import annotations

from credora_agent.agent.planner.lexicon import joined, phrases

_SUPPOSE = phrases(
    "suppose",
    {
        1: "stress case, stress test, downside, upside, downside case, upside case, worst case, best case, bear case, "
        "combined outcome, combined effect, net effect, what comes out, survivable, affordable, effect on cash, "
        "effect on profit, then what, what then, how bad does it get, "
        "how bad would it get, how bad would that be, let us say, "
        "lets say, say we, say i, say our, say my, say the, "
        "lent us, lend us, lends us, take a loan, take out a loan, take on a loan, get a loan, try, "
        "lets try, test, would, plan to, planning to, hire a, hire an, hire another, hire someone, a loan of, "
        "thinking of, thinking about, considering, good idea, "
        "good idea to, "
        "smart to, wise to, good time to, a good idea to, "
        "a good time to, what if, "
        "what about if, how about if, suppose, supposing, imagine, assume, assuming, simulate, simulation, "
        "scenario, scenarios, what would happen, what would happen with, what happens if, what happens when, "
        "what happens to, hypothetically, "
        "can we afford, can i afford, could we afford, could i afford, afford, effect of, impact of, would it pay, "
        "should we, should i, is it worth, would it be worth, worth it to, if we, if i, if our, if my, if prices, "
        "if sales, "
        "if the, if revenue, if ad spend, if a, if demand, if orders, if suppliers, if supplier, how would, "
        "what would, "
        "would it help to, does it pay to, can we, could we, can i, could i, should we order, should we hire, "
        "should i hire, "
        "what happens, model, sensitivity, affect, effects of, if facebook, if meta, if google, if costs, if cogs, if,"
        " should we take, do we want to, pay off to, make sense to, does it make sense to, worth it if, ok to, safe to,"
        " break even if, what does it do if, happen to cash if, happen to profit if, would happen to, happen if"
    },
)

_OBJECTS = joined(
    (
        phrases("lever", {"price": "put prices up, put prices down, put our prices up, price, prices, the price of, "
        "price of,  pricing, price point, price increase, "
        "price rise, price hike, price rises, price hikes, price increases, price drop, price drops, price cuts, "
        "price reduction, price decrease, "
        "price cut, "
            "prices by, the price, our prices, everything dearer, price of"}),
        phrases("lever", {"discount": "off, percent off, discount, discounts, sale, promo, promotion, coupon, "
        "coupon code, "
            "discount code, promo code, flash sale, markdown, % off, discounting, off everything, sitewide sale"}),
        phrases("lever", {"ads": "all ads, the ads, our ads, my ads, ads, ad spend, ad spending, adspend, "
        "marketing, marketing spend, advertising, "
        "ad budget, "
            "marketing budget, ad budgets, advertising budget, spend on ads, campaign, campaigns, paid ads, "
            "advertising spend, "
            "ads budget, marketing spending, ad costs"}),
        phrases("lever", {"hire": "take on a, take on an, take on another, bring on a, bring on another, "
        "hire a, hire an, hire another, hire someone, should we hire, should i hire, hire, "
        "hires, hired, hiring, employee, employees, "
        "new hire, salary, extra salary, wage, staff, freelancer, "
            "assistant, marketer, developer, recruit, recruiting, another person, part timer, intern, team member, "
            "picker, packer, designer, copywriter, photographer, driver, clerk, "
            "customer service rep, bookkeeper, warehouse worker"}),
        phrases("lever", {"cost": "rent, lease, office, warehouse, subscription, software, fixed cost, fixed costs, "
        "overhead, "
            "overheads, retainer, agency, new app, tool, monthly cost, monthly costs, running costs, insurance, "
            "a month more"}),
        phrases("lever", {"loan": "a loan of, lent us, lend us, lends us, take a loan, take out a loan, "
        "take on a loan, "
        "get a loan, loan, borrow, borrowed, "
        "borrowing, credit, credit line, line of credit, bank loan, "
            "merchant cash advance, financing, lend, loans"}),
        phrases("lever", {"goods": "unit cost of, unit cost, unit costs, cogs, supplier, suppliers, cost of goods, "
        "product cost, "
            "product costs, landed cost, landed costs, material costs, materials, manufacturing cost, purchase price, "
            "purchase prices, production costs, production cost, raw materials, cost of goods sold, supplier prices, "
            "supplier price, supplier costs, suppliers raise prices, supplier raises prices, our supplier, "
            "supplier raises its prices, suppliers raise their prices, supplier raises their prices, "
            "supplier increases prices, suppliers increase prices, supplier puts prices up"}),
        phrases("lever", {"volume": "we sold, sold, sales, orders, demand, volume, volumes, units sold, revenue, "
        "sales volume, "
        "conversion rate, "
            "turnover, sell, we sell, order volume, order volumes, units"}),
        phrases("lever", {"once": "machine, equipment, invest, investment, one off, one-off, one time, onetime, "
        "grant, tax bill, "
            "invoice, repair, trade show, photoshoot, photo shoot, website, redesign, legal bill, bonus, dividend, "
            "laptop, "
            "laptops, refurbishment, launch event, computer, van, printer, fine, capital injection, once"}),
    )
)  # fmt: skip

_WAYS = joined(
    (
        phrases(
            "pull",
            {
                "up": "price increase, price rise, price hike, price rises, price hikes, price increases, raise, "
                "raised, raising, raises, increase, increased, increasing, increases, up, lift, "
                "lifted, hike, "
                "hiked, bump, bump up, bumped, grow, grew, grows, rise, rises, rose, "
                "risen, rising, grown, growing, climbed, soar, soared, add, added, more, higher, put up, "
                "go up, goes up, went up, gain, gained, extra, jump, jumped, scale, scale up, ramp up, boost, "
                "climb, climbs,"
                " put prices up, increase in, higher by, dearer, expensive, crank up, step up, jack up, spend more",
                "down": "loses, price cut, price cuts, price drop, price drops, price reduction, price decrease, "
                "cut, cuts, "
                "cutting, lower, lowered, lowering, reduce, reduced, reducing, decrease, decreased, "
                "drop, dropped, drops, fall, falls, fell, fallen, falling, dropping, sink, sinks, sank, sunk, shrunk, "
                "shrank, come down, comes down, came down, decline, declined, declines, slash, slashed, trim, down, "
                "less, "
                "fewer, go down, goes down, went down, shrink, shrinks, cheaper, scale back, cut back, dial back, "
                "lose, "
                "scale down, save, dip, dips, slump, slumps, cut down, spend less, pull back, turn down",
                "stop": "stop, stops, stopped, stopping, pause, paused, pausing, turn off, turned off, kill, killed, "
                "switch off, switched off, switches off, is switched off, is turned off, is paused, "
                "cut out, scrap, quit, shut off, shut down, cancel, end, halt, without, cut all",
                "shift": "shift, shifted, shifting, reallocate, reallocated, move, moved, moving, switch, redirect, "
                "swap",
            },
        ),
        phrases("factor", {100: "double, doubled, doubling, twice, doubles, twice as much, twice as many",
                           200: "triple, tripled, tripling, triples, three times",
                           -100: "to zero, to nothing, to nil", -50: "halve, halved, halving, in half, by half, "
                           "half, halves", -25: "by a quarter",
                           -33: "by a third, a third"}),
        phrases("buys", {1: "commit to, commit, order, buy, purchase, restock, reorder, ordered, bought, buying, "
        "ordering, stock up on, "
            "should we order, order another, purchase order for, import"}),
        phrases("pays", {-1: "pay, paid, spend, spent, buy, invest, invested, paying, spending, bill, cost us, "
        "costs us, "
            "cost, purchase, bought", 1: "receive, received, get, got, grant, sell the, capital injection, inject"}),
        phrases("percent_word", {1: "percent, per cent, pct, percents, percentage points, prc"}),
        phrases("magnitude", {1000: "k, thousand, grand", 1000000: "million, mio, mn"}),
        phrases("interest_word", {1: "interest, interest rate, apr, per annum, p a"}),
    )
)  # fmt: skip

LEVERS = joined((_SUPPOSE, _OBJECTS, _WAYS))
