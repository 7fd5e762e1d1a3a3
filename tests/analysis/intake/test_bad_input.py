"""Bad input costs its own record: a row with reason and way out, the rest is read."""

import bz2
import gzip
import io
import json
import os
import tarfile
import zipfile

import pytest

from analysis.corpus.intake import read_documents
from analysis.corpus.ledger import count_line

GOOD = "The bridge over the river opened on Thursday."


@pytest.fixture
def corpus(tmp_path):
    """Return a folder with one good text, last in the order of reading."""
    (tmp_path / "zz.txt").write_text(GOOD)
    return tmp_path


def check(folder, **reasons):
    """Check the rejected files and their reasons, and that the good one is read."""
    documents, intake = read_documents(folder)
    assert documents["text"].iloc[-1] == GOOD
    counts = intake["status"].value_counts()
    assert len(documents) == counts["parsed"]
    assert counts.sum() == len(intake)
    rejected = intake[intake["status"].eq("rejected")]
    assert rejected["reason"].str.len().min() > 5
    found = dict(zip(rejected["path"], rejected["reason"], strict=True))
    for name, reason in reasons.items():
        assert reason in found[name.replace("_", ".")], found
    return documents, intake


def test_broken_lines_of_json_lines(corpus):
    lines = [json.dumps({"text": f"Text number {i}."}) for i in range(3)]
    lines[1] = lines[1][:9]
    lines += ['["a list"]', '{"id": 3}', '{"text": "caf\xe9"}']
    (corpus / "a.jsonl").write_bytes("\n".join(lines).encode("latin-1"))
    documents, intake = read_documents(corpus)
    assert list(documents["text"][:3]) == ["Text number 0.", "Text number 2.", "café"]
    rows = intake[intake["path"].eq("a.jsonl")]
    assert list(rows["status"]) == ["parsed", "rejected", "parsed"] + [
        "rejected"
    ] * 2 + ["parsed"]
    assert "not valid JSON" in rows["reason"].iloc[1]
    assert "not an object" in rows["reason"].iloc[3]
    assert "no column of texts among id" in rows["reason"].iloc[4]
    assert rows["reason"].iloc[5] == "encoding assumed: cp1252"


def test_a_broken_quote_costs_one_row_of_a_table(corpus):
    rows = ["title,text", 'One,"It rained, a lot."', 'Two,"It snowed.']
    rows += [f'Row {i},"It was dry,\non day {i}."' for i in range(5)] + ["a,b,c"]
    (corpus / "a.csv").write_text("\n".join(rows))
    documents, intake = check(corpus)
    table = intake[intake["path"].eq("a.csv")]
    assert list(table["status"]).count("rejected") == 2
    assert "line 3" in table["reason"].iloc[1]
    assert "3 cells where the header has 2" in table["reason"].iloc[-1]
    assert list(documents["title"][:2]) == ["One", "Row 0"]
    assert documents["text"][1] == "Row 0\n\nIt was dry,\non day 0."


