"""Mentions: the seed article as counted by hand, and one rule per test."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overture.names import MENTIONS, find_mentions, read_actors
from overture.names.mentions import annotate
from overture.voice import split_sentences

SEED = Path(__file__).parents[3] / "seeds/documents/putins-overture.txt"

# Counted by hand, with a pencil, sentence by sentence; the title is sentence 0
# and the two headings are 4 and 14. An apposition ("the president of Russia")
# is a second mention of its person. Sentences 7, 9 and 17 name nobody.
BY_HAND = {
    0: ["vladimir-putin", "united-states", "ukraine"],
    1: ["vladimir-putin", "vladimir-putin", "russia", "united-states", "ukraine"],
    2: ["vladimir-putin", "ukraine"],
    3: [
        "volodymyr-zelensky",
        "volodymyr-zelensky",
        "ukraine",
        "russia",
        "ukraine",
    ],
    4: ["vladimir-putin"],
    5: ["vladimir-putin", "united-states"],
    6: ["russia", "ukraine", "ukraine", "volodymyr-zelensky"],
    8: ["vladimir-putin", "ukraine"],
    10: ["ukraine"],
    11: ["ukraine"],
    12: ["united-states", "vladimir-putin"],
    13: ["united-states", "russia"],
    14: ["united-states", "vladimir-putin"],
    15: ["vladimir-putin", "united-states", "ukraine"],
    16: ["united-states", "ukraine"],
}


def sentences(*texts: str, doc_id: str = "d") -> pd.DataFrame:
    """Lay sentences of one document end to end."""
    starts = [sum(len(t) + 1 for t in texts[:i]) for i in range(len(texts))]
    return pd.DataFrame(
        {
            "doc_id": [doc_id] * len(texts),
            "sentence_id": range(len(texts)),
            "start": starts,
            "end": [s + len(t) for s, t in zip(starts, texts, strict=True)],
            "text": texts,
        }
    )


def found(*texts: str, **options) -> list[tuple]:
    """Return surface, actor and kind of each mention in sentences."""
    options = {"discover": None} | options
    mentions = find_mentions(sentences(*texts), **options)
    columns = ["surface", "actor_id", "alias_kind"]
    return list(mentions[columns].itertuples(index=False, name=None))


def actors_of_the_seed(documents, sentences) -> dict[int, list[str]]:
    """Return the actors mentioned in each sentence, in order of their ids."""
    mentions = find_mentions(sentences, read_actors(), documents=documents)
    return mentions.groupby("sentence_id")["actor_id"].agg(sorted).to_dict()


def read_seed() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the seed article as a table of documents, and its sentences."""
    text = SEED.read_text(encoding="utf-8").strip()
    title = text.splitlines()[0]
    documents = pd.DataFrame({"doc_id": ["seed"], "title": [title], "text": [text]})
    return documents, split_sentences(documents)


@pytest.fixture(scope="module")
def seed():
    return read_seed()


def test_seed_has_the_mentions_counted_by_hand(seed):
    assert actors_of_the_seed(*seed) == {k: sorted(v) for k, v in BY_HAND.items()}


def test_seed_kinds(seed):
    _, sentences = seed
    mentions = find_mentions(sentences)
    kinds = mentions.groupby(["actor_id", "alias_kind"]).size().to_dict()
    assert kinds == {
        ("russia", "name"): 4,
        ("ukraine", "name"): 10,
        ("ukraine", "capital"): 1,
        ("ukraine", "demonym"): 1,
        ("united-states", "acronym"): 8,
        ("vladimir-putin", "name"): 1,
        ("vladimir-putin", "apposition"): 1,
        ("vladimir-putin", "surname"): 8,
        ("volodymyr-zelensky", "name"): 1,
        ("volodymyr-zelensky", "apposition"): 1,
        ("volodymyr-zelensky", "surname"): 1,
    }


def test_mention_offsets_slice_back_to_surface(seed):
    documents, sentences = seed
    text = documents["text"].iloc[0]
    for mention in find_mentions(sentences).itertuples():
        assert text[mention.start : mention.end] == mention.surface


def test_columns_are_those_of_the_contract(seed):
    assert list(find_mentions(seed[1]).columns) == list(MENTIONS)


