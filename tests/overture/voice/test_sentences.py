from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from overture.voice import split_sentences

SEED = Path(__file__).parents[3] / "seeds/documents/putins-overture.txt"


def split(text, title=None):
    documents = {"doc_id": ["d"], "text": [text]}
    if title is not None:
        documents["title"] = [title]
    return split_sentences(pd.DataFrame(documents))


def parts(text):
    return split(text)["text"].tolist()


# Counted by hand from the article: its title, two headings and fifteen sentences.
SEED_ROWS = [
    ("title", 0, "Putin’s Overture: Testing U.S.", "Willingness for Ukraine Talks"),
    ("body", 1, "Vladimir Putin, the president", "his country’s conflict in Ukraine."),
    ("body", 1, "Putin’s offer implies", "future security arrangements for Ukraine."),
    ("body", 1, "This is happening while", "withdraw from Ukrainian land."),
    ("heading", 2, "Strategic Maneuver: Putin", "Tests Waters for Negotiations"),
    ("body", 3, "The initiation of indirect", "geopolitical dynamics at play."),
    (
        "body",
        3,
        "By probing the potential",
        "Zelenskiy’s pursuit of international backing.",
    ),
    ("body", 3, "This move has the potential", "dynamics and global relations."),
    (
        "body",
        4,
        "As Putin’s emissaries",
        "a charged arena with profound ramifications.",
    ),
    (
        "body",
        4,
        "The intricacies of this",
        "complex nature of international relations.",
    ),
    ("body", 4, "The impact of these overtures", "power and security arrangements."),
    ("body", 5, "This development marks", "contours of the geopolitical landscape."),
    ("body", 5, "As the U.S. assesses", "but also the broader global order."),
    ("body", 5, "The evolving dynamics", "peace and stability in Eastern Europe."),
    ("heading", 6, "Evaluating U.S. Response", "to Putin’s Signals"),
    (
        "body",
        7,
        "Putin’s outreach to the U.S., signaling",
        "a pivotal diplomatic development.",
    ),
    ("body", 7, "The U.S.’s response to", "and broader global security dynamics."),
    ("body", 8, "These maneuvers underscore", "nature of this diplomatic juncture."),
]


def test_the_seed_article_has_its_eighteen_rows():
    text = SEED.read_text(encoding="utf-8")
    rows = split(text)
    assert len(rows) == 18
    for row, (kind, paragraph, first, last) in zip(
        rows.itertuples(), SEED_ROWS, strict=True
    ):
        assert (row.kind, row.paragraph_id) == (kind, paragraph)
        assert row.text.startswith(first)
        assert row.text.endswith(last)
        assert text[row.start : row.end] == row.text
    assert rows["voice"].eq("author").all()
    assert rows["speaker"].isna().all()


# "|" marks where a sentence ends.
ONE_PARAGRAPH = [
    "The family moved to the U.S.| The president said nothing.",
    "Testing U.S. Willingness is the aim.| The U.S. Response came late.",
    "The U.S., signaling doubt, left.| The U.S.’s response was brief.",
    "The U.S. President Joe Biden met Dr. J. R. Smith.| He left.",
    "Gen. Mark Milley and Sen. Lindsey Graham met Mr. Putin.| Talks failed.",
    "Rep. Nancy Mace spoke.| Gov. Ron DeSantis did not.",
    "George W. Bush and John F. Kennedy were presidents.| So was J. Q. Adams.",
    "On Feb. 24 the war began.| By Sept. 2022 it had changed.",
    "It rose by 3.5 percent to $1.2 billion.| 40 people came.",
    "Talks began at 5 p.m. Monday.| They ended at 9 a.m. on Tuesday.",
    "They met at 5 p.m.| Putin was late.",
    "He waited… and waited.| Then he left...| Nobody knew.",
    "“We will win.”| The crowd cheered.",
    "“Will you talk?” he asked.| “No!” she said.",
    "“Will you talk?” Vladimir Putin asked.| Nobody answered.",
    'He said: "Stop."| They did.',
    "(He had left.)| She stayed.",
    "See https://example.org/a.b?c=d.e for more.| Write to a.b@example.org.",
    "Acme Inc. Chairman Jo Lee left.| He ran Acme Corp.| It failed.",
    "Art. 5 is clear.| See No. 7 on p. 12.| No.| Never.",
    "See art. 5 and ch. 2 of it.| Siehe Nr. 5.| Ende.",
    "He chose plan B.| The others did not.",
    "The U.N. Security Council met.| The E.U. Commission did too.",
    "St. Petersburg is north of Washington, D.C.| It is cold.",
    "Prices rose, e.g. Brent oil, i.e. North Sea crude.| Gas etc. rose too.",
    "Why?!| Because.| Really?",
    "Alliance vs. Axis was the title.| Lt. Col. Ann Lee wrote it.",
    "Президент В. В. Путин выступил в Москве.| Он говорил о г. Киеве.",
    "В 2022 г. началась война.| Это было в феврале.",
    "习近平在北京会见了普京。|他们讨论了和平！|结果如何？",
    "Am 24. Februar begann der Krieg.| Dr. Merkel war z. B. nicht dabei.",
    "M. Macron est arrivé.| Il a parlé à Mme. Le Pen.",
    "The claim was false.[12]| The court agreed. [3]| It ruled.",
    "Is it over?| iPhone sales fell.",
    "Putin told Zelenskiy.| Zelenskiy told Biden.",
    "The Jan. 6 committee met.| It was January.| The end.",
]


