"""The seed article from sentences to pairs, as counted on paper.

Below, each sentence by its first words with the actors that a reader finds in
it: P Putin, Z Zelenskiy, R Russia, S the United States, U Ukraine (with Kyiv
and "Ukrainian"). "The president of Russia" is Putin, and names Russia.
"""

from itertools import combinations

import pytest

from analysis import co_mention_evidence, co_mentions, open_corpus, units

PAPER = """
Putin’s Overture: PSU
Vladimir Putin, the president PRSU
Putin’s offer implies PU
This is happening while ZUR
Strategic Maneuver: P
The initiation of indirect PS
By probing the potential RUZ
This move has the potential -
As Putin’s emissaries PU
The intricacies of this -
The impact of these U
This development marks U
As the U.S. assesses SP
The evolving dynamics SR
Evaluating U.S. Response SP
Putin’s outreach to the PSU
The U.S.’s response SU
These maneuvers underscore -
"""
IDS = {
    "P": "vladimir-putin",
    "Z": "volodymyr-zelensky",
    "R": "russia",
    "S": "united-states",
    "U": "ukraine",
}


@pytest.fixture(scope="module")
def seed():
    return open_corpus("seeds/documents", actors="seeds/actors.yaml")


def test_pairs_of_the_seed_article_are_those_of_the_paper_count(seed):
    lines = [line.rsplit(" ", 1) for line in PAPER.strip().splitlines()]
    body = seed.sentences["text"].tolist()
    assert len(body) == len(lines)
    for (start, _), text in zip(lines, body, strict=True):
        assert text.startswith(start)
    paper = {}
    for _, actors in lines:
        found = sorted({IDS[letter] for letter in actors if letter in IDS})
        for pair in combinations(found, 2):
            paper[pair] = paper.get(pair, 0) + 1
    # said out loud once: Putin with the U.S. six times, with Ukraine five
    assert paper["united-states", "vladimir-putin"] == 6
    assert paper["ukraine", "vladimir-putin"] == 5
    pairs = co_mentions(seed.mentions, seed.sentences)
    keys = zip(pairs["actor_a"], pairs["actor_b"], strict=True)
    assert dict(zip(keys, pairs["observed"], strict=True)) == paper


def test_evidence_of_the_seed_article_slices_back_to_both_names(seed):
    where = units(seed.mentions, seed.sentences)
    evidence = co_mention_evidence(where, co_mentions(where))
    text = seed.documents["text"].iloc[0]
    first = evidence[
        evidence["actor_a"].eq("russia") & evidence["actor_b"].eq("volodymyr-zelensky")
    ]
    words = [text[a:b] for a, b in zip(first["start"], first["end"], strict=True)]
    assert words == [
        "Volodymyr Zelenskiy", "the president of Ukraine", "Russia", "Russia",
        "Zelenskiy",
    ]  # fmt: skip
