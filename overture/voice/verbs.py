"""Verbs: their forms, and which words report a clause or stand beside a quotation.

English, and the commonest verbs of speech of a few neighbours. A row of verbs.csv is a
verb, with its past, participle and "-ing" behind slashes where they are irregular
(speak/spoke/spoken). A verb may be of several kinds:

- report: reports a clause, or stands beside a quotation;
- utter: stands beside a quotation alone;
- name: names or judges something in quoted words ("called it ...", "hailed as ...");
- bare: a clause behind it needs no "that";
- hearer: a hearer may stand between it and its clause;
- act: done by somebody to somebody; behind it, what joins it to its object (call on);
- noun, plural: its base form, or the third person, is more often a noun;
- form: stands beside a quotation, just as it is written.
"""

import re

from overture.voice.tables import of_kinds, read_kinds

VERBS = read_kinds("verbs.csv")
BOUND_WORDS = frozenset(("held", "holds", "shot"))  # report with "that" alone
# Forms that may be nouns: as verbs only behind a short subject.
NOUN_FORMS = frozenset("states notes reports claims estimates hopes fears".split())


def conjugated(verb: str) -> tuple[str, str, str, str, str]:
    """Return base, third person, past, participle and "-ing" of a verb."""
    base, *irregular = verb.split("/")
    soft = base.removesuffix("e")
    y = base[:-1] if re.search("[^aeiou]y$", base) else ""  # deny, denied, denies
    hiss = base.endswith(("s", "sh", "ch", "x", "z"))
    third = y + "ies" if y else base + ("es" if hiss else "s")
    past = irregular[0] if irregular else y + "ied" if y else soft + "ed"
    doubled = past.startswith(soft) and past.endswith("ed")  # admitted, admitting
    ing = (past[:-2] if doubled else soft) + "ing"
    return base, third, past, *irregular[1:], *(past, ing)[len(irregular[1:]) :]


def _forms(*kinds: str, ing: bool = False) -> frozenset[str]:
    """Return the finite forms of the verbs of some kinds, and "-ing" if wanted."""
    found = set()
    for verb in of_kinds(VERBS, *kinds):
        base, third, past, _, present = conjugated(verb)
        found |= {past} | ({present} if ing else set())
        found |= {base} if "noun" not in VERBS[verb] else set()
        found |= {third} if "plural" not in VERBS[verb] else set()
    return frozenset(found)


REPORT_WORDS = _forms("report")
BESIDE_WORDS = _forms("report", "utter", ing=True).union(of_kinds(VERBS, "form"))
SPEECH_WORDS = BESIDE_WORDS | _forms("name", ing=True)
BARE_WORDS = _forms("bare")
# "Let me assure you that ..." reports nothing.
HEARER_WORDS = _forms("hearer") - {"assure", "inform", "remind", "warn"}
REPORTING = frozenset(
    form + stop
    for word in REPORT_WORDS | BOUND_WORDS | {"heard", "hears"}
    for form in (word, word.capitalize())
    for stop in ("", ".", ",", ":")
)
