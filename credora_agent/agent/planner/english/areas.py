"""English words that lead past the P&L: products, adverts, orders, payouts, stock, customers, budgets, the future."""

from __future__ import annotations

from credora_agent.agent.planner.lexicon import joined, phrases

_AREAS = phrases(
    "area",
    {
        "forecast": "run dry, runs dry, running dry, will we run out, will i run out, do we run out, do i run out, "
        "are we running out, "
        "can we expect, can i expect, do we expect, should we expect, forecast, forecasts, forecasting, "
        "forecasted, predict, prediction, predictions, predicted, projection, projections, projected, expect to, "
        "expecting, will we, will i, will our, will my, will be, will it, going to make, going to be, going to sell, "
        "outlook, estimate for next, expected revenue, expected sales, on pace, run rate, in the future, future, "
        "project, expected profit, going to hit, gonna make, anticipate, extrapolate, rest of the year, "
        "rest of this year, rest of the month, rest of this month, rest of the quarter, rest of this quarter, "
        "remainder of, by the end of the year, by year end, end of year forecast, going to earn, are we going to, "
        "am i going to, gonna be, are we on course, rest of the week, look ahead, looking ahead, ahead of us, "
        "expected, where are we heading, where are we headed, gonna run out, "
        "pay our bills, pay the bills, pay my bills, cover our bills, pay our suppliers, "
        "money enough, cash enough, make payroll, cover payroll, meet payroll, pay the wages, pay wages, pay salaries, "
        "cash, cash flow, cashflow, runway, burn rate, burn, bank balance, bank account, cash balance, liquidity, "
        "run out of money, run out of cash, running out of cash, running out of money, money in the bank, "
        "cash position, how long can we survive, cash in the bank, in the bank, out of cash, account balance, "
        "go broke, go bust, bankrupt, cash runway, cash crunch, cash gap, survive, "
        "the money last, our money last, my money last, cash last, "
        "how long will the money last, stay afloat, overdraft, broke, enough money, enough cash, solvent",
        "cohorts": "paid for their acquisition, pay for their acquisition, repaid their acquisition, "
        "paid back their cost, coming back and, how loyal, loyal, stick with us, stick around, "
        "stuck with us, stuck around, stay with us, stayed with us, sticking with us, "
        " how many customers come back, "
        "how many customers came back, "
        "how many customers return, "
        "how many customers buy again, how many customers bought again, how many people come back, "
        "retain customers, retain, keep our customers, keep customers, cohort, cohorts, cohort analysis, "
        "retention, retention rate, customer retention, churn, "
        "churn rate, "
        "repeat customers, repeat customer, repeat rate, repeat purchase rate, repurchase rate, repeat purchases, "
        "repeat buyers, returning customers, returning customer, customers come back, customers came back, "
        "customers coming back, people come back, buyers come back, come back to buy, came back to buy, "
        "who came back, who come back, buy again, "
        "bought again, reorder rate, second purchase, second order, customer lifetime value, lifetime value, "
        "lifetime values, ltv, clv, cltv, ltv to cac, ltv cac, ltv/cac, ltv cac ratio, ltv to cac ratio, "
        "earn back, earn it back, make back, earned back, earn back our acquisition cost, break even on a customer, "
        "until a customer pays back, pays back, pay for itself, pays for itself, payback, payback period, "
        "cac payback, pay back their cost, loyal customers, customer value, "
        "customer segments, active customers, existing customers, worth of a customer, customer worth, "
        "a customer worth, "
        "buy twice, order twice, one time buyers, loyalty, stickiness",
        "products": "selling best, sells best, sold best, not selling, isnt selling, dont sell, doesnt sell, "
        "not moving, "
        "top products, best products, best selling products, best selling product, best sellers, "
        "best seller, bestseller, bestsellers, worst products, top product, best product, worst product, by product, "
        "per product, which products, which product, each product, sku, skus, by sku, per sku, what sold best, "
        "what sells best, by item, top selling, top selling products, top selling product, what sold, worst sellers, "
        "worst selling, what do we sell most, variants, variant, by variant, which items, which item, top items, "
        "best items, bundles, best selling item, best selling items, products sold best, products sell best, "
        "most popular, popular product, popular products, product performance, "
        "product breakdown, product ranking, top sku, top skus, top seller, top sellers, most sold, "
        "product profitability, top item, product mix, slow movers, every product, products made, "
        "which sku, which skus, what are people buying, our range, hero product, hero products, "
        "losers, winners, flops, "
        "product margins, margins by product, "
        "loss makers, money makers, sells the most, selling the most, sold the most, sells the least, sold the least",
        "campaigns": "prospecting campaign, prospecting campaigns, retargeting campaign, retargeting campaigns, "
        "wasting ad money, wasting ad spend, wasted ad spend, ad waste, wasting our ad budget, "
        "campaign, campaigns, by campaign, per campaign, each campaign, which campaigns, which campaign, "
        "which ads, best ads, top ads, which ad, best ad, worst ads, ad performance, ad campaigns, ad campaign, "
        "ads profitable, ads worth, ads working, ads doing, ads performing, "
        "are our ads, are my ads, are the ads, how are ads, how are the ads, our ads working",
        "platforms": "by platform, per platform, each platform, which platform, by ad platform, per ad platform, "
        "which ad platform, across platforms, both platforms, ad platforms",
        "inventory": "purchase list, buying list, must be ordered, needs to be ordered, need to be ordered, "
        "has to be ordered, must i order, must we order, oos soon, oos, out of stock soon, restocking, "
        "need restocking, reordering, "
        "how many units left, how many are left, "
        "how many left, are left, how many units are left, "
        "left of, "
        "what should we order, what should i order, what do we order, what to buy, too much of, too many of, "
        "inventory, stock, stock levels, stock level, restock, reorder, sell through, stockout, "
        "stockouts, "
        "overstock, overstocked, in stock, stock value, days of cover, warehouse stock, dead stock, on hand, sell out, "
        "purchase order, purchase orders, inventory turnover, stock turnover, stocked, inventory value, "
        "run out of stock,"
        " runs out, runs out first, running low, low stock, low on stock, stock cover, replenish, replenishment, "
        "what to order, should we order, need to order, should we reorder, need to reorder, stock up, units left, "
        "left in stock, days of stock, weeks of stock, how much stock, safety stock, slow moving stock, selling out, "
        "run out, running out, run out soon, about to run out, sell out soon, out soon, run low, left over stock",
        "shelf": "how many products do we have, how many variants do we have, how many skus do we have, "
        "what products do we have, products with price, products with prices, products with their prices, "
        "price and stock, stock and price, price and stock of, price list, prices, price of, selling price, "
        "unit cost, unit cost of, unit price, cost price, "
        "the price of, retail price, lack a unit cost, lacking a cost, lacks a cost, lack costs, have no unit cost, "
        "has no cost, no cost, without cost, without a cost, without a cost price, missing a cost, "
        "without unit cost, no unit cost, missing unit cost, lack a cost, no cost price, missing cost, "
        "without costs, no costs set, have no cost, on the shelf, out of stock, sold out, zero stock, no stock, "
        "stock zero, product catalog, product catalogue, the catalog, the catalogue, cost missing, "
        "on sale in the shop, "
        "priced, most stock, unavailable",
        "budget": "compared to plan, compared with plan, compared to the plan, compared with the plan, "
        "against the plan, "
        "compared to budget, compared with budget, compared to the budget, relative to plan, versus the plan, "
        "plan vs actual, plan versus actual, plan vs actuals, actual vs plan, actuals vs plan, "
        "plan against actual, budget, budgets, budgeted, budgeting, target, targets, goal, goals, versus plan, "
        "vs plan, "
        "against plan, on budget, over budget, under budget, quota, okr, okrs, our plan, the plan, planned, vs budget, "
        "vs target, against budget, against target, versus budget, budget vs actual, budget versus actual, "
        "actual vs budget, actuals vs budget, actual versus budget, off budget, overspent, overspend, overspending, "
        "within budget, on target, above target, below target, behind plan, ahead of plan, behind budget, "
        "budget variance, left in the budget, budget left, pacing, hit our target, hit target, hit our goal",
        "payouts": "shopify holding back, shopify hold back, shopify holding, shopify send us, shopify sent us, "
        "shopify owe us, shopify owes us, transfer to us, "
        "transfer to our bank, pending from shopify, still pending, "
        "on its way to the bank, on the way to the bank, to the bank, to our bank, in transit, "
        "into our bank, "
        "into our account, get paid, got paid, getting paid, payout, payouts, paid out, pay out, pay us, deposits, "
        "deposit, transferred to our bank, "
        "transferred to the bank, shopify pay us, shopify paid us, sent to our bank, sent to the bank, "
        "bank deposits, payments to the bank, settlements, settlement, disbursement, disbursements, bank transfer, "
        "bank transfers, hit the bank, hit our bank, landed in the bank, arrive in the bank, transferred to us",
        "findings": "need my eyes, needs my eyes, need our eyes, needs a look, need a look, killing us, hurting us, "
        "on fire, things to fix, what to fix, needs fixing, need fixing, "
        "burning cash, burning money, burned money, burnt money, burns money, burned cash, "
        "look at, needs attention, need attention, needs my attention, "
        "need my attention, wants attention, "
        "deserves attention, attention, worry about, worried about, be worried, be concerned, concerned about, "
        "red flags, red flag, problems, problem, issues, warnings, anything wrong, whats wrong, what is wrong, "
        "going wrong, finding, findings, insight, insights, opportunities, opportunity, quick wins, quick win, "
        "priorities, "
        "prioritise, prioritize, focus on, focus, urgent, concerns, risks, anything unusual, unusual, anomalies, "
        "anomaly, "
        "leaking money, leak money, leaks, losing money on, wasting money, waste money, wasted money, bleeding, "
        "where are we losing money, where am i losing money, where do we lose money, where is money lost, "
        "where do i lose money, money leaks, to do list, todo, watch out, watch out for, keep an eye on, key issues, "
        "biggest problem, biggest problems, strange, weird, odd, off track, pay attention, take care of, fires, "
        "should i know, should we know, need to know about, act on, action items, most important, matters most, "
        "recommend, recommendation, recommendations, advice, advise, suggest, suggestion, suggestions, "
        "tips on, tips to, tips for growing, strategy, improve our, improve my, ideas, what can we do, what can i do, "
        "how can we improve, how can i improve, how do we improve, how do i improve, how can we increase, "
        "how can i increase, how do we increase, how can we reduce, how can i reduce, how do we reduce, "
        "how do i reduce, how can we grow, how do we grow, how can i grow, how do i grow, how do i increase, "
        "help me improve, action plan, optimise, optimize, what should we, what should i, how should we, how could we, "
        "how could i, best way to, should we, should i, increase our, grow our, cut our, what to do, what needs",
        "entities": "campaigns we have, campaigns i have, campaigns we run, campaigns we are running, "
        "which meta campaigns do we have, list of campaigns, list campaigns, list our campaigns, "
        "list my campaigns, list the campaigns, list all campaigns, list meta campaigns, list facebook campaigns, "
        "list our meta campaigns, list my meta campaigns, list all meta campaigns, list our facebook campaigns, "
        "objective, objectives, campaigns do we have, campaigns do i have, campaigns are there, campaigns are running, "
        "campaigns are active, campaigns are live, campaigns are paused, campaigns running, campaigns active, "
        "active campaigns, running campaigns, paused campaigns, live campaigns, campaigns paused, campaigns live, "
        "campaigns tied to, campaign list, active meta campaigns, paused meta campaigns, campaigns exist, "
        "campaigns have we got, campaigns advertise, campaign advertises, campaigns promote, "
        "paused facebook campaigns, "
        "active facebook campaigns, campaigns are currently running, campaigns currently running, "
        "meta campaigns are running, meta campaigns are active, meta campaigns are paused, meta campaigns do we have",
        "terms": "google search terms, google search term, google search queries, google search keywords, "
        "search terms, search term, search queries, search query, keywords, keyword, people search for, "
        "people searched for, searched for, people searching for, people google, what people search",
        "orders": "orders that lost money, orders losing money, orders that made a loss, orders that lose money, "
        "which orders came in, refunded orders, returned orders, list orders, list the orders, list all orders, "
        "list of orders, "
        "show orders, show me orders, "
        "show the orders, show me the orders, show all orders, show me all orders, recent orders, latest orders, "
        "last orders, newest orders, the newest orders, orders came in, orders list, individual orders, single orders, "
        "biggest order, largest order, highest order, most expensive order, largest orders, biggest orders, "
        "most valuable order, most valuable orders, best orders, orders with the, top orders, "
        "most refunded order, most refunded orders, least profitable orders, lowest margin orders, worst orders, "
        "orders with, orders containing, orders that contain, orders that include, orders including, orders for sku, "
        "pull up order, which orders lost money, orders lost money, lost money on, unprofitable orders, "
        "orders at a loss, least profitable order, highest value order, highest value orders, order list, "
        "the orders from, the orders of, orders by refund, last order, latest order, most recent orders, "
        "most recent order, newest order, orders had, orders contain, orders contained, orders included, "
        "see the orders",
    },
)