def test_empty_input_gives_an_empty_table():
    empty = find_mentions(sentences())
    assert list(empty.columns) == list(MENTIONS)
    assert empty.empty


def test_us_the_pronoun_is_never_the_country():
    assert found("They asked us. The US asked them. Us too.") == [
        ("US", "united-states", "acronym")
    ]


def test_apposition_belongs_to_the_person_and_the_state_is_still_mentioned():
    assert found("Vladimir Putin, the president of Russia, spoke.") == [
        ("Vladimir Putin", "vladimir-putin", "name"),
        ("the president of Russia", "vladimir-putin", "apposition"),
        ("Russia", "russia", "name"),
    ]


def actors(*texts: str, **options) -> list[str]:
    """Return the actors mentioned, in order."""
    return [actor for _, actor, _ in found(*texts, **options)]


def doubts(*texts: str, **options) -> dict[str, str]:
    """Return the doubtful names with the reason."""
    rows = annotate(sentences(*texts), discover=None, **options)[1]
    return dict(zip(rows["surface"], rows["reason"], strict=True))


def on(date: str) -> pd.DataFrame:
    """Return the documents table for one dated document."""
    return pd.DataFrame({"doc_id": ["d"], "date": pd.to_datetime([date], utc=True)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The United States, the US, the U.S. and the USA", ["united-states"] * 4),
        ("the U.S.-led talks", ["united-states"]),
        ("the U.S.’s and Russia’s envoys", ["united-states", "russia"]),
        ("anti-Russian, pro-Ukraine", ["russia", "ukraine"]),
        ("Russia-Kazakhstan trade", ["russia", "kazakhstan"]),
        ("Kyiv or Kiev", ["ukraine", "ukraine"]),
        ("Zelensky, Zelenskyy and Zelenskiy", ["volodymyr-zelensky"] * 3),
        ("Erdogan and Erdoğan of Türkiye", ["recep-erdogan"] * 2 + ["turkey"]),
        ("the Trumps", ["donald-trump"]),
        ("Ukrainians and Russians", ["ukraine", "russia"]),
        ("the Kremlin, the White House and Downing Street",
         ["russia", "united-states", "united-kingdom"]),
        ("European\nUnion  and United\u00a0Nations",
         ["european-union", "united-nations"]),
        ("Nigeria is not Niger, Guinea-Bissau is not Guinea",
         ["nigeria", "niger", "guinea-bissau", "guinea"]),
        ("Dominica is not the Dominican Republic",
         ["dominica", "dominican-republic"]),
        ("Latin American, African-American and Native American voters", []),
        ("the Indian Ocean, New Mexico and New England", []),
        ("The Washington Post wrote from Washington",
         ["washington-post", "united-states"]),
        ("Campus Martius, Irani and Usain", []),
        ("may, will, us, turkey, china, jordan, chad, polish", []),
        ("roast Turkey and a Turkey sandwich", []),
    ],
)  # fmt: skip
def test_names_as_a_reader_takes_them(text, expected):
    assert actors(text) == expected


def test_capitals_in_headlines():
    assert actors("PUTIN WARNS UKRAINE") == ["vladimir-putin", "ukraine"]
    assert actors("KYIV, Ukraine — Talks began.") == ["ukraine", "ukraine"]


def test_us_in_a_headline_in_capitals_is_in_doubt():
    assert actors("GIVE US PEACE") == []
    assert "common word" in doubts("GIVE US PEACE")["US"]
    assert actors("THE US WARNS RUSSIA") == ["united-states", "russia"]


def test_a_surname_counts_after_the_full_name_only():
    assert actors("May resigned.") == []
    assert actors("Theresa May spoke.", "Then May left.") == ["theresa-may"] * 2
    assert actors("Theresa May left in May 2019.") == ["theresa-may"]


def test_a_title_makes_a_surname_count():
    assert actors("President Bush spoke.", documents=on("2003-03-20")) == [
        "george-w-bush"
    ]
    assert actors("President Bush spoke.", documents=on("1990-08-02")) == [
        "george-h-w-bush"
    ]
    assert "several actors" in doubts("President Bush spoke.")["Bush"]