@pytest.mark.parametrize("marked", ONE_PARAGRAPH)
def test_stops_end_sentences_only_where_sentences_end(marked):
    text = marked.replace("|", "")
    expected = [part.strip() for part in marked.split("|")]
    assert parts(text) == expected


def test_a_name_broken_over_a_wrapped_line_stays_in_one_sentence():
    text = (
        "The talks were opened on Monday by President Volodymyr\n"
        "Zelenskiy, who had come to Geneva from the U.S.\n"
        "Senate with a short list of demands. Nobody expected\n"
        "an answer.\n"
        "\n"
        "A second paragraph is here."
    )
    rows = split(text)
    assert rows["text"].tolist() == [
        text[: text.index(" Nobody")],
        "Nobody expected\nan answer.",
        "A second paragraph is here.",
    ]
    assert rows["paragraph_id"].tolist() == [0, 0, 1]


def test_long_lines_are_paragraphs_and_need_no_blank_line():
    long = "The talks went on for many hours in a cold room and nobody " * 3
    text = f"War and Peace\n{long.strip()}.\nA second one stops here."
    assert split(text)["kind"].tolist() == ["title", "body", "body"]
    assert split(text)["paragraph_id"].tolist() == [0, 1, 2]


def test_a_line_that_ends_in_a_stop_ends_its_paragraph_where_more_would_have_fitted():
    text = "The pump failed.\nand a line goes on in small letters, as items of lists do"
    assert parts(text) == text.split("\n")


def test_list_items_and_markdown_headings_stand_alone():
    text = (
        "# War and Peace\n\nThe terms are:\n- no troops\n- no tanks\n\n1. Talk first."
    )
    rows = split(text)
    assert rows["text"].tolist() == [
        "War and Peace",
        "The terms are:",
        "no troops",
        "no tanks",
        "1. Talk first.",
    ]
    assert rows["kind"].tolist() == ["title", "body", "body", "body", "body"]


def test_a_title_is_found_where_the_documents_name_it():
    rows = split("Putin speaks. Again.\n\nHe spoke.", title="Putin speaks. Again.")
    assert rows["kind"].tolist() == ["title", "body"]
    assert rows.loc[0, "text"] == "Putin speaks. Again."
    rows = split("Talks fail He left the room.", title="Talks fail")
    assert rows["text"].tolist() == ["Talks fail", "He left the room."]


def test_a_single_line_is_no_title_of_nothing():
    assert split("Putin meets Xi in Beijing")["kind"].tolist() == ["body"]


def test_a_heading_may_end_in_an_abbreviation_or_a_question_mark():
    text = "The Title\n\nIt began.\n\nSignals to the U.S.\n\nIt ended.\n\n"
    text += "What Comes Next?\n\nNobody knows."
    kinds = ["title", "body", "heading", "body", "heading", "body"]
    assert split(text)["kind"].tolist() == kinds


def test_no_documents_no_text_and_missing_columns():
    empty = split_sentences(pd.DataFrame({"doc_id": [], "text": []}))
    columns = "doc_id sentence_id paragraph_id kind voice speaker start end text"
    assert list(empty.columns) == columns.split()
    documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": ["", None, " \n\n "]})
    assert split_sentences(documents).empty
    with pytest.raises(ValueError, match="column 'text'"):
        split_sentences(pd.DataFrame({"doc_id": ["a"]}))


@given(st.text(alphabet="AaUS. ,\n\t\"“”'’!?…。1-#«»", max_size=200))
def test_sentences_are_slices_in_order_that_lose_no_letter(text):
    rows = split(text)
    position = 0
    for row in rows.itertuples():
        assert text[row.start : row.end] == row.text
        assert row.text == row.text.strip() != ""
        assert row.start >= position
        assert not any(c.isalpha() for c in text[position : row.start])
        position = row.end
    assert not any(c.isalpha() for c in text[position:])


def test_a_document_does_not_depend_on_its_neighbours():
    texts = [text.replace("|", "") for text in ONE_PARAGRAPH]
    ids = [str(number) for number in range(len(texts))]
    together = split_sentences(pd.DataFrame({"doc_id": ids, "text": texts}))
    reverse = split_sentences(pd.DataFrame({"doc_id": ids[::-1], "text": texts[::-1]}))
    keys = ["doc_id", "sentence_id"]
    pd.testing.assert_frame_equal(
        together.sort_values(keys, ignore_index=True),
        reverse.sort_values(keys, ignore_index=True),
    )
