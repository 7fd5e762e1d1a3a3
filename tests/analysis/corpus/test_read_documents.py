"""The ledger of all kinds of input: nothing lost, bad files beside good ones."""

import importlib.util
import io
import json
import os
import random
import zipfile
from pathlib import Path

import pytest

from analysis.corpus.intake import ROW, read_documents, rows_of
from analysis.corpus.ledger import count_line
from overture.readers import Piece, pieces_of_file

GOOD = "The bridge over the river opened on Thursday."
HOME = Path(__file__).parents[2] / "overture" / "readers" / "fuzz.py"
SPEC = importlib.util.spec_from_file_location("fuzz", HOME)
fuzz = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fuzz)


@pytest.fixture
def corpus(tmp_path):
    """Return a folder with one good text, last in the order of reading."""
    (tmp_path / "zz.txt").write_text(GOOD)
    return tmp_path


def test_bad_files_are_rejected_with_a_reason_and_the_rest_is_read(corpus):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("good.txt", "Inside the archive.")
        archive.writestr("../escape.txt", "Outside.")
    (corpus / "hostile.zip").write_bytes(data.getvalue())
    (corpus / "cut.zip").write_bytes(data.getvalue()[:60])
    (corpus / "empty.txt").touch()
    (corpus / "image.txt").write_bytes(b"\x89PNG\r\n" + bytes(100))
    lines = ['{"text": "First."}', '{"te', '{"text": "Third."}']
    (corpus / "rows.jsonl").write_text("\n".join(lines))
    documents, intake = read_documents(corpus)
    assert documents["text"].tolist() == ["Inside the archive.", "First."] + [
        "Third.",
        GOOD,
    ]
    counts = intake["status"].value_counts()
    assert len(documents) == counts["parsed"]
    assert counts.sum() == len(intake)
    rejected = intake[intake["status"].eq("rejected")].set_index("path")["reason"]
    assert rejected.str.len().min() > 5
    for path, reason in {
        "cut.zip": "archive",
        "empty.txt": "empty file",
        "hostile.zip/../escape.txt": "outside the archive",
        "image.txt": "use OCR first",
        "rows.jsonl": "not valid JSON",
    }.items():
        assert reason in rejected[path]
    assert len(rejected) == 5
    rows = intake[intake["path"].eq("rows.jsonl")]
    assert list(rows["record"]) == [0, 1, 2]


def test_a_file_alone_that_is_rejected_says_why(tmp_path):
    (tmp_path / "a.csv").write_text("Volltext,Blatt,id\nEs regnet.,Post,7\n")
    with pytest.raises(
        ValueError, match="no column of texts among Volltext, Blatt, id"
    ):
        read_documents(tmp_path / "a.csv")
    columns = {"text": "Volltext", "source": "Blatt"}
    documents, _ = read_documents(tmp_path, columns=columns)
    assert documents["text"][0] == "Es regnet."
    assert documents["source"][0] == "Post"


def test_records_of_an_archive_become_documents_with_all_their_columns(tmp_path):
    export = (
        "            1 of 2 DOCUMENTS\n\nEvening Post\n\nMarch 4, 2021 Thursday\n\n"
        "Bridge opens after\nyears of delay\n\nBYLINE: By Ana Ruiz\n\n"
        "The bridge over the river\nopened on Thursday.\n\nLANGUAGE: ENGLISH\n"
        "            2 of 2 DOCUMENTS\n\nEvening Post\n\nMarch 5, 2021 Friday\n\n"
        "Ferry stops\n\nThe ferry will stop in May.\n"
    )
    rows = [{"headline": "Rain", "body": "It rained.", "url": "https://e.org/1"}]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("exports/nexis.txt", export)
        archive.writestr("list.json", json.dumps(rows))
    documents, intake = read_documents(tmp_path)
    assert intake["path"].tolist() == ["all.zip/exports/nexis.txt"] * 2 + [
        "all.zip/list.json"
    ]
    assert intake["record"].tolist() == [0, 1, 0]
    first, last = documents.iloc[0], documents.iloc[2]
    assert first["title"] == "Bridge opens after years of delay"
    assert first["text"] == (
        "Bridge opens after years of delay\n\n"
        "The bridge over the river opened on Thursday."
    )
    assert first["date"].isoformat() == "2021-03-04T00:00:00+00:00"
    assert (first["source"], first["author"]) == ("Evening Post", "Ana Ruiz")
    assert first["language"] == "en"
    assert (last["text"], last["url"]) == ("Rain\n\nIt rained.", "https://e.org/1")


