"""Verbs of speech: which words report a clause or stand beside a quotation.

English, and the commonest verbs of a few neighbours. Forms are made by rule from
base forms.
"""

import re

# Verbs, with the past where it is irregular. These report a clause or stand beside
# a quotation.
_REPORT = """
say/said tell/told write/wrote think/thought swear/swore admit/admitted
speak/spoke add state declare announce claim insist argue warn note
tweet post reply respond explain stress emphasise emphasize confirm deny acknowledge
concede complain joke recall remark reiterate repeat pledge promise vow
conclude suggest testify allege assert predict maintain contend believe doubt
caution agree estimate reckon fear hope report point counter retort
boast lament affirm disclose reveal hint signal indicate propose demand
urge protest object recommend rule advise assure inform remind speculate muse
profess guarantee mutter grumble moan worry suspect confess concur opine fret
feel/felt mention forecast/forecast
"""
# These stand beside a quotation alone.
_UTTER = """
ask answer continue shout cry exclaim whisper wonder observe thunder sigh laugh
grin shrug snort chuckle yell scream growl snap quip/quipped recount remember
beg/begged begin/began proclaim comment fume scoff enthuse interject
express talk read/read
"""
# These name or judge something in quoted words: "called it ...", "hailed as ...".
_NAME = """
call describe compare accuse criticise criticize praise condemn denounce
dismiss brand hail label/labelled portray characterise characterize deride
liken mock reject decry attribute blame term slam/slammed
"""
_FOREIGN = """
сказал сказала сказали говорит заявил заявила заявили отметил отметила добавил
добавила подчеркнул подчеркнула сообщил сообщила написал написала ответил
ответила спросил спросила sagte sagt erklärte betonte schrieb déclaré affirmé dit
dijo afirmó añadió declaró
"""
# Base forms that are nouns more often.
_NOUNS = frozenset(
    """state note post reply stress joke remark pledge promise vow doubt caution
    estimate fear hope report point counter boast hint signal demand urge protest
    object rule forecast answer shout cry whisper wonder thunder sigh laugh grin
    shrug scream comment snap read call name brand label mock""".split()
)
_PLURALS = frozenset("rules objects points posts signals counters".split())
# Forms that may be nouns: as verbs only behind a short subject.
NOUN_FORMS = frozenset("states notes reports claims estimates hopes fears".split())
# Verbs behind which a clause needs no "that", and those with a hearer before it.
_BARE = "said says say insisted insists insist argued argues argue"
_HEARERS = "told tells tell assured assures warned warns informed reminded reminds"


def _forms(lemmas: str, *, ing: bool) -> frozenset[str]:
    """Return the finite forms of verbs, and "-ing" if wanted."""
    found = set()
    for lemma in lemmas.split():
        base, _, past = lemma.partition("/")
        y = re.search("[^aeo]y$", base)  # deny, denied, denies
        past = past or (base[:-1] + "ied" if y else base.removesuffix("e") + "ed")
        hiss = base.endswith(("s", "sh", "ch"))
        found |= {past, base[:-1] + "ies" if y else base + ("es" if hiss else "s")}
        found |= {base} - _NOUNS
        stem = base.removesuffix("e") if y or not past.endswith("ed") else past[:-2]
        found |= {stem + "ing"} if ing else set()
    return frozenset(found - _PLURALS)


REPORT_WORDS = _forms(_REPORT, ing=False)
NAMING_WORDS = _forms(_NAME, ing=True)
BESIDE_WORDS = _forms(_REPORT + _UTTER, ing=True) | frozenset(_FOREIGN.split())
SPEECH_WORDS = BESIDE_WORDS | NAMING_WORDS
BOUND_WORDS = frozenset(("held", "holds", "shot"))  # report with "that" alone
BARE_WORDS = frozenset(_BARE.split())
HEARER_WORDS = frozenset(_HEARERS.split())
REPORTING = frozenset(
    form + stop
    for word in REPORT_WORDS | BOUND_WORDS | {"heard", "hears"}
    for form in (word, word.capitalize())
    for stop in ("", ".", ",", ":")
)
