import pytest

from analysis import keyness
from analysis.corpus.schema import SCHEMAS
from analysis.terms.references import general_frequencies, read_reference


def test_general_english_knows_phrases_and_abbreviations():
    n = general_frequencies(["far-reaching", "u.s.", "zzqqx"]).set_index("term").n
    assert n["the"] > n["peace"] > n["overture"] > 0
    assert n["u.s."] > n["far-reaching"] > 0
    assert "zzqqx" not in n.index
    with pytest.raises(ValueError, match="no general frequencies for language 'xx'"):
        general_frequencies(language="xx")


def test_general_english_is_added_up_by_stem_and_lemma():
    words = general_frequencies().set_index("term").n
    stems = general_frequencies(form="stem").set_index("term").n
    lemmas = general_frequencies(form="lemma").set_index("term").n
    assert stems["potenti"] >= words["potential"] + words["potentially"]
    assert lemmas["child"] >= words["child"] + words["children"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.csv", "term,n\npeace,3\n\nwar,2\nwar,1\n"),
        ("list.tsv", "word\tcount\r\npeace\t3\r\nwar\t3"),
        ("list.txt", "\ufeffToken,Frequency\n peace,3\nwar , 3\n".replace(" , ", ",")),
    ],
)
def test_frequency_lists_are_read(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    table = read_reference(tmp_path / name)
    assert table.term.tolist() == ["peace", "war"]
    assert table.n.tolist() == [3, 3]


@pytest.mark.parametrize("line", ["war", "war,many", "war,-3", "war,1.5", ",5"])
def test_a_malformed_line_is_named(tmp_path, line):
    file = tmp_path / "list.csv"
    file.write_text(f"term,n\npeace,3\n{line}\n", encoding="utf-8")
    with pytest.raises(
        ValueError, match="list.csv:3: expected a term and a whole number"
    ):
        read_reference(file)


def test_an_empty_list_gives_an_empty_keyness(tmp_path):
    (tmp_path / "list.csv").write_text("term,n\n", encoding="utf-8")
    reference = read_reference(tmp_path / "list.csv")
    found = keyness(general_frequencies().head(), reference)
    assert found.empty
    assert list(found.columns) == list(SCHEMAS["keyness"])


def test_a_folder_is_read_as_documents(tmp_path):
    (tmp_path / "one.txt").write_text("Peace talks.\n\nThey met.", encoding="utf-8")
    assert read_reference(tmp_path).text.str.contains("Peace talks").all()
