"""Discovery: names that nobody registered, joined within their document."""

import subprocess
import sys

import pandas as pd
import pytest
import yaml

from overture.names import find_mentions, read_actors
from overture.names.aliases import join_forms
from overture.names.discovery import (
    find_names,
    gliner_engine,
    name_id,
    spacy_engine,
)
from overture.names.entries import to_yaml
from overture.names.mentions import annotate, count_unresolved
from tests.overture.names.test_mentions import sentences

KINDS = ("person", "organisation", "place")


def names(text: str) -> list[tuple[str, str]]:
    found = find_names(sentences(text))
    return list(zip(found["surface"], found["type"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yesterday Jane Doe spoke.", [("Jane Doe", "person")]),
        ("The minister, Mr. Arno Quill, spoke.", [("Arno Quill", "person")]),
        ("Shares of Zorblatt Corp. fell.", [("Zorblatt Corp.", "organisation")]),
        ("the Ministry of Inland Waters said", [("Ministry of Inland Waters",
          "organisation")]),
        ("Varnok and Brusk argued.", [("Varnok", "other"), ("Brusk", "person")]),
        ("He moved to Plovgrad in May.", [("Plovgrad", "place")]),
        ("Meanwhile, however, the talks went on.", []),
        ("On Monday the French team won the World Cup.", []),
        ("She read “The Glass Boat” at home.", []),
        ("Varnok’s sister left.", [("Varnok", "other")]),
        ("I think so, but He does not.", []),
        ("Sheikh Arno bin Quill met Arno bin.", [("Arno bin Quill", "person"),
          ("Arno", "other")]),
        ("the Brusk Group President left", [("Brusk Group", "organisation")]),
        ("by al-Quill alone", [("al-Quill", "other")]),
        ("by Governor Jane Doe", [("Jane Doe", "person")]),
        ("the Plovgrad Council Chairman Marek Olenko", [("Plovgrad Council Chairman",
          "organisation"), ("Marek Olenko", "person")]),
        ("It ran on Zorb II and on Zorb 13.", [("Zorb II", "other")]),
        ("Historian Jane Doe spoke.", [("Jane Doe", "person")]),
        ("Neither Quillby nor Brusk left.", [("Quillby", "other"),
          ("Brusk", "other")]),
    ],
)  # fmt: skip
def test_names_by_rules(text, expected):
    assert names(text) == expected


def test_unregistered_people_become_mentions_and_are_listed():
    table = sentences("Arno Quill of Zorblatt Corp. spoke.", "Quill left Kyiv.")
    mentions, doubts = annotate(table)
    found = mentions[mentions["alias_kind"] == "discovered"]
    assert found[["surface", "actor_id", "rule"]].to_numpy().tolist() == [
        ["Arno Quill", "arno-quill", "discovered person"],
        ["Zorblatt Corp.", "zorblatt-corp", "discovered organisation"],
        ["Quill", "arno-quill", "discovered person"],
    ]
    unresolved = count_unresolved(doubts)
    assert unresolved[["surface", "n", "reason"]].to_numpy().tolist() == [
        ["Arno Quill", 2, "not registered"],
        ["Zorblatt Corp.", 1, "not registered"],
    ]
    assert "ukraine" in set(mentions["actor_id"])


def test_a_surname_that_is_a_common_word_counts_after_the_full_name():
    table = sentences("Quill left.", "Then Arno Quill spoke.")
    assert find_mentions(table)["surface"].tolist() == ["Quill", "Arno Quill"]
    assert find_mentions(sentences("Quill left.")).empty


def test_discovery_can_be_left_out():
    table = sentences("Arno Quill spoke.")
    assert find_mentions(table, discover=None).empty


def test_a_table_of_names_is_taken_as_it_is():
    table = sentences("arno quill spoke.")
    given = pd.DataFrame(
        {"doc_id": ["d"], "sentence_id": [0], "start": [0], "end": [10],
         "surface": ["arno quill"], "type": ["person"]}
    )  # fmt: skip
    assert find_mentions(table, discover=given)["actor_id"].tolist() == ["arno-quill"]
    with pytest.raises(ValueError, match="names need the columns"):
        find_mentions(table, discover=given.drop(columns="type"))


def test_an_unknown_engine_is_refused():
    with pytest.raises(ValueError, match="discover is rules, tagger, a callable"):
        find_mentions(sentences("A b"), discover="magic")


def test_a_model_of_the_users_can_find_the_names():
    def engine(texts):
        return [[(0, 4, "PER")] if "Arno" in text else [] for text in texts]

    table = sentences("Arno spoke.", "Nobody did.")
    assert find_names(table, engine=engine)["type"].tolist() == ["person"]


def test_a_spacy_pipeline_can_find_the_names(tmp_path):
    reason = "needs the extra 'spacy': make test-extras"
    spacy = pytest.importorskip("spacy", reason=reason)
    made = spacy.blank("en")
    labels = {"PERSON": "Arno Quill", "ORG": "Brusk Group", "WORK_OF_ART": "Glass Boat"}
    made.add_pipe("entity_ruler").add_patterns(
        [{"label": label, "pattern": text} for label, text in labels.items()]
    )
    made.to_disk(tmp_path)
    engine = spacy_engine(spacy.load(tmp_path))
    table = sentences("Then Arno Quill of Brusk Group", "read Glass Boat.")
    names = find_names(table, engine=engine)
    assert names[["sentence_id", "surface", "type"]].to_numpy().tolist() == [
        [0, "Arno Quill", "person"],
        [0, "Brusk Group", "organisation"],
        [1, "Glass Boat", "other"],
    ]
    found = find_mentions(table, discover=engine)
    assert found["actor_id"].tolist() == ["arno-quill", "brusk-group"]


def test_a_gliner_model_from_disk_can_find_the_names(tmp_path):
    reason = "needs the extra 'gliner': make test-transformers"
    gliner = pytest.importorskip("gliner", reason=reason)
    import torch
    from transformers import BertTokenizer

    words = "[PAD] [UNK] [CLS] [SEP] [MASK] then arno quill left brusk . person place"
    vocabulary = {word: number for number, word in enumerate(words.split())}
    BertTokenizer(vocab=vocabulary).save_pretrained(tmp_path)
    torch.manual_seed(0)
    tiny = {"model_type": "bert", "vocab_size": len(vocabulary), "hidden_size": 8}
    tiny |= {"num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    config = {"model_name": str(tmp_path), "encoder_config": tiny, "hidden_size": 8}
    config |= {"max_width": 3, "num_rnn_layers": 0, "dropout": 0.0}
    made = gliner.GLiNER.from_config(config, backbone_from_pretrained=False)
    made.save_pretrained(tmp_path)
    model = gliner.GLiNER.from_pretrained(str(tmp_path), local_files_only=True)

    table = sentences("Then Arno Quill left.", "Brusk left.")
    labels = ["person", "organization", "location"]
    wanted = []
    for row in table.itertuples():
        # untrained weights tell nothing apart: everything is about as likely as not
        for found in model.predict_entities(row.text, labels, threshold=0.3):
            place = row.sentence_id, row.start + found["start"], found["text"]
            wanted.append([*place, KINDS[labels.index(found["label"])]])
    names = find_names(table, engine=gliner_engine(model, threshold=0.3))
    columns = ["sentence_id", "start", "surface", "type"]
    assert names[columns].to_numpy().tolist() == wanted
    assert {0, 1} <= {number for number, *_ in wanted}
    assert find_names(table, engine=gliner_engine(model, threshold=1.0)).empty


def test_discovered_entries_can_be_pasted(tmp_path):
    table = sentences('Arno Quill of Zorblatt "X" Corp. spoke.', "Quill left.")
    text = to_yaml(find_mentions(table))
    assert yaml.safe_load(text)["actors"][0]["aliases"] == ["Arno Quill", "Quill"]
    path = tmp_path / "actors.yaml"
    path.write_text(text, encoding="utf-8")
    registered = find_mentions(table, read_actors(path))
    assert "discovered" not in set(registered["alias_kind"])
    assert registered["actor_id"].tolist().count("arno-quill") == 2


def test_the_command_prints_entries_to_paste(tmp_path):
    corpus = tmp_path / "documents"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Today Arno Quill spoke in Georgia.\n")
    run = subprocess.run(
        [sys.executable, "-m", "analysis", "actors", str(corpus), "--store",
         str(tmp_path / "store")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert yaml.safe_load(run.stdout)["actors"][0]["id"] == "arno-quill"
    assert '"Georgia", 1 times' in run.stdout


@pytest.mark.parametrize(
    "group",
    [
        ["Jane Doe", "Ms. Doe", "Doe", "JANE DOE", "Jane B. Doe"],
        ["European Union", "EU", "the European Union"],
        ["Zorblatt", "Zorblatt Corp."],
        ["Ministry of Inland Waters", "MIW"],
        ["Plovgrad Police", "Plovgrad Police Department"],
        ["President Quill", "Arno Quill"],
    ],
)
def test_forms_of_one_name_are_joined(group):
    assert len(set(join_forms(group))) == 1
    assert len(set(join_forms(group[::-1]))) == 1


@pytest.mark.parametrize(
    "forms",
    [["Jane Doe", "John Doe"], ["Plovgrad", "Zorblatt"], ["Bank of X", "Bank of Y"]],
)
def test_different_names_are_not_joined(forms):
    assert len(set(join_forms(forms))) == 2


def test_a_surname_of_two_people_is_left_alone():
    assert join_forms(["Jane Doe", "John Doe", "Doe"]) == [0, 1, 2]


def test_names_in_any_script_get_an_id():
    assert name_id("Łódź Agency") == "odz-agency"
    assert name_id("Київ") != name_id("Львів")


@pytest.mark.parametrize("engine", ["rules", "tagger"])
def test_names_do_not_depend_on_the_parts_in_which_documents_come(engine):
    documents = [
        sentences("Arno Quill of Zorblatt Corp. spoke.", "Quill left.", doc_id="a"),
        sentences(doc_id="b"),
        sentences("It rained.", doc_id="c"),
        sentences("Then Ms. Jane Doe met Angela Merkel.", "Doe left.", doc_id="d"),
    ]
    whole = annotate(pd.concat(documents), discover=engine)
    parts = [annotate(document, discover=engine) for document in documents]
    for table, pieces in zip(whole, zip(*parts, strict=True), strict=True):
        pieces = pd.concat([p for p in pieces if len(p)], ignore_index=True)
        columns = ["doc_id", "start"]
        pd.testing.assert_frame_equal(
            table.sort_values(columns, ignore_index=True),
            pieces.sort_values(columns, ignore_index=True),
            check_dtype=False,
        )
    found = whole[0].set_index("surface")["actor_id"]
    assert found["Arno Quill"] == "arno-quill"
    assert found["Angela Merkel"] == "angela-merkel"


def test_a_misspelt_engine_is_refused_before_any_text_is_read():
    for engine, hint in (("tager", "did you mean 'tagger'"), ("Rules", "'rules'")):
        with pytest.raises(ValueError, match=hint):
            find_mentions(None, discover=engine)
        with pytest.raises(ValueError, match=hint):
            find_names(None, engine=engine)
