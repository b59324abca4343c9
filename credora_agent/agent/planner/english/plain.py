"""English words that carry no meaning for the planner and are never taken for a misspelt one that does."""

from __future__ import annotations

_PLAIN = frozenset(
    """
    a about above actually across add after again all almost along already also always am among amount an and
    another any anybody anyone anything anyway are arent around as ask asked asking at away back basically be
    became because been being below between both bring brought but by call called came can cannot cant check
    clear come comes coming comparing correct could couldnt curious currently deal dear did didnt display do
    does doesnt doing done dont each earlier either else enough entirely etc even ever every everybody
    everyone everything exact exactly fact far fast feel few figure figured find fine first for found from
    full fully further gave general generally get gets getting give given gives glad go goes going gone gonna
    good got gotta great guess guys had hadnt half happen happened happening happens has hasnt have havent
    having he hear help her here hers hey him his hold hope how however hows i id if ill im in indeed info
    information inside instead into is isnt it its ive just keep kept kind kindly knew know known large later
    least left less let lets like likely listen little long look looking looks lot lots love made main mainly
    make makes many matter maybe me mean means meant mention might mind mine more most mostly much must my
    myself name namely near nearly necessary need needed needs never nice no nobody none nope nor not note
    nothing now number numbers obviously of off often oh ok okay on once one ones only onto or other others
    otherwise ought our ours out outside over overall own part people per perhaps place please pls plz point
    possible possibly pretty probably provide pull put question quick quickly quite rather read real really
    regarding regards right roughly run said same saw say saying says see seem seemed seems seen sense set
    shall she short should shouldnt show showed shown shows simple simply since small so some somebody someone
    something sometimes somewhat soon sorry sort specific still store shop stuff such sum sure take taken
    takes tell telling tells than thank thanks that thats the their theirs them then there theres these they
    theyre thing things think this those though thought through thus to together told too took top toward
    towards tried try trying turn two type under understand unless until up upon us use used uses using
    usually various versus very via view wanna want wanted wants was wasnt watch way ways we well went were
    werent weve what whatever whats when where wheres whether which while who whole whom whose why will wish
    with within without wonder wondering wont word work worked working works would wouldnt yeah yes yet you
    your youre yours amounts total totals value values money company business ecommerce shopify stripe paypal
    merchant sums altogether combined actual size level levels rate kinda sorta bit bucks dollars euros dollar
    euro usd eur gbp pounds cash quid grand thousand million fetch retrieve generate present respectively
    remained remains remaining height site sites stretch extend passed stick notice noticed
    separately approx approximately report reports data figures books ledger records column table shops stores
    folks team boss dude mate bro man sir madam wow omg lol btw fyi asap tbh imo hmm hm uh um er entire gimme
    lemme wat wut whut u ur r thx y n ya yep nah k due turned based experienced recorded booked incurred paid
    received collected charged issued processed reached hit hits placed shipped achieved generated posted
    match march mark male mail mode mood mouth moth form film firm farm fold gold cold bold sail sails sold
    sole soles salt role roll tall tale week weak wear year fear bear fees feet feed free tree three dairy
    diary daily honey monkey monthly quarter quarters quart quality profile profit product products project
    protect unit units united unite order orders border older ordered return returns returning retire refuse
    refund revenue avenue reverse review eight brand brands cost last past test text next best rest post ship
    shot shut shock stop step trade trend truth summary spring month accounting accountant purposes purpose
    board deck meeting presentation investor investors bookkeeper filing slide slides partner partners record
    tax colleague spreadsheet terms term regard respect basis standpoint perspective window timeframe range
    interval date dates won lead led side line lines beginning middle period periods account category example
    crush crushed crushing prove proved open opens opened burn burning instance context reason case regular normal
    rank ranked ranking ranks sort sorted sorting including include
    includes incl roof felt wise
    excluding excludes excl omitting ignoring besides adviser advisor advisers advisors shocked surprised happy
    unhappy sad excited annoyed confused tired puzzled
    disappointed scared ordinary bring brings bringing accurate accuracy damage makin show listing person
    someone worth
    brought per pay paying went wish heads notice soonest honest honestly likely rather new still left remain remaining
    pull dig check checked checking scenario plan planning assume give giving name named called extra tied pick
    picked favourite spending cost costing generated driving drives bought buy buys buying shopper store
    """.split()  # noqa: SIM905 - a word list reads best as running text
)

CONTENT = frozenset(
    """
    tiger poem house mouse table cable chair water light night fight sight tight color colour shirt shirts
    hoodie hoodies mug mugs candle candles coffee tea shoes socks blue red green white large medium sizes cat
    cats dog dogs kid kids men women baby home garden film firm farm fold gold cold bold sail sails sole soles
    salt role roll tall tale weak wear hear fear bear feet feed free tree diary honey monkey quart quality
    profile protect united unite border older retire refuse avenue reverse coast cast lost taste nest vest
    west east shock stem style title train trail truth twist winner dinner summit string sing song king ring
    mood male
    """.split()  # noqa: SIM905 - a word list reads best as running text
)
"""Words kept from being bent that are still content: they lower how sure a plan is."""

PLAIN = _PLAIN - CONTENT

ALIASES = {
    "hw": "how", "adds": "ads", "spnd": "spend", "compair": "compare", "lookin": "looking",
    "whenever": "when", "ppl": "people", "rn": "now", "prods": "products", "prod": "product",
    "camps": "campaigns",
    "custs": "customers", "fcst": "forecast", "inv": "inventory",
    "mktg": "marketing", "mktng": "marketing",
    "wat": "what", "wut": "what", "whut": "what", "wht": "what", "u": "you", "r": "are", "nad": "and",
    "adn": "and", "teh": "the", "hte": "the", "b4": "before", "wk": "week", "wks": "weeks", "fo": "of", "fro": "for",
    "yr": "year", "yrs": "years", "bst": "best", "tot": "total", "ttl": "total",
    "mch": "much", "mcuh": "much",
    "muhc": "much", "wek": "week", "mnths": "months", "dys": "days",
    "wich": "which", "whihc": "which", "ni": "in", "si": "is", "frm": "from", "pnls": "pnl",
    "comapre": "compare", "vss": "vs", "versu": "versus", "agst": "against", "tehn": "then",
    "yest": "yesterday", "wkly": "weekly", "mthly": "monthly", "mutch": "much", "los": "loss", "lats": "last",
    "thsi": "this", "htis": "this", "tis": "this", "lsat": "last",
    "alst": "last", "ths": "this", "lat": "last",
    "janurary": "january", "janury": "january", "decemeber": "december", "agust": "august", "ystd": "yesterday",
    "amke": "make", "mony": "money", "prevous": "previous", "rfnds": "refunds", "dya": "day", "mouth": "month",
    "moth": "month", "moths": "months", "mouths": "months", "weak": "week", "weaks": "weeks", "tht": "that",
    "dis": "this", "da": "the", "gimmie": "give", "howz": "hows", "abt": "about", "avgs": "avg",
}  # fmt: skip
"""Slang and slips too short to be mended by likeness."""
