"""Words that claim nothing of a figure wherever they stand, and nouns that claim nothing unless they name what is told.

`MANNER` are adverbs, adjectives and verbs of saying, thinking and advising. `NOUNS` may stand beside figures only where
they are neither what a number is of nor what tells one kind of a measure from another.
"""

from __future__ import annotations

from credora_agent.agent.guard.terms import terms

MANNER = terms(
    """
expensive costly cheap pricey buy buying able absolutely accordingly actively adequate again afterwards albeit
alike allow
allows allowed alternatively although amazing anyhow apart apologies appreciate appropriate arguably around
ask asks asked asking assess assessing assume assumes assumed assuming assure attractive automatically available avoid
avoiding awesome awkward beautiful beautifully believe believes believed bold boldly
brief broad calm calmly careful carefully celebrate check checked checks
checking choose chooses choosing chosen clear cleanly close closely comfortable comfortably comment
comments commendable commercially compare comparable competitive complicated confident confidently
confirm confirms confirmed confirming congratulations congrats conservative consider considered considering considers
convincing convincingly cool correct correctly curious dear decent decently
decide decides decided deciding deep deliberate deliberately delighted depend depends depending desirable
deserve deserves did directly discuss discussed discussing dive diving dramatic eager easily effective
effectively efficient efficiently elegant elsewhere enable enables encourage encourages enjoy enough ensure ensures
ensuring especially examine examining excellent exceptional exceptionally excited exciting explains explained
explaining explore exploring extraordinary fair familiar fantastic favourable favorable favourably
favorably feel feels felt find finds finding fine firm firmly focus focused focusing forgive formally found frank
friendly frustrating fun-fact gentle gently genuine genuinely gladly go-ahead going gone graceful grateful guess
happen happens happened happening happy-to hard harsh head heads-up hear hello helped helpfully helping hesitate hope
hopes hoping ideal ideally ignore ignoring imagine immediate immediately important imply implies implied impressed
incidentally indirectly inform informed inspect intend interesting interestingly investigate
investigating keenly kind kindly knew know knowing known knows lay learn learned let lets
lightly likewise logical lovely lucky major manage
manages managing manageable manner marvellous matter matters meaningful meaningfully mention mentioned mentioning mere
mild mildly minded mixed monitor monitored monitoring move-on neat necessarily necessary needing needs
nevertheless nonetheless normally notice noticed noticing notwithstanding occasionally odd oddly
offering often openly opt otherwise outright outstanding overly paint paints particularly
patient patiently paying perfect perfectly personally pinpoint plan planning pleasant pleasing pleased
prepare prepared preparing pressing probable proceed prompt promptly properly proud prudent
prudently quiet quietly realistic realistically recheck recognise recognize reconsider refer
refers reflect reflected reflecting reflects relatively relevant reliable reliably relieved rely remember
remind reminder respectable respectably review reviewed reviewing revisit rewarding right rightly risky robust robustly
rough routinely safe safely satisfactory satisfying scan secure securely seem seemed seemingly sensibly
separately serious seriously shortly simple smart smooth smoothly sober soft softly sort sought sound
soundly specific spectacular starting-with stellar stick still-to straightforward
strategic strategically stress strikingly stressful striking study stunning suddenly sufficient sufficiently suggested
suitable super superb sure sure-footed surprised surprising tackle talk talking tell-me telling
tempting terrible terrific thankful thorough thoroughly thought thoughtful tidy tight tightly
timely told tracking transparent treat treats tried trivial troubling true truly trust try-ing trying
typical-of ultimately unclear underline underlines understand understanding understood unexpected unexpectedly
unfortunate unfortunately unpleasant unsurprising unusual unusual unusually urgent urgently usual useful-to usefully
valid valuable verify verified verifying viable viewing visibly vital wait waiting want wants
wanted warm warmly watch watching watched wary wise wisely wish wishing wonder wonderful wonderfully
wondering worries worried worry worthwhile wow wrap yep yourself ourselves themselves himself myself
anyone someone somebody anybody something anything somewhere anywhere however wherever whenever whatever whichever
i'd i'll i've i'm you'd you'll you've you're we'd we'll we've we're they'd they'll they've they're it'll it'd
that'll there'll here's what's where's who's let's how's he'd she'd aside amongst beneath beside
nearby onwards unto upon via whilst yesterday's
pays-off driving keep-up gives-you
"""
)
NOUNS = terms(
    """
email emails newsletter newsletters action actions advantage advice aim alert analysis angle approach area
assessment attention backbone backdrop base
 bit board bottleneck brief business businesses buffer calendar care cause causes caution
challenge challenges checkout checklist choice choices circumstance circumstances colleague combination commitment
company companies comparison competition competitor competitors concern concerns conclusion condition conditions
confidence consideration context contributor contributors control conversation core course creative creatives
culprit cushion dashboard decision decisions demand desk direction discipline driver drivers effort efforts
element engine evidence example examples execution explanation eye eyes fact factor factors feedback finance finances
finding findings flag focus foundation foundations founder front fuel game good-news guidance guide health hint hints
homepage idea ideas implication implications indication indicator influence information
insight insights instance interest issue issues job judgement judgment landscape lesson lessons lever levers
list listing listings logic luck manager margin-for-error marketer matter meaning means meeting
message messages mind mindset mission mix moment momentum mood morning mystery nature need news note objective
observation occasion offer offers operation operations opportunity opportunities option options outcome outcomes owner
pace page pages pattern patterns performer performers perspective piece place plan plans player players plus-point
point points portfolio position post potential practice presence pressure priority priorities problem problems process
 proof purpose quality question rate-of-change rationale reality reason reasons recommendation reference
regard relief reminder report reporting response responsibility review risk risks roadmap role room rule
runner scene scope screen section sense seller sellers shape shopper side sign signal signals signs site
situation snapshot solution sort spotlight stage stand start state step steps strategy
strength strengths structure subject success success-story suggestion summary supplier suppliers support
surprise tactic tactics tailwind tailwinds headwind headwinds takeaway talk task team teams tendency test
tests testing theme thing thought thoughts thumb tip tips tone tool tools topic touch track traction
understanding update updates upshot use view visibility warehouse warning watch watchlist way ways weakness
weaknesses weather website win winner winners work world worry
"""
)
MANNER -= NOUNS
ADVERBIAL = terms("only early family supply apply reply ally rely multiply daily weekly monthly yearly hourly")
CLAIMING_ADVERBS = terms(
    "mostly mainly largely primarily solely wholly partly entirely exclusively nearly doubly triply singly "
    "domestically internationally globally locally organically nationally online wholesale quarterly "
    "fortnightly nightly "
    "biweekly bimonthly falsely wrongly incorrectly allegedly supposedly collectively jointly cumulatively annually "
    "averagely unevenly evenly equally constantly unanimously invariably continuously continually continuously "
    "uninterruptedly successively consecutively previously formerly negatively positively unprofitably "
    "profitably poorly "
    "badly adversely wrongly rarely seldom hardly barely scarcely only fully proportionally "
    "proportionately inversely overwhelmingly predominantly exponentially"
)


def mannered(low: str) -> bool:
    """Tell whether a word in lower case is an adverb of manner by its ending, and none that counts or limits."""
    return low.endswith("ly") and len(low) > SHORTEST and low not in CLAIMING_ADVERBS | ADVERBIAL


SHORTEST = 5
