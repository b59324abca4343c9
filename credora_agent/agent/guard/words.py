"""The words the guard knows: those that claim something, those that turn a claim, and those that claim nothing."""

from __future__ import annotations

from credora_agent.agent.guard.terms import terms

UP = terms(
    "raises boosts boosted lifts lifted rose rise rises risen rising grew grow grows grown growing increased "
    "increase increases increasing climbed climb climbs climbing jumped jump jumps jumping surged surge surges "
    "soared soar soars gained gain gains improved improve improves improving improvement up uptick upturn rallied "
    "rebounded recovered expanded expand expansion accelerated spiked spike leapt leaped leap growth advanced "
    "ballooned boomed upward upwards widened widens lifted lift lifts rocketed skyrocketed swelled strengthened "
    "edged-up higher added stieg "
    "gestiegen wuchs gewachsen zugenommen augmenté augmente progressé subió aumentó creció subiu aumentou cresceu "
    "増加 上昇 増えました 増えた"
)
DOWN = terms(
    "fell fall falls fallen falling dropped drop drops dropping declined decline declines declining decreased "
    "decrease decreases decreasing shrank shrink shrinks shrunk slipped slip slips sank sink sunk slid slide "
    "slides dipped dip dips plunged plunge plunges plummeted plummet tumbled tumble slumped slump slumps "
    "contracted contraction down downturn worsened deteriorated weakened cratered crashed collapsed eroded "
    "lost-ground reduced reduction shed downward downwards narrowed narrows lower lowers cuts hurts reduces "
    "nosedived dwindled "
    "diminished eased receded retreated softened sank gesunken gefallen fiel abgenommen baissé diminué chuté bajó "
    "cayó disminuyó caiu diminuiu baixou 減少 低下 減りました 減った"
)
FLAT = terms("stayed remained flat unchanged stable steady constant same level stagnant stagnated identical")
MORE = terms(
    "more greater larger bigger above exceeded exceeds exceed exceeding outperformed outperforms topped tops "
    "outsold outnumbered outnumber outnumbers outpaced surpassed surpasses over-plan ahead stronger"
)
LESS = terms("less fewer smaller below missed trailed trails lagged lags underperformed behind short under-plan weaker")
BETTER = terms("better beat beats beaten")
WORSE = terms("worse")
TRANSITIVE = terms(
    "ahead outnumbered outnumber outnumbers exceeded exceeds exceed exceeding outperformed outperforms topped "
    "tops outsold outpaced surpassed surpasses "
    "trailed trails lagged lags underperformed beat beats above below behind missed"
)
"""Comparing words that take the other side without "than"."""
HIGHEST = terms("highest most largest biggest greatest top peak peaked maximum strongest")
LOWEST = terms("lowest least smallest fewest minimum bottom weakest trough slowest")
BEST = terms("best leading leader leads led")
WORST = terms("worst poorest")
TIMES = {
    "doubled": "2", "double": "2", "doubling": "2", "tripled": "3", "triple": "3", "trebled": "3", "quadrupled": "4",
    "quadruple": "4", "quintupled": "5", "halved": "0.5", "twice": "2", "thrice": "3",
}  # fmt: skip
ORDINAL = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "first": 1, "1st": 1,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
GAIN = terms("profitable positive profitably surplus black")
LOSS = terms("loss losses unprofitable negative deficit red loss-making losing lost lose loses")
NEGATION = terms(
    "not no never didn't doesn't isn't wasn't weren't don't won't can't cannot couldn't wouldn't hasn't haven't "
    "hadn't neither nor without nothing none hardly barely scarcely nobody nicht kein keine pas ne não aren't "
    "failed fails nowhere"
)
AGGREGATES = terms(
    "average averaged averages averaging avg mean median typical typically sum sums summed total totals totalled "
    "totaled totalling combined together altogether overall aggregate aggregated collectively jointly cumulative "
    "cumulatively per each every apiece daily weekly monthly yearly annually annual annualised annualized "
    "quarterly hourly gesamt durchschnittlich insgesamt moyenne promedio média"
)
JOINING = terms("combined together altogether sum summed sums total totals totalled totaled")
HARMLESS_TOTAL = terms("total overall totalled totaled totals totalling")
QUANTIFIERS = terms(
    "all both only always most mostly mainly majority minority half-of none some several dozens hundreds "
    "thousands millions many few any everything everyone nearly-all entire entirely whole largely primarily "
    "solely exclusively consecutive straight row streak longer continued continues remains "
    "stays kept keeps bulk lion's halves trend trending forecast expected projected predicted will expect "
    "expects project because due record thanks caused driven drove drives since after before excluding including "
    "ex without despite until except besides tax gross net accounting accounted accounts share shares "
    "proportion percentage fraction ratio rate twice-as rather almost-all other others another rest remaining "
    "remainder difference gap spread change changes changed moved swing swung range ranged ranging between"
)
"""Words that say something of a claim; a sentence with numbers holds them only where a rule has read them."""
METRICS = terms(
    "revenue sale spend profit margin roas poas mer cost order unit customer visitor session click impression "
    "conversion purchase refund return fee discount cac cpa cpc ctr ltv aov cog cogs ebitda cog cm1 cm2 cm3 stock "
    "inventory rate value balance cash ad marketing"
)
"""Words that say what is measured, where others say of whom."""
QUALIFIERS = terms("ad net gross blended average new marketing repeat total")
"""Words that tell kinds of a metric apart, not its owners."""
NEAR = {
    "about": "about", "around": "about", "roughly": "about", "approximately": "about", "approx": "about",
    "approx.": "about", "c.": "about", "circa": "about", "ca.": "about", "some": "about", "~": "about", "≈": "about",
    "close to": "about", "likely near": "about", "near": "about", "in the region of": "about", "rund": "about",
    "etwa": "about", "environ": "about",
    "unos": "about", "unas": "about", "cerca de": "about", "or so": "about", "約": "about", "somewhere around": "about",
    "fell just short of": "nearly", "nearly reached": "nearly", "almost reached": "nearly", "nearly": "nearly",
    "almost": "nearly", "just under": "nearly", "just below": "nearly", "just short of": "nearly",
    "a little under": "nearly", "slightly under": "nearly", "slightly below": "nearly", "a bit under": "nearly",
    "less than": "under", "under": "under", "below": "under", "fewer than": "under", "fast": "nearly",
    "over": "over", "more than": "over", "above": "over", "just over": "just", "just above": "just",
    "a little over": "just", "slightly over": "just", "slightly more than": "just", "slightly above": "just",
    "a bit over": "just", "well over": "over", "a little more than": "just", "just more than": "just",
    "in excess of": "over", "slightly less than": "nearly", "just less than": "nearly", "greater than": "over",
    "at least": "least", "no less than": "least", "no fewer than": "least", "not less than": "least", "≥": "least",
    "at most": "most", "no more than": "most", "up to": "most", "not more than": "most", "≤": "most", ">": "over",
    "exactly": "", "precisely": "", "a full": "", "just": "", "only": "", "a total of": "", "<": "under",
    "passed the": "over", "topped the": "over", "crossed the": "over", "crossed": "over", "passed": "over",
    "exceeded": "over", "exceeds": "over", "exceeding": "over", "topped": "over", "surpassed": "over",
    "higher than": "over", "lower than": "under", "as much as": "", "as many as": "", "fully": "",
}  # fmt: skip
ADVICE = terms(
    "consider could would should might may can try want need recommend suggest suggests suggesting worth think "
    "let let's please if whether helps help would-be ask review check watch keep aim plan test worth-while to"
)
FROM = terms("from")
BASE = terms("from against versus vs vs. compared comparing relative than over since")
COST_VERBS = terms("spent spend spends spending cost costs costing paid pay pays")
GAIN_VERBS = terms(
    "earned earns earn made makes make netted nets generated generates brought brings bring yielded yields "
    "produced contributed took takes grossed delivered delivers sold"
)

