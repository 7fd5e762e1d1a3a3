import pandas as pd

from analysis import (
    count_speakers,
    find_quotations,
    quoted_actors,
    read_actors,
    split_sentences,
)

TEXT = (
    "“We will talk,” Russian President Vladimir Putin said. “But not today.” "
    "Putin said that he was tired. “Nobody asked us,” a farmer said. "
    "It rained. “Down with the tsars and the banks!”"
)


def quoted(*texts):
    ids = [str(number) for number in range(len(texts))]
    sentences = split_sentences(pd.DataFrame({"doc_id": ids, "text": texts}))
    return quoted_actors(find_quotations(sentences), read_actors())


def test_speakers_are_actors_where_the_registry_knows_them():
    found = quoted(TEXT)
    actors = found["actor_id"].astype("object").where(found["actor_id"].notna(), None)
    assert actors.tolist() == ["vladimir-putin"] * 3 + [None, None]
    assert found["speaker"].isna().tolist() == [False] * 4 + [True]


def test_speakers_are_counted_most_quoted_first():
    counts = count_speakers(quoted(TEXT, "“We wait,” a farmer said."))
    rows = counts.to_numpy().tolist()
    assert rows == [["vladimir-putin", 3, 2, 1], ["a farmer", 2, 2, 2]]


def test_no_quotation_no_speaker():
    assert quoted("It rained.").empty
    empty = count_speakers(quoted("It rained."))
    assert list(empty.columns) == ["speaker", "n", "direct", "documents"]
