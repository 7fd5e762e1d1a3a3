"""Tables, lists and pages, written here."""

import io
import json

import pandas as pd
import pytest

from overture.readers import (
    csv_rows,
    known_fields,
    parse_date,
    pieces_of_file,
    records_of,
)

ROWS = [
    {"Headline": "Bridge opens", "Body": "It opened.", "Published": "2021-03-04"},
    {"Headline": "Ferry stops", "Body": "It stopped.", "Published": "2021-03-05"},
]


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
def test_columns_are_guessed_in_every_kind_of_table(read, kind):
    records = read("table.dat", table_bytes(kind))
    assert [record.title for record in records] == ["Bridge opens", "Ferry stops"]
    assert [record.text for record in records] == ["It opened.", "It stopped."]
    assert [parse_date(record.date).day for record in records] == [4, 5]
    assert [record.source for record in records] == ["Post", "Post"]


def test_columns_can_be_given(read):
    table = "Volltext,Blatt,id\nEs regnet.,Post,7\n"
    (record,) = read("a.csv", table)
    assert record.rejected
    assert "no column of texts among Volltext, Blatt, id" in record.reason
    (record,) = read("a.csv", table, columns={"text": "Volltext", "source": "Blatt"})
    assert (record.text, record.source) == ("Es regnet.", "Post")


def test_a_list_of_links_gives_its_titles_and_says_so(read):
    rows = "title,url,media_name,publish_date\nRain,https://e.org/1,Post,2021-03-04\n"
    (record,) = read("mediacloud.csv", rows)
    assert (record.title, record.text) == ("Rain", "")
    assert record.url == "https://e.org/1"
    assert record.reason == "a list without texts: the title alone"


def test_rows_of_a_list_beside_the_texts_give_their_fields():
    rows = list(csv_rows(io.BytesIO(b"path,Outlet,Headline\na.txt,Post,Rain\nb.txt\n")))
    assert known_fields(rows[0]) == {"title": "Rain", "source": "Post"}
    assert rows[1].rejected


def test_gdelt_lists_have_no_texts_unless_they_have_titles(read):
    cells = ["20150218230000-0", "20150218230000", "1", "Post", "https://e.org/1"]
    plain = "\t".join(cells + [""] * 22)
    titled = "\t".join([*cells, *[""] * 21, "<PAGE_TITLE>Rain &amp; snow</PAGE_TITLE>"])
    first, second = read("gkg.csv", f"{plain}\n{titled}\n")
    assert first.rejected
    assert not second.rejected
    assert "no texts: fetch the page" in first.reason
    assert first.url == "https://e.org/1"
    assert second.title == "Rain & snow"
    assert parse_date(second.date).isoformat() == "2015-02-18T23:00:00+00:00"


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
def test_bibliographies_give_abstracts(read, name, data):
    first, second = read(name, data)
    assert (first.title.lower(), second.title.lower()) == (
        "bridge opens",
        "ferry stops",
    )
    assert (first.source, second.source) == ("Evening Post", "Evening Post")
    assert f"{parse_date(first.date):%Y-%m-%d}" == "2021-03-04"
    assert f"{parse_date(second.date):%Y-%m-%d}" == "2021-01-01"
    assert "It opened" in first.text
    assert second.reason == "no abstract: the title alone"


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
def test_feeds(read, data):
    records = read("feed", data)
    assert [record.title for record in records] == ["Bridge & road", "Ferry stops"]
    assert [record.text for record in records] == [
        "It opened.\n\nAt last.",
        "It stopped.",
    ]
    assert records[0].url == "https://e.org/1"
    assert parse_date(records[0].date).isoformat() == "2021-03-04T15:00:00+00:00"
    assert [record.source for record in records] == ["Evening Post"] * 2


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
def test_mail(read, kind):
    data = MAIL
    if kind == "mbox":
        start = "From news@post.example Thu Mar  4 10:00:00 2021\n"
        data = f"{start}{MAIL}\n{start}{MAIL.replace('Thursday', 'Friday')}"
    records = read(f"letters.{kind}", data)
    assert len(records) == (2 if kind == "mbox" else 1)
    assert records[0].title == "Café letter"
    assert records[0].source == "Evening Post"
    assert parse_date(records[0].date).isoformat() == "2021-03-04T15:00:00+00:00"
    assert records[0].text.endswith("\n\nThe ferry will stop in May, said the mayor.")


BODY = "".join(f"<p>The bridge has {i} lanes and {i} lamps.</p>" for i in range(9))


def test_a_web_archive_gives_its_pages(read):
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    data = io.BytesIO()
    writer = WARCWriter(data, gzip=True)
    page = f"<html><head><title>Bridge opens</title></head><body>{BODY}</body></html>"
    for number, status in enumerate(["200 OK", "404 Not Found"]):
        headers = StatusAndHeaders(status, [("Content-Type", "text/html")], "HTTP/1.1")
        record = writer.create_warc_record(
            f"https://e.org/{number}",
            "response",
            payload=io.BytesIO(page.encode()),
            http_headers=headers,
        )
        writer.write_record(record)
    found, missing = read("pages.warc.gz", data.getvalue())
    assert (found.rejected, missing.rejected) == (False, True)
    assert "answered 404" in missing.reason
    assert found.url == "https://e.org/0"
    assert found.title == "Bridge opens"


def test_a_page_gives_title_date_author_and_source(read):
    page = f"""<html lang="en"><head><title>Bridge opens | Post</title>
<meta property="og:title" content="Bridge opens">
<meta property="og:site_name" content="Evening Post">
<meta property="article:published_time" content="2021-03-04T10:00:00+00:00">
<meta name="author" content="Ana Ruiz"></head><body><nav>Home News</nav>
<article><h1>Bridge opens</h1>{BODY}</article><footer>© Post</footer></body></html>"""
    (record,) = read("page.html", page)
    assert (record.title, record.source) == ("Bridge opens", "Evening Post")
    assert record.author == "Ana Ruiz"
    assert f"{parse_date(record.date):%Y-%m-%d}" == "2021-03-04"
    assert "The bridge has 0 lanes" in record.text[:60]
    assert "Home News" not in record.text


@pytest.mark.parametrize(
    ("name", "title"), [("a.md", "Rain"), ("a.markdown", "Rain"), ("a.txt", None)]
)
def test_a_marked_title_is_one_in_markdown_alone(read, name, title):
    assert read(name, "# Rain\nIt rained.")[0].title == title


def test_front_matter_gives_metadata(read):
    front = "---\ntitle: Rain\ndate: 2024-02-13\noutlet: The Post\n---\nIt rained.\n"
    (record,) = read("a.md", front)
    assert record[:4] == ("It rained.", "Rain", "2024-02-13", "The Post")


def test_what_is_known_from_beside_fills_what_a_file_does_not_say(tmp_path):
    (tmp_path / "b.md").write_text("---\noutlet: Own\n---\nIt snowed.")
    known = {"source": "Other", "date": "2021-03-05"}
    (piece,) = pieces_of_file(tmp_path / "b.md", "b.md", known=known)
    (record,) = records_of(piece)
    assert (record.source, record.date) == ("Own", "2021-03-05")