NEUTRAL = terms(
    """
still again
far returned returns-s
lies lie lying rests rest
a an the this that these those there here it its it's that's there's they them their theirs you your yours we our ours
us i me my he she his her one's who whose which what when where how why is was are were be been being am has have had
having do does did done 's 're 've 'll 'd and or but so yet while whereas though although because-of as well also too
plus then thus hence therefore meanwhile of in on at for by to into onto with within via through during across
about-that out off upon per-se among toward towards came come comes coming stood stand stands standing reached reach
reaches reaching hit hits landed land lands amounted amount amounts amounting equals went go goes going ran run runs
showed show shows showing shown saw see sees seen recorded record-ed records reported report reports reporting booked
posted register registered registers logged noted ended end ends ending finished finish closed close closes opened
started began begins closing opening sat sits sitting get gets got getting gave give gives given giving left leave
leaves turned turn turns totaling tallied counted counts works worked work represents represented represent makes-up
reads read say says said saying tell tells told means mean-s indicates indicate indicated according figures figure
numbers number data books ledger statement records result results resulting performance value values level-s metric
metrics measure measures measured reading readings period time day-to-day date month months' quarter quarters year
years week weeks days day month's quarter's year's period's months weekly-s shop store business company merchant
account brand team customers-s people side whole-shop currently now then overall-s already recently lately
specifically namely respectively exactly precisely just quite very equal equals equalled equaled really indeed
actually much news two-s clearly simply notably importantly interestingly encouragingly unfortunately fortunately
sadly luckily briefly basically essentially generally in-short summary short-ly note notes noted-s please looking look
looks based basis terms term line lines item items case regard regarding concerning yes no-w ok okay sure well hello
hi thanks-s thank great good nice glad happy welcome sorry solid healthy strong weak modest slight slightly small
large big significant significantly considerable considerably sharp sharply steep steeply strongly rapidly quickly
slowly gradually noticeable noticeably substantial substantially marked markedly little bit lot a-lot somewhat set
alongside respectively following follows follow listed below-s been-so such like even both-s nor-s own same-s brought
made earned generated took sold spent cost netted yielded produced delivered grossed contributed paid hereby therein
altogether-s against-s put places place placed position point points-s if whether unless once worth made-up amid mark
marks marking tipped called call calls keep keeping kept-s holds hold held holding answer answers question questions
short long part parts piece detail details breakdown whereby upto approximately-s roughly-s earlier later next past
last-s current present previous-s prior-s latest recent sale-s taking takings pulled drew draws attracted achieved
achieve achieves achieving scored attained der die das den dem des ein eine einen einem einer im am in zum zur und
oder war waren ist sind betrug betrugen lag lagen bei beim von vom für mit auf es sie ihr ihre wir le la les l' un une
des du de en et ou était étaient est sont s'élevait à au aux pour avec sur dans il elle vous votre el los las una uno
del al y o fue fueron es son era ascendió en por con para su sus um uma do da dos das no na nos nas e foi foram é são
em por com para seu sua product products campaign campaigns channel channels platform platforms market markets
country countries thing things
high low fast used uses using remain remains customer customers shopper shoppers buyer buyers bought key main
received receive receives comfortably itself alone huge bright spot edged inched crept ticked nudged back away anyway
grain
salt modestly solidly nicely neatly handsomely healthily dramatically drastically notable striking remarkable
remarkably impressive impressively surprisingly unsurprisingly understandably naturally obviously evidently
apparently presumably probably likely perhaps maybe possibly potentially unlikely immediately finally eventually
initially originally today's concretely broadly essentially plainly frankly honestly admittedly crucially
critically fundamentally happily hopefully thankfully sensible useful helpful reasonable encouraging worrying
concerning promising disappointing reassuring alarming tricky tough difficult easy picture story view glance
takeaway takeaways headline headlines highlight highlights summary overview recap seems seem appears appear ate
eaten swallowed absorbed consumed consumes eats absorbs mark keen aware cautious careful promise prove explain
hand chiefly hugely fairly pretty extremely highly certainly definitely undoubtedly surely merely wound settled
arrived rang managed scored clocked notched pocketed totted すなわち は が
の に で を と です でした だった は、 へ も から まで でした。
"""
)