@pytest.mark.parametrize(
    "text",
    ["Hal Jordan scored.", "Chad Smith drummed.", "Paris Gellar sang."],
)  # fmt: skip
def test_a_capitalised_neighbour_puts_a_name_in_doubt(text):
    assert actors(text) == []
    assert "longer name" in "".join(doubts(text).values())


def test_a_longer_name_puts_the_short_one_in_doubt_later():
    text = ("Michael Jordan scored 30.", "Then Jordan left.")
    assert actors(*text) == []
    assert actors(*text, "The king met Jordanian ministers in Amman.") == [
        "jordan",
        "jordan",
        "jordan",
    ]


def test_georgia_needs_its_context():
    assert actors("Georgia voted.") == []
    assert doubts("Georgia voted.")
    assert actors("Georgia voted in Tbilisi.") == ["georgia", "georgia"]
    assert actors("Georgia voted in Atlanta.") == ["georgia-us-state"] * 2


def test_an_alias_of_two_actors_is_resolved_by_the_document_or_not_at_all():
    assert actors("Korean officials met.") == []
    assert doubts("Korean officials met.") == {"Korean": "could be several actors"}
    assert actors("Korean officials met in Seoul.") == ["south-korea"] * 2


def test_the_holder_of_an_office_depends_on_the_date():
    text = "The French president spoke."
    assert found(text, documents=on("2010-01-01")) == [
        ("French", "france", "demonym"),
        ("French president", "nicolas-sarkozy", "office"),
    ]
    assert actors(text, documents=on("2019-01-01"))[1] == "emmanuel-macron"
    assert actors(text) == ["france"]
    assert doubts(text) == {"French president": "the document has no date"}


def test_without_a_date_the_document_may_say_who_holds_the_office():
    assert actors("Macron came.", "The French president spoke.") == [
        "emmanuel-macron",
        "france",
        "emmanuel-macron",
    ]


def test_a_former_office_is_not_the_holders():
    assert actors("the former president of France", documents=on("2019-01-01")) == [
        "france"
    ]


def test_office_before_a_name_is_one_mention():
    assert actors("Russian President Vladimir Putin") == ["russia", "vladimir-putin"]


def test_an_acronym_that_the_document_defines():
    text = ("The Kurdistan Workers' Party (KWP) met.", "The KWP voted.")
    assert actors(*text) == ["pkk"] * 3


def test_an_acronym_that_the_document_defines_otherwise():
    text = ("The International Cricket Council (ICC) met.", "The ICC voted.")
    assert actors(*text) == []
    assert "defines it otherwise" in "".join(doubts(*text).values())


def test_levels_separate_the_city_from_the_government():
    text = "Kyiv and Ukrainian envoys met Zelensky in Ukraine."
    assert actors(text, levels=["institution"]) == ["ukraine"]
    assert actors(text, levels=["capital"]) == ["ukraine"]
    assert actors(text, levels=["demonym", "person"]) == [
        "ukraine",
        "volodymyr-zelensky",
    ]
    with pytest.raises(ValueError, match="person, office, demonym, capital, instit"):
        find_mentions(sentences(text), levels=["city"])


def test_every_mention_says_why():
    mentions = find_mentions(sentences("Putin’s envoy met the U.S.-led group in KYIV."))
    assert mentions["rule"].tolist() == ["possessive", "hyphenated", "capitals"]
    assert mentions["alias"].tolist() == ["Putin", "U.S.", "Kyiv"]


def test_sentences_without_a_needed_column():
    with pytest.raises(ValueError, match="missing.*start"):
        find_mentions(sentences("Russia").drop(columns="start"))


def test_documents_do_not_disturb_each_other():
    one = sentences("Theresa May spoke.", doc_id="a")
    two = sentences("May left.", doc_id="b")
    both = pd.concat([one, two], ignore_index=True)
    assert find_mentions(both)["doc_id"].tolist() == ["a"]
    mixed = both.iloc[::-1]
    assert len(find_mentions(mixed)) == len(find_mentions(both))


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="AaUuSs.'’ -\n\tRuPutin", max_size=80))
def test_offsets_slice_back_whatever_the_spacing(text):
    table = sentences(text + " the U.S. and\u00a0 Vladimir  Putin", "Russia")
    joined = " ".join(table["text"])
    for mention in find_mentions(table, discover=None).itertuples():
        assert joined[mention.start : mention.end] == mention.surface