_PLATFORMS = phrases(
    "platform",
    {
        "meta": "meta, facebook, fb, instagram, insta, ig, meta ads, facebook ads, fb ads, instagram ads, ig ads, "
        "on meta, advantage plus, advantage+, meta ad, facebook ad, fb ad",
        "google": "google, google ads, adwords, google ad, performance max, pmax, google shopping, google search, "
        "shopping ads, youtube, gads, g ads",
    },
)

_COLUMNS = phrases(
    "column",
    {
        "ctr": "ctr, click through rate, click through rates, clickthrough rate, click rate, ctrs, clickthrough",
        "cpc": "cpc, cost per click, cpcs, price per click, click cost, click costs, pay per click, a click cost, "
        "click price, expensive clicks, cheapest clicks, cheap clicks",
        "cpm": "cpm, cpms, cost per thousand, cost per mille, cost per thousand impressions",
        "impressions": "impressions, impression, ad views, ad impressions, times shown, times were our ads shown",
        "clicks": "clicks, click, ad clicks, clicked, link clicks, number of clicks",
        "conversions": "conversions, attributed purchases, claimed purchases, attributed orders, ad purchases, "
        "platform purchases, purchases claimed, attributed conversions, claimed conversions, reported purchases",
        "conversion_value": "conversion value, attributed value, claimed revenue, attributed revenue, claimed sales, "
        "attributed sales, reported revenue, claimed value",
        "cost_per_purchase": "cost per purchase, cpa, cost per acquisition, cost per conversion, cost per result, cpp, "
        "cost per sale, cpas",
    },
)

