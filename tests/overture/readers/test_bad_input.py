"""Bad input costs its own record: a reason with a way out, the rest is read."""

import bz2
import gzip
import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from overture.readers import archive, guard, pieces


def test_broken_lines_of_json_lines(read):
    lines = [json.dumps({"text": f"Text number {i}."}) for i in range(3)]
    lines[1] = lines[1][:9]
    lines += ['["a list"]', '{"id": 3}', '{"text": "caf\xe9"}']
    records = read("a.jsonl", "\n".join(lines).encode("latin-1"))
    assert [record.text for record in records if not record.rejected] == [
        "Text number 0.",
        "Text number 2.",
        "café",
    ]
    assert [record.rejected for record in records] == [False, True, False] + [
        True
    ] * 2 + [False]
    assert "not valid JSON" in records[1].reason
    assert "not an object" in records[3].reason
    assert "no column of texts among id" in records[4].reason
    assert records[5].reason == "encoding assumed: cp1252"


def test_a_broken_quote_costs_one_row_of_a_table(read):
    rows = ["title,text", 'One,"It rained, a lot."', 'Two,"It snowed.']
    rows += [f'Row {i},"It was dry,\non day {i}."' for i in range(5)] + ["a,b,c"]
    records = read("a.csv", "\n".join(rows))
    bad = [record.reason for record in records if record.rejected]
    assert len(bad) == 2
    assert "line 3" in bad[0]
    assert records[1].reason == bad[0]
    assert "3 cells where the header has 2" in records[-1].reason
    good = [record for record in records if not record.rejected]
    assert [record.title for record in good[:2]] == ["One", "Row 0"]
    assert good[1].text == "It was dry,\non day 0."


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty file"),
        ("blank.txt", b" \n\t\n", "no text"),
        ("noise.bin", bytes(range(256)) * 40, "not text"),
        ("image.txt", b"\x89PNG\r\n" + bytes(100), "use OCR first"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(100), "save it as DOCX"),
        ("other.xml", b"<?xml version='1.0'?><a><b>c</b></a>", "of an unknown kind"),
    ],
)
def test_empty_binary_and_unknown_files(read, name, data, reason):
    (record,) = read(name, data)
    assert record.rejected
    assert reason in record.reason


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


def test_pdfs(read):
    (good,) = read("good.pdf", pdf(["The ferry stops.", "In May."]))
    assert good.text == "The ferry stops.\nIn May."
    for name, data, reason in (
        ("locked.pdf", pdf(["Secret."], password="x"), "password"),
        ("scanned.pdf", pdf([""]), "OCR is needed"),
        ("cut.pdf", pdf(["The ferry stops."])[:200], "PDF"),
    ):
        (bad,) = read(name, data)
        assert bad.rejected
        assert reason in bad.reason


def reasons_and_texts(pairs):
    """Return the reasons of rejected records by their paths, and all texts."""
    reasons = {path: record.reason for path, record in pairs if record.rejected}
    return reasons, [record.text for _, record in pairs if not record.rejected]