def test_empty_binary_and_unknown_files(corpus):
    (corpus / "empty.txt").touch()
    (corpus / "blank.txt").write_text(" \n\t\n")
    (corpus / "noise.bin").write_bytes(bytes(range(256)) * 40)
    (corpus / "image.txt").write_bytes(b"\x89PNG\r\n" + bytes(100))
    (corpus / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
    (corpus / "other.xml").write_text("<?xml version='1.0'?><a><b>c</b></a>")
    check(
        corpus,
        empty_txt="empty file",
        blank_txt="no text",
        noise_bin="not text",
        image_txt="use OCR first",
        old_doc="save it as DOCX",
        other_xml="XML of an unknown kind",
    )


def pdf(pages, *, password=None):
    """Return a PDF with a text on each page."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(300, 300)
        if text:
            stream = DecodedStreamObject()
            stream.set_data(b"BT /F1 12 Tf 20 200 Td (" + text.encode() + b") Tj ET")
            page[NameObject("/Contents")] = writer._add_object(stream)
            font = DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Font"),
                    NameObject("/Subtype"): NameObject("/Type1"),
                    NameObject("/BaseFont"): NameObject("/Helvetica"),
                }
            )
            fonts = DictionaryObject({NameObject("/F1"): font})
            page[NameObject("/Resources")] = DictionaryObject(
                {NameObject("/Font"): fonts}
            )
    if password:
        writer.encrypt(password)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def test_pdfs(corpus):
    (corpus / "good.pdf").write_bytes(pdf(["The ferry stops.", "In May."]))
    (corpus / "locked.pdf").write_bytes(pdf(["Secret."], password="x"))
    (corpus / "scanned.pdf").write_bytes(pdf([""]))
    (corpus / "cut.pdf").write_bytes(pdf(["The ferry stops."])[:200])
    documents, _ = check(corpus, scanned_pdf="OCR is needed", cut_pdf="PDF")
    assert documents["text"][0] == "The ferry stops.\nIn May."
    with pytest.raises(ValueError, match="password"):
        read_documents(corpus / "locked.pdf")


def test_archives_that_are_broken_or_hostile(corpus):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("good.txt", "Inside the archive.")
        archive.writestr("../escape.txt", "Outside.")
        archive.writestr("/etc/absolute.txt", "Outside.")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    (corpus / "hostile.zip").write_bytes(data.getvalue())
    (corpus / "cut.zip").write_bytes(data.getvalue()[:60])
    (corpus / "cut.txt.gz").write_bytes(
        gzip.compress(os.urandom(500).hex().encode())[:99]
    )
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        info = tarfile.TarInfo("link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
        info = tarfile.TarInfo("good.txt")
        info.size = 15
        archive.addfile(info, io.BytesIO(b"Inside the tar."))
    (corpus / "some.tar.bz2").write_bytes(bz2.compress(tar.getvalue()))
    documents, intake = check(
        corpus,
        **{
            "hostile.zip/../escape.txt": "outside the archive",
            "hostile.zip//etc/absolute.txt": "outside the archive",
            "hostile.zip/link.txt": "link",
            "some.tar.bz2/link": "link",
            "cut.zip": "archive",
            "cut.txt.gz": "ends too early",
        },
    )
    assert "Inside the archive." in list(documents["text"])
    assert "Inside the tar." in list(documents["text"])
    assert not documents["text"].str.contains("root:").any()


def test_a_bomb_is_stopped(corpus, monkeypatch):
    from overture.readers import archive

    monkeypatch.setattr(archive, "LEAST_EXPANSION", 1_000_000)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("bomb.txt", bytes(30_000_000))
    (corpus / "bomb.zip").write_bytes(data.getvalue())
    nested = b"It rained."
    for _ in range(8):
        nested = gzip.compress(nested)
    (corpus / "nested.gz").write_bytes(nested)
    check(corpus, **{"bomb.zip/bomb.txt": "zip bomb", "nested.gz": "nested too deeply"})


def test_xml_entities_are_not_expanded(corpus):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    bomb += "".join(
        f'<!ENTITY {c} "{f"&{p};" * 10}">'
        for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb += '<!ENTITY file SYSTEM "file:///etc/passwd">]><rss><channel><item>'
    bomb += "<title>Laughs</title><description>&i; &file; done</description>"
    (corpus / "bomb.rss").write_text(bomb + "</item></channel></rss>")
    documents, _ = read_documents(corpus)
    assert documents["n_chars"].max() < 1000
    assert not documents["text"].str.contains("root:").any()


def test_markup_and_scripts_of_a_page_are_no_text(corpus):
    body = "".join(
        f"<p>Paragraph {i} of the article is long enough.</p>" for i in range(9)
    )
    page = f"<html><head><title>Rain</title><script>alert(1)</script></head><body>\
<article><h1>Rain</h1>{body}<script>alert(2)</script></article></body></html>"
    (corpus / "page.txt").write_text(page)
    documents, _ = read_documents(corpus)
    assert documents["title"][0] == "Rain"
    assert "Paragraph 8" in documents["text"][0]
    assert "alert" not in documents["text"][0]
    assert "<" not in documents["text"][0]


def test_a_parser_that_hangs_is_ended(monkeypatch):
    from overture.readers import guard

    monkeypatch.setenv("PYTHONSTARTUP", "")
    try:
        (hung,) = guard.guarded(b"<html>" + b"<p>a" * 20_000, "x.html", seconds=0.0)
        assert hung.rejected
        assert "was ended" in hung.reason
        (good,) = guard.guarded(b"<html><p>It rained all day long.", "x.html")
        assert good.text == "It rained all day long."
    finally:
        guard.stop()


def test_one_document_over_the_limit_is_not_read_into_memory(corpus, monkeypatch):
    from overture.readers import pieces

    monkeypatch.setattr(pieces, "LARGEST", 1_000_000)
    (corpus / "big.txt").write_text("It rained. " * 100_000)
    check(corpus, big_txt="in one document: cut it")


def test_names_with_newlines_and_broken_bytes(corpus):
    (corpus / "a\nname.txt").write_text("First.")
    (corpus / os.fsdecode(b"b\xff.txt")).write_text("Second.")
    documents, intake = read_documents(corpus)
    assert list(intake["path"]) == [r"a\nname.txt", r"b\udcff.txt", "zz.txt"]
    assert count_line(intake).startswith("3 records found = 3 documents + 0")


def test_links_are_not_followed_and_hidden_files_not_read(corpus):
    (corpus / "link.txt").symlink_to("/etc/passwd")
    (corpus / ".hidden.txt").write_text("Hidden.")
    (corpus / "loop").symlink_to(corpus)
    _, intake = read_documents(corpus)
    assert list(intake["path"]) == ["zz.txt"]


def test_unreadable_file_is_a_row(corpus, monkeypatch):
    from pathlib import Path

    (corpus / "closed.txt").write_text("Closed.")
    real = Path.open

    def open_most(self, *args, **kwargs):
        if self.name == "closed.txt":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", open_most)
    check(corpus, closed_txt="Permission denied")


def test_mixed_encodings_in_one_text(corpus):
    lines = [f"Ligne {i} : déjà vu à l’Élysée".encode() for i in range(9)]
    lines[4] = "Ligne 4 : déjà vu".encode("cp1252")
    (corpus / "mixed.txt").write_bytes(b"\n".join(lines))
    documents, intake = read_documents(corpus)
    assert "Ligne 4 : déjà vu\nLigne 5 : déjà vu à l’Élysée" in documents["text"][0]
    assert "mixed encodings: 1 lines" in intake["reason"][0]
