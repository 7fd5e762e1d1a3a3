"""Tables, lists and pages, written here."""

import io
import json

import pandas as pd
import pytest

from analysis.corpus.intake import read_documents

ROWS = [
    {"Headline": "Bridge opens", "Body": "It opened.", "Published": "2021-03-04"},
    {"Headline": "Ferry stops", "Body": "It stopped.", "Published": "2021-03-05"},
]


def read(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_documents(path)


def table_bytes(kind):
    frame, data = pd.DataFrame(ROWS).assign(Outlet="Post"), io.BytesIO()
    if kind == "csv":
        return frame.to_csv(index=False).encode()
    if kind == "semicolon":
        return frame.to_csv(index=False, sep=";").encode("utf-8-sig")
    if kind == "tsv":
        return frame.to_csv(index=False, sep="\t").encode("utf-16")
    if kind == "xlsx":
        frame.to_excel(data, index=False)
    elif kind == "parquet":
        frame.to_parquet(data)
    elif kind == "jsonl":
        return frame.to_json(orient="records", lines=True).encode()
    elif kind == "json":
        return frame.to_json(orient="records", indent=1).encode()
    elif kind == "nested":
        rows = json.loads(frame.to_json(orient="records"))
        return json.dumps({"status": "ok", "articles": rows}).encode()
    return data.getvalue()


@pytest.mark.parametrize(
    "kind", ["csv", "semicolon", "tsv", "xlsx", "parquet", "jsonl", "json", "nested"]
)
def test_columns_are_guessed_in_every_kind_of_table(tmp_path, kind):
    documents, intake = read(tmp_path, "table.dat", table_bytes(kind))
    assert list(intake["status"]) == ["parsed", "parsed"]
    assert list(documents["title"]) == ["Bridge opens", "Ferry stops"]
    assert documents["text"][0] == "Bridge opens\n\nIt opened."
    assert list(documents["date"].dt.day) == [4, 5]
    assert list(documents["source"]) == ["Post", "Post"]


def test_columns_can_be_given(tmp_path):
    (tmp_path / "a.csv").write_text("Volltext,Blatt,id\nEs regnet.,Post,7\n")
    with pytest.raises(
        ValueError, match="no column of texts among Volltext, Blatt, id"
    ):
        read_documents(tmp_path)
    columns = {"text": "Volltext", "source": "Blatt"}
    documents, _ = read_documents(tmp_path, columns=columns)
    assert documents["text"][0] == "Es regnet."
    assert documents["source"][0] == "Post"


def test_a_list_of_links_gives_its_titles_and_says_so(tmp_path):
    rows = "title,url,media_name,publish_date\nRain,https://e.org/1,Post,2021-03-04\n"
    documents, intake = read(tmp_path, "mediacloud.csv", rows)
    assert documents["text"][0] == "Rain"
    assert documents["url"][0] == "https://e.org/1"
    assert intake["reason"][0] == "a list without texts: the title alone"


def test_gdelt_lists_have_no_texts_unless_they_have_titles(tmp_path):
    cells = ["20150218230000-0", "20150218230000", "1", "Post", "https://e.org/1"]
    plain = "\t".join(cells + [""] * 22)
    titled = "\t".join([*cells, *[""] * 21, "<PAGE_TITLE>Rain &amp; snow</PAGE_TITLE>"])
    documents, intake = read(tmp_path, "gkg.csv", f"{plain}\n{titled}\n")
    assert list(intake["status"]) == ["rejected", "parsed"]
    assert "no texts: fetch the page" in intake["reason"][0]
    assert intake["url"][0] == "https://e.org/1"
    assert documents["text"][0] == "Rain & snow"
    assert documents["date"][0].isoformat() == "2015-02-18T23:00:00+00:00"


RIS = """TY  - NEWS
TI  - Bridge opens
T2  - Evening Post
DA  - 2021/03/04/
AU  - Ruiz, Ana
AB  - It opened
on Thursday.
ER  -

TY  - NEWS
TI  - Ferry stops
T2  - Evening Post
PY  - 2021
ER  -
"""
BIBTEX = """@article{ruiz2021,
  title = {Bridge {O}pens},
  author = {Ruiz, Ana and Li, Bo},
  date = {2021-03-04},
  journaltitle = {Evening Post},
  abstract = {It opened \\& stayed open.}
}
@article{li2021, title = "Ferry stops", year = 2021, journal = {Evening Post}}
"""


@pytest.mark.parametrize(("name", "data"), [("a.ris", RIS), ("a.bib", BIBTEX)])
def test_bibliographies_give_abstracts(tmp_path, name, data):
    documents, intake = read(tmp_path, name, data)
    assert list(documents["title"].str.lower()) == ["bridge opens", "ferry stops"]
    assert list(documents["source"]) == ["Evening Post"] * 2
    assert documents["date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2021-03-04",
        "2021-01-01",
    ]
    assert "It opened" in documents["text"][0]
    assert intake["reason"][1] == "no abstract: the title alone"


RSS = """<?xml version="1.0"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Evening Post</title><language>en-us</language>
<item><title>Bridge &amp; road</title><link>https://e.org/1</link>
<pubDate>Thu, 04 Mar 2021 10:00:00 -0500</pubDate>
<description>Short.</description>
<content:encoded><![CDATA[<p>It <b>opened</b>.</p><script>x()</script>
<p>At last.</p>]]>
</content:encoded></item>
<item><title>Ferry stops</title>
<description>&lt;p&gt;It stopped.&lt;/p&gt;</description>
</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Evening Post</title>
<entry><title>Bridge &amp; road</title><link href="https://e.org/1"/>
<published>2021-03-04T15:00:00Z</published><author><name>Ana Ruiz</name></author>
<content type="html">&lt;p&gt;It opened.&lt;/p&gt;&lt;p&gt;At last.&lt;/p&gt;</content>
</entry><entry><title>Ferry stops</title><summary>It stopped.</summary></entry>
</feed>"""


@pytest.mark.parametrize("data", [RSS, ATOM], ids=["rss", "atom"])
def test_feeds(tmp_path, data):
    documents, _ = read(tmp_path, "feed", data)
    assert documents["text"].tolist() == [
        "Bridge & road\n\nIt opened.\n\nAt last.",
        "Ferry stops\n\nIt stopped.",
    ]
    assert documents["url"][0] == "https://e.org/1"
    assert documents["date"][0].isoformat() == "2021-03-04T15:00:00+00:00"
    assert list(documents["source"]) == ["Evening Post"] * 2


MAIL = """From: Evening Post <news@post.example>
Subject: =?utf-8?q?Caf=C3=A9_letter?=
Date: Thu, 4 Mar 2021 10:00:00 -0500
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain

See the web version.
--x
Content-Type: text/html; charset=utf-8

<html><body><p>The bridge opened on Thursday, after years of work on it.</p>
<p>The ferry will stop in May, said the mayor.</p></body></html>
--x--
"""


@pytest.mark.parametrize("kind", ["eml", "mbox"])
def test_mail(tmp_path, kind):
    data = MAIL
    if kind == "mbox":
        start = "From news@post.example Thu Mar  4 10:00:00 2021\n"
        data = f"{start}{MAIL}\n{start}{MAIL.replace('Thursday', 'Friday')}"
    documents, _ = read(tmp_path, f"letters.{kind}", data)
    assert len(documents) == (2 if kind == "mbox" else 1)
    assert documents["title"][0] == "Café letter"
    assert documents["source"][0] == "Evening Post"
    assert documents["date"][0].isoformat() == "2021-03-04T15:00:00+00:00"
    assert documents["text"][0].endswith(
        "\n\nThe ferry will stop in May, said the mayor."
    )


def test_a_web_archive_gives_its_pages(tmp_path):
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    data = io.BytesIO()
    writer = WARCWriter(data, gzip=True)
    body = "".join(f"<p>The bridge has {i} lanes and {i} lamps.</p>" for i in range(9))
    page = f"<html><head><title>Bridge opens</title></head><body>{body}</body></html>"
    for number, status in enumerate(["200 OK", "404 Not Found"]):
        headers = StatusAndHeaders(status, [("Content-Type", "text/html")], "HTTP/1.1")
        record = writer.create_warc_record(
            f"https://e.org/{number}",
            "response",
            payload=io.BytesIO(page.encode()),
            http_headers=headers,
        )
        writer.write_record(record)
    documents, intake = read(tmp_path, "pages.warc.gz", data.getvalue())
    assert list(intake["status"]) == ["parsed", "rejected"]
    assert "answered 404" in intake["reason"][1]
    assert documents["url"][0] == "https://e.org/0"
    assert documents["title"][0] == "Bridge opens"


def test_a_page_gives_title_date_author_and_source(tmp_path):
    body = "".join(f"<p>The bridge has {i} lanes and {i} lamps.</p>" for i in range(9))
    page = f"""<html lang="en"><head><title>Bridge opens | Post</title>
<meta property="og:title" content="Bridge opens">
<meta property="og:site_name" content="Evening Post">
<meta property="article:published_time" content="2021-03-04T10:00:00+00:00">
<meta name="author" content="Ana Ruiz"></head><body><nav>Home News</nav>
<article><h1>Bridge opens</h1>{body}</article><footer>© Post</footer></body></html>"""
    documents, _ = read(tmp_path, "page.html", page)
    row = documents.iloc[0]
    assert (row["title"], row["source"]) == ("Bridge opens", "Evening Post")
    assert (row["author"], row["date"].date().isoformat()) == ("Ana Ruiz", "2021-03-04")
    assert row["text"].startswith("Bridge opens\n\nThe bridge has 0 lanes")
    assert "Home News" not in row["text"]


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
