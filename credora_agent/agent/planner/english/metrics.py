"""English names of the lines and ratios of the books."""

from __future__ import annotations

from credora_agent.agent.planner.lexicon import joined, phrases

_METRICS = phrases(
    "metric",
    {
        "gross_sales": "gross sales, gross revenue, gmv, gross merchandise value, sales before discounts, "
        "gross turnover, sales before returns, sales before refunds, gross merchandise volume, "
        "gross takings",
        "discounts": "discounts, discount, discounted, coupons, coupon, promo codes, promo code, "
        "discount codes, discount code, promotions, promo, promos, markdowns, price reductions, "
        "discounting, vouchers used, voucher codes, rebates, money off, discount amount, "
        "price cuts, discount total",
        "returns": "returns, return, refunds, refund, refunded, returned, money back, given back, gave back, "
        "give back, sent back, send back, refunding, sales returns, reversals, refund amount, "
        "refund total, refund amounts, refund volume, refund value, returned goods, "
        "returned sales, refunds issued, refund costs, cost of refunds, paid back, "
        "pay back to customers, sales reversals, reimbursed, reimbursements",
        "net_sales": "net sales, sales, sales net of returns, net turnover, sales after discounts, "
        "sales after refunds, sales after returns, total sales, sales total, sales figures, "
        "sales volume, sales value, sales numbers, product sales, sale, sales amount, "
        "merchandise sales, online sales, store sales, shop sales",
        "shipping_income": "shipping income, shipping revenues, delivery revenues, "
        "shipping revenue, shipping charged, shipping collected, delivery income, "
        "postage income, delivery revenue, shipping paid by customers, shipping charges collected, "
        "postage charged, postage collected, delivery charges collected, shipping earned, "
        "shipping we charged, delivery fees collected, shipping fees collected, "
        "income from shipping, revenue from shipping, shipping charged to customers, "
        "delivery charged, delivery fees charged, shipping fees charged, postage revenue, "
        "freight income",
        "other_income": "other income, restocking fees, restocking fee, other revenue, misc income, "
        "miscellaneous income, breakage",
        "revenue": "revenue, revenues, turnover, top line, topline, income, total revenue, net revenue, "
        "takings, rev, sales revenue, total income, total turnover, revs, earned revenue, "
        "receipts, revenue total, our take, total takings, the take, revenue figures, "
        "revenue numbers",
        "cogs": "cogs, cost of goods, cost of our goods, cost of the goods, cost of my goods, costs of goods, "
        " cost of goods sold, product cost, product costs, cost of sales, "
        "goods cost, costs of goods, costs of goods sold, landed cost, landed costs, item costs, "
        "merchandise cost, cost of products, costs of products, cost of products sold, "
        "product expenses, unit costs, purchase costs, supplier costs, cost of merchandise, "
        "material costs, direct costs",
        "cm1": "gross profit, cm1, contribution margin 1, gross income, contribution margin one, "
        "gross profits, cm 1, contribution margin i, profit after cogs, profit after product cost, "
        "profit after product costs, cmi, first contribution margin, contribution 1, "
        "gross earnings",
        "fulfilment": "fulfilment, fulfillment, fulfilment costs, fulfillment costs, fulfilment cost, "
        "fulfillment cost, shipping costs, shipping cost, cost of shipping, postage costs, "
        "postage cost, shipping expenses, shipping expense, shipping spend, delivery costs, "
        "delivery cost, shipping labels, labels, packaging, 3pl, pick and pack, pick & pack, "
        "3pl fees, 3pl costs, freight, freight costs, logistics, logistics costs, courier, "
        "courier costs, warehouse costs, warehousing, packing, packaging costs, costs of shipping, "
        "packing costs, label costs, shipping bill, carrier costs, delivery expenses, "
        "courier fees, carrier fees, shipping label costs, postage spend, return shipping, "
        "fulfilment spend, fulfillment spend, fulfilment expenses, fulfillment expenses, "
        "fulfillment fees, fulfilment fees, postage expenses, handling costs",
        "fees": "fees, fee, processing fees, payment fees, transaction fees, stripe fees, paypal fees, "
        "shopify fees, card fees, merchant fees, gateway fees, payment processing, "
        "payment processing fees, processing costs, selling fees, marketplace fees, chargebacks, "
        "chargeback, chargeback fees, klarna fees, shopify payments fees, payment costs, "
        "transaction costs, processor fees, stripe charges, paypal charges, stripe costs, "
        "paypal costs, payment charges, credit card fees, bank fees, amex fees, "
        "processing charges, payment gateway fees, etsy fees, amazon fees, payment provider fees, "
        "commission, commissions, transaction charges, stripe fee, paypal fee, processing fee, "
        "transaction fee, payment fee, card processing, card processing fees, merchant charges",
        "cm2": "cm2, contribution margin 2, contribution margin two, cm 2, contribution margin ii, "
        "contribution 2, second contribution margin, cmii, profit before marketing, "
        "profit before ads",
        "marketing": "marketing, marketing spend, marketing costs, marketing cost, "
        "advertising, advertising spend, advertising costs, advertising cost, "
        "marketing expenses, marketing expense, ad budget spent, "
        "spend on marketing, advertising expense, advertising expenses, "
        "marketing spending, influencers, influencer costs, affiliates, affiliate costs, "
        "influencer spend, agency fees, agency costs, adverts, advertisements, "
        "advertising spending, paid marketing, marketing outlay, promotion costs, "
        "customer acquisition spend, paid media",
        "cm3": "cm3, contribution margin 3, contribution margin three, cm 3, contribution margin iii, "
        "contribution 3, third contribution margin, cmiii, profit after marketing, "
        "profit after ads, profit after ad spend, contribution after marketing, "
        "contribution profit after marketing",
        "operating_costs": "salary costs, salary cost, payroll costs, personnel costs, operating costs, "
        "operating cost, opex, operating expenses, operating expense, overheads, "
        "overhead, overhead costs, fixed costs, running costs, payroll, rent, salaries, wages, "
        "app costs, app fees, software costs, staff costs, fixed expenses, subscriptions, "
        "general expenses, g&a, sg&a, admin costs, running expenses, operational costs, "
        "operational expenses, cost of running the business, app subscriptions, "
        "administrative costs, insurance",
        "ebitda": "ebitda, operating profit, ebit, operating income, operating result, operating earnings, "
        "operating loss, operating profits",
        "financing": "financing, financing costs, financing cost, interest, interest costs, loan costs, "
        "loan fees, interest paid, interest expense, loan interest, interest payments, "
        "finance costs, finance charges, capital fees, depreciation, amortisation, amortization, "
        "advance fees, cost of capital, interest expenses, borrowing costs, shopify capital fees, "
        "financing fees",
        "net_profit": "left after all costs, left after costs, left after everything, remained after all costs, "
        "remains after all costs, left over after all costs, net profit, net profit after tax, after tax profit, "
        "net income after tax, "
        "profit, profits, bottom line, earnings, net income, net earnings, net result, "
        "loss, losses, net loss, bottomline, net profits, profit after everything, "
        "our take home, our take home profit, profit after all costs, what was left, left over, take home, "
        "money left, surplus, "
        "net gain, total profit, overall profit, real profit, actual profit, true profit, "
        "take home profit, profit after tax, final profit, pure profit, money did we lose, "
        "did we net, do we net, we net, did i net, i net, netted, we netted, have we netted, did the shop net, "
        "did the business net, netting, "
        "net losses",
        "sales_tax": "sales tax, vat, tax collected, taxes collected, sales taxes, gst, vat collected, "
        "sales tax collected, tax, taxes, hst, pst, value added tax, tax charged, collected tax, "
        "vat charged, output vat, mwst, collected vat",
        "tips": "tips, tip, gratuity, gratuities, tips collected, tips received, tipping",
        "gift_cards": "gift cards, gift card, gift card sales, gift cards sold, giftcards, gift card sold, "
        "gift vouchers, gift voucher, vouchers sold, gift certificates, sales of gift cards, "
        "gift card revenue, giftcard sales, giftcard, store credit sold",
        "orders": "orders, how many orders, number of orders, order count, order volume, number of sales, "
        "how many sales, order numbers, orders placed, count of orders, sales count, "
        "order total count, transactions count, purchases, number of purchases, "
        "how many purchases, orders received, orders count, how many transactions, "
        "number of transactions, checkouts completed, completed orders, total orders, "
        "orders number, amount of orders, no of orders, nr of orders, num orders, "
        "transaction count, order qty",
        "units": "how many units left our shelves, how many units left the shelves, "
        "how many units left the warehouse, units left our shelves, units left the shelves, units left our warehouse, "
        "units left the warehouse, units, units sold, items, items sold, pieces, pieces sold, how many units, "
        "how many items, unit sales, number of units, number of items, how many pieces, "
        "how many did we sell, volume sold, quantity sold, quantity, "
        "how many products did we sell, how many products were sold, products sold, "
        "how many things did we sell, item count, unit volume, number of items sold, "
        "number of units sold, unit count, units shipped, how many products we sold, "
        "how many have we sold, how many were sold, how many pieces did we sell, "
        "number of products sold, how many did i sell, how many products have we sold, "
        "total units, qty sold, how many items did we sell, how many units did we sell",
        "aov": "aov, average order value, basket size, average basket, average order, avg order value, "
        "avg order, average basket size, order value, average cart, cart size, "
        "average spend per order, average ticket, basket value, average basket value, avg basket, "
        "average order size, mean order value, average cart value, ticket size, "
        "average transaction value, atv, revenue per order, sales per order, "
        "average purchase value, spend per order, average sale, typical order value, "
        "avg basket size, average value per order, average amount per order, abv, "
        "average order amount, average receipt, avg cart, cart value, ordervalue, "
        "average value of an order",
        "return_rate": "return rate, refund rate, returns rate, rate of returns, rate of refunds, return ratio, "
        "refund ratio, refund percentage, return percentage, percentage of returns, "
        "share of returns, % returned, percent returned, refunds rate, returns percentage, "
        "percentage returned, share of refunds, refund %, return %, returns ratio, "
        "percentage of refunds, returns as a share of sales, refunds as a share of sales, "
        "refund share, returns as a percentage of sales, refunds as a percentage of sales, "
        "percentage refunded, share of sales returned, share of sales refunded, "
        "percentage of sales refunded, percentage of sales returned, rate of return",
        "discount_rate": "discount rate, discounting rate, discount percentage, average discount, discount ratio, "
        "discount share, average discount rate, discount %, rate of discount, share of discounts, "
        "avg discount, discounts as a share of sales, percentage discounted, discount depth, "
        "discount level, promo rate, discounts as a percentage of sales, percentage of discounts, "
        "rate of discounts",
        "cogs_coverage": "cogs coverage, cost coverage, coverage of costs, costed share, "
        "share of sales with a cost, share of sales with cost, how much of sales is costed, "
        "coverage, cost of goods coverage, uncosted sales, share of sales with cogs, "
        "costs covered, missing costs, missing cogs, product cost coverage",
        "cm1_rate": "gross margin, margin, margins, gross margins, gross profit margin, gross margin %, "
        "gross margin rate, margin %, gross profit rate, gross profit %, gross margin percentage, "
        "cm1 rate, cm1 margin, cm1 %, gross marge, margin percentage, product margin, "
        "product margins, gm, cm1 percentage, gross profit percentage, gross profit margins, "
        "gross margin ratio, markup, contribution margin 1 rate, gm%",
        "cm2_rate": "cm2 rate, cm2 margin, cm2 %, cm2 percentage, contribution margin 2 rate",
        "cm3_rate": "cm3 rate, cm3 margin, cm3 %, cm3 percentage, contribution margin 3 rate",
        "fee_rate": "fee rate, fee percentage, fees as a share of revenue, fees as a percentage of revenue, fee share, "
        "effective fee rate",
        "fulfilment_rate": "fulfilment rate, fulfillment rate, shipping as a share of revenue, fulfilment share, "
        "shipping costs as a percentage of revenue, shipping cost rate",
        "marketing_rate": "marketing share, marketing as a share of revenue, marketing as a percentage of revenue, "
        "ad spend as a percentage of revenue, ad spend as a share of revenue, acos, tacos, ad spend ratio, "
        "marketing ratio, marketing rate, share of revenue spent on marketing, ad cost ratio",
        "mer": "mer, marketing efficiency, marketing efficiency ratio, amer, media efficiency ratio, "
        "return on marketing, marketing efficency",
        "blended_roas": "roas, return on ad spend, blended roas, ad efficiency, return on investment, roi, ad returns, "
        "return on advertising spend, total roas, overall roas, return on ads",
        "ad_spend": "ad spend, ads, ad costs, ad cost, adspend, ads spend, ad spending, spend on ads, paid ads, "
        "ad expenses, "
        "money on ads, spent on ads, ads cost, total ad spend, platform spend, spend on paid ads",
        "platform_roas": "platform roas, claimed roas, reported roas, roas the platforms claim, attributed roas, "
        "in platform roas",
        "break_even_roas": "break even roas, breakeven roas, roas to break even, minimum roas, "
        "break even return on ad spend",
        "break_even_mer": "break even mer, breakeven mer, mer to break even",
        "poas": "poas, profit on ad spend, profit over ad spend, profit return on ad spend",
        "cac": "cac, acquisition cost per customer, customer acquisition cost, acquisition cost, cost to acquire, "
        "cost per new customer, "
        "customer acquisition costs, acquisition costs, cost of acquiring a customer, cost to acquire a customer, "
        "cost of a new customer, cost per customer, cost of acquisition",
        "ncac": "ncac, new customer acquisition cost, new customer cac, ad spend per new customer",
        "new_customers": "new clients, new client, of new clients, new shoppers, new customers, new customer, "
        "first time customers, first time buyers, how many customers, "
        "number of customers, customer count, customer numbers, first orders, customers acquired, "
        "how many new customers, number of new customers, customers won, customers did we win, new buyers, "
        "customers did we acquire, customers did we gain, how many people bought, how many first time customers",
        "duties": "duties, import duties, customs, duties collected, import tax",
        "sales_after_discounts": "sales after discounts, sales before refunds and after discounts",
        "charged_sales": "charged to customers, customers were charged in total",
        "stock_adjustment": "stock adjustment, stock adjustments",
        "unclassified": "unclassified, uncategorised, uncategorized, unclassified entries",
        "net_margin": "net margin, net margins, profit margin, profit margins, net profit margin, "
        "net profit rate, net margin %, profit rate, net profit %, net profit percentage, "
        "bottom line margin, net margin percentage, profit %, profit percentage, "
        "net profit margins, return on sales, net income margin, ros",
    },
)

