"""Verbs: their forms, and which words report a clause or stand beside a quotation.

English, and the commonest verbs of speech of a few neighbours.
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


def conjugated(lemma: str) -> tuple[str, str, str, str, str]:
    """Return base, third person, past, participle and "-ing" of a verb.

    What is irregular stands behind slashes: past, participle and "-ing", as in
    "speak/spoke/spoken".
    """
    base, *irregular = lemma.split("/")
    soft = base.removesuffix("e")
    y = base[:-1] if re.search("[^aeiou]y$", base) else ""  # deny, denied, denies
    hiss = base.endswith(("s", "sh", "ch", "x", "z"))
    third = y + "ies" if y else base + ("es" if hiss else "s")
    past = irregular[0] if irregular else y + "ied" if y else soft + "ed"
    doubled = past.startswith(soft) and past.endswith("ed")  # admitted, admitting
    ing = (past[:-2] if doubled else soft) + "ing"
    return base, third, past, *irregular[1:], *(past, ing)[len(irregular[1:]) :]


def _forms(lemmas: str, *, ing: bool) -> frozenset[str]:
    """Return the finite forms of verbs, and "-ing" if wanted."""
    found = set()
    for lemma in lemmas.split():
        base, third, past, _, present = conjugated(lemma)
        found |= {third, past} | ({base} - _NOUNS) | ({present} if ing else set())
    return frozenset(found - _PLURALS)


REPORT_WORDS = _forms(_REPORT, ing=False)
NAMING_WORDS = _forms(_NAME, ing=True)
BESIDE_WORDS = _forms(_REPORT + _UTTER, ing=True) | frozenset(_FOREIGN.split())
SPEECH_WORDS = BESIDE_WORDS | NAMING_WORDS
BOUND_WORDS = frozenset(("held", "holds", "shot"))  # report with "that" alone
# Verbs behind which a clause needs no "that", and those with a hearer before it.
BARE_WORDS = frozenset(
    "said says say insisted insists insist argued argues argue".split()
)
HEARER_WORDS = frozenset(
    "told tells tell assured assures warned warns informed reminded reminds".split()
)
REPORTING = frozenset(
    form + stop
    for word in REPORT_WORDS | BOUND_WORDS | {"heard", "hears"}
    for form in (word, word.capitalize())
    for stop in ("", ".", ",", ":")
)
