import pytest

from analysis.corpus.intake import read_documents, text_id


def write(folder, **files):
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


def test_every_file_is_in_the_ledger_once(tmp_path):
    write(tmp_path, a_txt="A headline\n\nIt rained.", b_txt="", c_txt="It rained.")
    documents, intake = read_documents(tmp_path)
    assert list(intake["path"]) == ["a.txt", "b.txt", "c.txt"]
    assert list(intake["status"]) == ["parsed", "rejected", "parsed"]
    assert intake["reason"][1] == "empty file"
    assert list(documents["title"].fillna("-")) == ["A headline", "-"]


def test_same_text_has_same_id_and_is_a_copy(tmp_path):
    write(tmp_path, a_txt="It rained in Zürich.", b_txt="It rained in Zu\u0308rich.")
    documents, intake = read_documents(tmp_path)
    assert list(intake["status"]) == ["parsed", "copy"]
    assert set(intake["doc_id"]) == {text_id("It rained in Zürich.")}
    assert len(documents) == 1


def test_front_matter_gives_metadata_and_title_leads_the_text(tmp_path):
    front = "---\ntitle: Rain\ndate: 2024-02-13\noutlet: The Post\n---\nIt rained.\n"
    documents, _ = read_documents(write(tmp_path, a_md=front))
    row = documents.iloc[0]
    assert row["text"] == "Rain\n\nIt rained."
    assert row["source"] == "The Post"
    assert row["date"].isoformat() == "2024-02-13T00:00:00+00:00"


def test_other_encoding_is_said(tmp_path):
    text = "Le président français a été reçu à l’Élysée, où il a parlé. " * 5
    documents, intake = read_documents(write(tmp_path, a_txt=text.encode("cp1252")))
    assert "é" in documents["text"][0]
    assert "encoding assumed" in intake["reason"][0]


def test_empty_folder_and_no_text_say_what_to_do(tmp_path):
    with pytest.raises(ValueError, match="no files in"):
        read_documents(tmp_path)
    write(tmp_path, a_txt="")
    with pytest.raises(ValueError, match=r"1 records rejected.*'a.txt': empty file"):
        read_documents(tmp_path)
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        read_documents("no/such/folder")