_VERBS = phrases(
    "sold",
    {
        "net_sales": "sell, sold, selling, did we shift, we sell, best selling",
    },
)

_VAGUE = phrases(
    "vague",
    {
        "made": "how much did we make, how much money did we make, how much have we made, "
        "how much we made, did we earn, how much did we earn, how much money did we earn, "
        "how much have we earned, how much did we bring in, how much money did we bring in, "
        "how much was made, what did we make, what we made, what did we earn, make, made, earn, "
        "earned, did we bring in, bring in, brought in, took in, take in, rake in, raked in, "
        "how much did i make, taken in, coming in, came in, pull in, pulled in, making, gross, "
        "grossed, net, generate, generated",
        "shipping": "shipping, delivery, postage, shipping fees, delivery fees, shipping charges, "
        "delivery charges, shipping fee, delivery charge, shipping charge, shipping total",
        "contribution": "contribution margin, contribution, contribution margins, contribution profit, db, "
        "contribution margin rate",
    },
)

_LEAN = phrases(
    "lean",
    {
        "cost": "spend, spent, cost, costs, costing, pay, paid, paying, expense, expenses, spending, "
        "outlay, spends, pay for, paid for, bill",
        "income": "charge, charged, customers pay, customers paid, collect, collected, customers spend, "
        "charging, did customers pay, have customers paid, collecting, customers charged",
    },
)