def test_a_record_of_a_title_alone_is_a_document_of_it(tmp_path):
    rows = "title,url,media_name,publish_date\nRain,https://e.org/1,Post,2021-03-04\n"
    (tmp_path / "mediacloud.csv").write_text(rows)
    documents, intake = read_documents(tmp_path)
    assert documents["text"][0] == "Rain"
    assert intake["reason"][0] == "a list without texts: the title alone"


def test_names_with_newlines_and_broken_bytes(corpus):
    (corpus / "a\nname.txt").write_text("First.")
    (corpus / os.fsdecode(b"b\xff.txt")).write_text("Second.")
    _, intake = read_documents(corpus)
    assert list(intake["path"]) == [r"a\nname.txt", r"b\udcff.txt", "zz.txt"]
    assert count_line(intake).startswith("3 records found = 3 documents + 0")


def test_links_are_not_followed_and_hidden_files_not_read(corpus):
    (corpus / "link.txt").symlink_to("/etc/passwd")
    (corpus / ".hidden.txt").write_text("Hidden.")
    (corpus / "loop").symlink_to(corpus)
    _, intake = read_documents(corpus)
    assert list(intake["path"]) == ["zz.txt"]


def test_unreadable_file_is_a_row(corpus, monkeypatch):
    (corpus / "closed.txt").write_text("Closed.")
    real = Path.open

    def open_most(self, *args, **kwargs):
        if self.name == "closed.txt":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", open_most)
    documents, intake = read_documents(corpus)
    assert documents["text"].tolist() == [GOOD]
    assert "Permission denied" in intake["reason"][0]


def test_a_sidecar_fills_what_files_do_not_say(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("It rained.")
    (tmp_path / "b.md").write_text("---\noutlet: Own\n---\nIt snowed.")
    rows = "path,source,date,title\nsub/a.txt,Post,2021-03-04,Rain\n"
    rows += "b.md,Other,2021-03-05,\n"
    (tmp_path / "metadata.csv").write_text(rows)
    documents, intake = read_documents(tmp_path)
    assert list(intake["path"]) == ["b.md", "sub/a.txt"]
    assert list(documents["source"]) == ["Own", "Post"]
    assert list(documents["date"].dt.day) == [5, 4]
    assert documents["text"][1] == "Rain\n\nIt rained."


@pytest.mark.parametrize("seed", range(60))
def test_whatever_a_reader_gives_is_a_row_parsed_or_rejected_with_a_reason(seed):
    data = fuzz.mutate(random.Random(seed), fuzz.samples())
    records = fuzz.survive(data, fuzz.NAMES[seed % len(fuzz.NAMES)])
    rows = rows_of([("key", Piece("path", records=tuple(records)))])
    assert list(rows.columns) == ROW
    assert len(rows) == len(records)
    assert rows["status"].isin(["parsed", "rejected"]).all()
    rejected = rows[rows["status"].eq("rejected")]
    assert rejected["reason"].str.len().gt(0).all()


def test_the_key_of_a_piece_is_its_content_and_not_its_place(corpus):
    (corpus / "b.txt").write_text(GOOD)
    (corpus / "c.md").write_text(GOOD)
    keys = {
        name: [piece.key("salt") for piece in pieces_of_file(corpus / name, name)]
        for name in ("b.txt", "c.md", "zz.txt")
    }
    assert keys["b.txt"] == keys["zz.txt"]
    assert keys["b.txt"] != keys["c.md"]  # read by other rules