_STATES = joined(
    (
        phrases(
            "shelf_state",
            {
                "out": "out of stock, sold out, zero stock, no stock, stock zero, unavailable",
                "no_cost": "lack a unit cost, lacking a cost, lacks a cost, lack costs, have no unit cost, "
                "has no cost, no cost, without cost, without a cost, without a cost price, missing a cost, "
                "without unit cost, no unit cost, missing unit cost, lack a cost, no cost price, missing cost, "
                "without costs, no costs set, have no cost, cost missing",
            },
        ),
        phrases(
            "payout_state",
            {
                "in_transit": "in transit, on its way, on the way, on their way, underway, en route",
                "scheduled": "scheduled, pending, upcoming payout, upcoming payouts, due to us",
                "failed": "failed, bounced, did not arrive, didnt arrive",
                "canceled": "canceled, cancelled",
            },
        ),
        phrases(
            "ad_state",
            {
                "ACTIVE": "active, running, live, campaigns are running, campaigns are active, campaigns are live, "
                "campaigns running, campaigns active, active campaigns, running campaigns, live campaigns, "
                "campaigns live,"
                " active meta campaigns, active facebook campaigns, campaigns are currently running, "
                "campaigns currently running, meta campaigns are running, meta campaigns are active",
                "PAUSED": "paused, stopped, campaigns are paused, paused campaigns, campaigns paused, "
                "paused meta campaigns,"
                " paused facebook campaigns, meta campaigns are paused",
            },
        ),
        phrases("shop_wide", {1: "shop wide, overall, blended, in total, altogether, the whole shop, all channels"}),
    )
)