def test_archives_that_are_hostile(read_with_paths):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("good.txt", "Inside the archive.")
        packed.writestr("../escape.txt", "Outside.")
        packed.writestr("/etc/absolute.txt", "Outside.")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    reasons, texts = reasons_and_texts(read_with_paths("a.zip", data.getvalue()))
    assert texts == ["Inside the archive."]
    assert "outside the archive" in reasons["a.zip/../escape.txt"]
    assert "outside the archive" in reasons["a.zip//etc/absolute.txt"]
    assert "link" in reasons["a.zip/link.txt"]
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as packed:
        info = tarfile.TarInfo("link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(info)
        info = tarfile.TarInfo("good.txt")
        info.size = 15
        packed.addfile(info, io.BytesIO(b"Inside the tar."))
    data = bz2.compress(tar.getvalue())
    reasons, texts = reasons_and_texts(read_with_paths("a.tar.bz2", data))
    assert texts == ["Inside the tar."]
    assert "link" in reasons["a.tar.bz2/link"]


def test_archives_that_are_broken(read):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("good.txt", "Inside the archive.")
    (cut,) = read("cut.zip", data.getvalue()[:60])
    assert cut.rejected
    assert "archive" in cut.reason
    (cut,) = read("cut.txt.gz", gzip.compress(os.urandom(500).hex().encode())[:99])
    assert cut.rejected
    assert "ends too early" in cut.reason


def test_a_bomb_is_stopped(read_with_paths, monkeypatch):
    monkeypatch.setattr(archive, "LEAST_EXPANSION", 1_000_000)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("bomb.txt", bytes(30_000_000))
    ((path, record),) = read_with_paths("bomb.zip", data.getvalue())
    assert path == "bomb.zip/bomb.txt"
    assert record.rejected
    assert "zip bomb" in record.reason
    nested = b"It rained."
    for _ in range(8):
        nested = gzip.compress(nested)
    ((_, record),) = read_with_paths("nested.gz", nested)
    assert record.rejected
    assert "nested too deeply" in record.reason


def test_xml_entities_are_not_expanded(read):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    bomb += "".join(
        f'<!ENTITY {c} "{f"&{p};" * 10}">'
        for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb += '<!ENTITY file SYSTEM "file:///etc/passwd">]><rss><channel><item>'
    bomb += "<title>Laughs</title><description>&i; &file; done</description>"
    records = read("bomb.rss", bomb + "</item></channel></rss>")
    assert records[0].title == "Laughs"
    assert max(len(record.text) for record in records) < 1000
    assert not any("root:" in record.text for record in records)


def test_markup_and_scripts_of_a_page_are_no_text(read):
    body = "".join(
        f"<p>Paragraph {i} of the article is long enough.</p>" for i in range(9)
    )
    page = f"<html><head><title>Rain</title><script>alert(1)</script></head><body>\
<article><h1>Rain</h1>{body}<script>alert(2)</script></article></body></html>"
    (record,) = read("page.txt", page)
    assert record.title == "Rain"
    assert "Paragraph 8" in record.text
    assert "alert" not in record.text
    assert "<" not in record.text


def test_a_parser_that_hangs_is_ended_and_the_next_file_read():
    try:
        (hung,) = guard.guarded(b"<html>" + b"<p>a" * 20_000, "html", seconds=0.0)
        assert hung.rejected
        assert "was ended" in hung.reason
        (good,) = guard.guarded(b"<html><p>It rained all day long.", "html")
        assert good.text == "It rained all day long."
    finally:
        guard.stop()


def test_a_parser_that_crashes_costs_its_own_record(monkeypatch):
    monkeypatch.setattr(guard.sys, "executable", "/bin/false")  # ends at once
    guard.stop()
    (lost,) = guard.guarded(b"<html><p>It rained.", "html")
    assert lost.rejected
    assert "crashed" in lost.reason


def test_one_document_over_the_limit_is_not_read_into_memory(read, monkeypatch):
    monkeypatch.setattr(pieces, "LARGEST", 1_000_000)
    (record,) = read("big.txt", "It rained. " * 100_000)
    assert record.rejected
    assert "in one document: cut it" in record.reason


def test_an_unreadable_file_is_a_record(read, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (record,) = read("closed.txt")
    assert record.rejected
    assert "Permission denied" in record.reason


def test_mixed_encodings_in_one_text(read):
    lines = [f"Ligne {i} : déjà vu à l’Élysée".encode() for i in range(9)]
    lines[4] = "Ligne 4 : déjà vu".encode("cp1252")
    (record,) = read("mixed.txt", b"\n".join(lines))
    assert "Ligne 4 : déjà vu\nLigne 5 : déjà vu à l’Élysée" in record.text
    assert "mixed encodings: 1 lines" in record.reason


def test_another_encoding_is_said(read):
    text = "Le président français a été reçu à l’Élysée, où il a parlé. " * 5
    (record,) = read("a.txt", text.encode("cp1252"))
    assert "é" in record.text
    assert "encoding assumed" in record.reason