_COUNT = phrases(
    "count",
    {
        1: "how many, number of, count of, no of, amount of",
    },
)

_ASSUMED = phrases(
    "loose",
    {
        "sales": "sales, total sales, sales total, sales figures, sales volume, sales value, sales numbers, "
        "sale, sell, sold, sales amount, online sales, store sales, shop sales, selling, "
        "best selling",
        "margin": "margin, margins, margin %, margin percentage, product margin, product margins",
        "profit_margin": "profit margin, profit margins, profit rate, profit %, profit percentage",
        "profit": "profit, profits, earnings, bottom line, loss, losses, bottomline, surplus",
        "gmv": "gmv, gross merchandise value, gross merchandise volume, gross revenue, gross turnover",
        "takings": "takings, our take, receipts, total takings, the take",
        "income": "income, total income",
        "operating_profit": "operating profit, ebit, operating income, operating result, operating profits",
        "tax": "tax, taxes",
        "fees": "commission, commissions, etsy fees, amazon fees, stripe fees, paypal fees, klarna fees, "
        "amex fees, stripe fee, paypal fee, shopify payments fees, stripe charges, paypal charges, "
        "chargebacks, chargeback, stripe costs, paypal costs, shopify fees, bank fees, "
        "credit card fees",
        "operating_costs": "salary costs, salary cost, payroll costs, personnel costs, payroll, rent, salaries, "
        "wages, app costs, app fees, software costs, staff costs, "
        "insurance, subscriptions, app subscriptions",
        "fulfilment": "labels, shipping labels, packaging, 3pl, pick and pack, pick & pack, freight, courier, "
        "packing, shipping costs, shipping cost, postage costs, delivery costs, shipping spend, "
        "return shipping, label costs, packaging costs, cost of shipping, delivery cost, "
        "postage cost",
        "roas": "roas, return on ad spend, return on investment, roi, ad returns, ad efficiency, return on ads",
        "customers": "how many customers, number of customers, customer count, customer numbers, "
        "how many people bought",
        "marketing": "influencers, influencer costs, affiliates, affiliate costs, agency fees, agency costs, "
        "influencer spend",
    },
)

_PROVIDER = phrases(
    "provider",
    {
        "fees": "stripe, paypal, klarna, shopify payments, payment providers",
    },
)

METRICS = joined((_PROVIDER, _METRICS, _VERBS, _VAGUE, _LEAN, _COUNT, _ASSUMED))