_ORDERS = joined(
    (
        phrases(
            "orders_by",
            {
                "largest": "biggest order, largest order, highest order, most expensive order, largest orders, "
                "biggest orders, most valuable order, most valuable orders, best orders, top orders, "
                "highest value order, "
                "highest value orders",
                "lowest_margin": "least profitable orders, lowest margin orders, worst orders, "
                "which orders lost money, "
                "orders lost money, unprofitable orders, orders at a loss, least profitable order, lost money on",
                "most_refunded": "refunded orders, returned orders, most refunded order, most refunded orders, "
                "orders by refund",
            },
        ),
        phrases(
            "one_of",
            {
                1: "biggest order, largest order, highest order, most expensive order, most valuable order, "
                "last order, "
                "latest order, most recent order, newest order, most refunded order, least profitable order, "
                "highest value order",
            },
        ),
        phrases(
            "latest",
            {
                1: "recent orders, latest orders, last orders, newest orders, last order, latest order, "
                "most recent orders, most recent order, newest order",
            },
        ),
    )
)

_DIRECTIONS = phrases(
    "way",
    {
        "fell": "decrease in, drop in, fall in, decline in, dip in, reduction in, down, fall, fell, fallen, falling, "
        "decrease, decreased, decreasing, drop, dropped, dropping, decline, "
        "declined, declining, lower, worsen, worsened, worsening, dip, dipped, shrink, shrunk, shrank, plunge, "
        "plunged, "
        "tank, tanked, downturn, slump, slumped, go down, went down, gone down, going down, fewer, less, smaller, "
        "slipped, "
        "slip, crash, crashed, halved, shrinking, slide, slid, tanking, reduced, reduction, fall off, slow down, "
        "slowed, "
        "slowing, came down, come down, gotten worse, got worse, getting worse, dropped off, drop off, fell off, low, "
        "weak, bad, terrible, awful, poor, worse, weaker, lose money, losing money, lost money, so little, collapse, "
        "collapsed, sank, sink, sinking, disappear, eroded, erode, squeezed, dropoff, nosedive, nosedived, dived",
        "rose": "increase in, rise in, jump in, spike in, growth in, surge in, up, rise, rose, risen, rising, grow, "
        "grew, grown, growing, growth, increase, increased, increasing, "
        "improve, improved, improving, improvement, higher, jump, jumped, spike, spiked, climb, climbed, uptick, gain, "
        "gained, surge, surged, go up, went up, gone up, going up, more, bigger, soar, soared, skyrocket, skyrocketed, "
        "double, doubled, jumping, climbing, spiking, picked up, pick up, got better, gotten better, getting better, "
        "high, good, great, strong, better, stronger, shoot up, shot up, explode, exploded, ballooned, boom, boomed",
    },
)
_MOVES = phrases(
    "change",
    {1: "collapse, collapsed, sank, sink, sinking, eroded, erode, nosedive, nosedived, dived, shoot up, shot up, "
    "explode,"
        " exploded, ballooned, boom, boomed, dropoff, squeezed, tanks, falls, rises, drops, plummet, plummeted"},
)  # fmt: skip

_REST = phrases(
    "rest_of",
    {
        "year": "rest of the year, rest of this year, by the end of the year, by year end, end of year forecast, "
        "until the end of the year, till the end of the year, until year end, before year end, by end of year, "
        "through year end, by the end of this year, before the end of the year, till year end, "
        "at year end, year end, at the end of the year, end of this year, by december 31, at the end of this year",
        "month": "rest of the month, rest of this month, by the end of the month, until the end of the month, "
        "by month end,"
        " till the end of the month, before the end of the month, by end of month, by the end of this month",
        "quarter": "rest of the quarter, rest of this quarter, by the end of the quarter, "
        "until the end of the quarter, "
        "by quarter end, by end of quarter, by the end of this quarter",
        "week": "rest of the week, by the end of the week",
    },
)

AREAS = joined((_REST, _AREAS, _PLATFORMS, _COLUMNS, _STATES, _ORDERS, _DIRECTIONS, _MOVES))
