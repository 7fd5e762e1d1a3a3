"""Exports of news databases, written here in the formats of the databases."""

import io
import zipfile

import pytest

from overture.readers import language_code, parse_date

NEXIS_TXT = """\ufeff

Download Request: Selected Items: 1-3

                               1 of 3 DOCUMENTS



                                The Daily Herald

                            March 4, 2021 Thursday
                                  Late Edition

Bridge opens after
years of delay

BYLINE: By Ana Ruiz

SECTION: NEWS; Pg. 3

LENGTH: 20 words

The bridge over the river opened on Thursday. Drivers
waited for hours.

A second paragraph: it was long.

LOAD-DATE: March 5, 2021

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper
                               2 of 3 DOCUMENTS



                               The Sun (England)

                            March 5, 2021 Friday

Ferry stops

LENGTH: 9 words

The ferry will stop in May.

LANGUAGE: ENGLISH
                               3 of 3 DOCUMENTS



                                 Evening Post

               Copyright 2021 Post Newspapers All Rights Reserved

                            March 6, 2021 Saturday

Last of all

BODY:

The last article has no fields behind it.
"""

NEXIS_NEW = """Documents (2)
1. Bridge opens
Client/Matter: -None-
2. Ferry stops

Bridge opens
The Daily Herald(London)
March 4, 2021 Thursday 9:20 AM GMT

Copyright 2021 Herald All Rights Reserved

Section:\xa0NEWS
Length:\xa012 words
Byline:\xa0Ana Ruiz
Body

The bridge opened on Thursday.

Drivers waited.
Classification

Language:\xa0ENGLISH

End of Document

Ferry stops
Evening Post
March 5, 2021 Friday

Length:\xa06 words
Body

The ferry will stop in May.
Load-Date:\xa0March 6, 2021

End of Document
"""

NEXIS_HTML = """<HTML><HEAD><!-- LXNComment 1 --></HEAD><BODY>
<DOC NUMBER=1><DIV CLASS="c0"><P><SPAN>7 of 8 DOCUMENTS</SPAN></P></DIV>
<DIV><P><SPAN>Evening Post</SPAN></P></DIV>
<DIV><P><SPAN>March</SPAN><SPAN> 5, 2021, Friday, Final</SPAN></P></DIV>
<DIV><P><SPAN>Ferry stops</SPAN></P></DIV>
<DIV><P><SPAN>BYLINE: </SPAN><SPAN>By BO LI</SPAN></P></DIV>
<DIV><P><SPAN>The ferry will stop in May.</SPAN></P><P>It rained.</P></DIV>
<DIV><P><SPAN>LANGUAGE: </SPAN><SPAN>ENGLISH</SPAN></P></DIV>
<DIV><P>8 of 8 DOCUMENTS</P></DIV><DIV><P>Evening Post</P></DIV>
<DIV><P>March 6, 2021, Saturday</P></DIV><DIV><P>Last</P></DIV>
<DIV><P>The end.</P></DIV></BODY></HTML>"""

FACTIVA_XML = """<?xml version="1.0" encoding="utf-8"?>
<PPSResponse><ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0">
<ppsarticle><article><baseLanguage>EN</baseLanguage><byline>By Ana Ruiz</byline>
<headline><paragraph><hlt>Bridge</hlt> opens</paragraph></headline>
<leadParagraph><paragraph>The bridge opened.</paragraph></leadParagraph>
<publicationDate><dateTime>2021-03-04T10:00:00Z</dateTime></publicationDate>
<sourceName>Evening Post</sourceName>
<tailParagraphs><paragraph>Drivers waited.</paragraph></tailParagraphs>
</article></ppsarticle>
<ppsarticle><article><headline><paragraph>Ferry stops</paragraph></headline>
<leadParagraph><paragraph>The ferry will stop.</paragraph></leadParagraph>
<publicationDate><date>2021-03-05</date></publicationDate>
<sourceName>Evening Post</sourceName></article></ppsarticle>
</ppsArticleResponse></PPSResponse>"""

FACTIVA_HTML = """<html><head><title>Factiva</title></head><body>
<div class="article enArticle"><table>
<tr><td><b>HD</b>&nbsp;</td><td><b>Bridge opens</b></td></tr>
<tr><td><b>BY</b>&nbsp;</td><td>By Ana Ruiz</td></tr>
<tr><td><b>WC</b>&nbsp;</td><td>6 words</td></tr>
<tr><td><b>PD</b>&nbsp;</td><td>4 March 2021</td></tr>
<tr><td><b>ET</b>&nbsp;</td><td>10:00</td></tr>
<tr><td><b>SN</b>&nbsp;</td><td>Evening Post</td></tr>
<tr><td><b>LP</b>&nbsp;</td><td><p class="articleParagraph">The bridge opened.</p></td>
</tr><tr><td><b>TD</b>&nbsp;</td><td><p>Drivers waited.</p></td></tr></table></div>
<div class="article enArticle"><div><span class="enHeadline">Ferry stops</span></div>
<div>By Bo Li</div><div>5 words</div><div>5 March 2021</div><div>Evening Post</div>
<div>EVPO</div><div>English</div><div>(c) 2021 Post</div>
<p class="articleParagraph enarticleParagraph">The ferry will stop.</p>
<p class="articleParagraph enarticleParagraph">It rained.</p></div></body></html>"""

FACTIVA_TXT = """Bridge opens

By Ana Ruiz
6 words
4 March 2021
10:00
Evening Post
EVPO
English
(c) 2021 Post

The bridge opened.

Drivers waited.

Document EVPO000020210304eh3400001

HD
Ferry stops
WC
5 words
PD
5 March 2021
SN
Evening Post
LP

The ferry will stop.
TD

It rained.
AN
Document EVPO000020210305eh3500002
"""

EUROPRESSE = """<html><body><table><tr><td>
<span class="DocPublicationName">Le Soir, no. 12
</span><br>
<span class="DocHeader">Mars en fête, mardi </span><span class="DocHeader">
2 mars 2021</span><br><br>
<span class="TitreArticleVisu">Le <b>pont</b> ouvre</span>
<br><br>Anne Petit<br><p></p>Le pont a ouvert mardi.<p></p>Il pleuvait.<p></p><b><i>
© 2021 Le Soir. Tous droits réservés.</i></b><p></p>
Numéro de document : news·20210302·LS·1<br>
<table><tr><td>Ce certificat est émis à l'université</td></tr></table></td></tr></table>
<p><table><tr><td><span class="DocPublicationName">La Voix</span><br>
<span class="DocHeader">vendredi 5 mars 2021, p. 3</span><br><br>
<span class="TitreArticleVisu">Le bac s'arrête</span><br><br>Le bac s'arrête en mai.
</td></tr></table></body></html>"""

EUROPRESSE_NEW = """<html><body><article><header>
<div class="rdp__DocPublicationName">
<span class="DocPublicationName">Le Soir</span></div>
<span class="DocHeader">Monde, lundi 1 mars 2021 10:30</span>
<div class="titreArticle">
<p class="titreArticleVisu rdp__articletitle">Le pont</p></div>
<p class="sm-margin-bottomNews">Anne Petit</p></header>
<section><div class="docOcurrContainer"><p>Le pont a ouvert.</p>
<p>Il pleuvait.</p></div>
</section></article><article><header><div class="rdp__DocPublicationName">
<span class="DocPublicationName">La Voix</span></div>
<span class="DocHeader">2 mars 2021</span>
<div class="titreArticle">
<p class="titreArticleVisu rdp__articletitle">Le bac</p></div>
</header>
<section><div class="docOcurrContainer"><p>Le bac s'arrête.</p></div></section>
</article></body></html>"""

RULE = "_" * 60
PROQUEST = f"""{RULE}

Report Information from ProQuest
March 10 2021 09:00
{RULE}

Table of contents

1. Bridge opens... 1

{RULE}
Document 1 of 2

Bridge opens

Author: Ruiz, Ana

Publication info: Evening Post ; Bath [Bath]. 04 Mar 2021: 1.

Abstract: The bridge.

Full text: The bridge opened on
Thursday.

He said: drivers waited.

Subject: Bridges

Title: Bridge opens

Publication title: Evening Post

Publication date: Mar 4, 2021

Language of publication: English

ProQuest document ID: 1

Document URL: https://example.org/1
{RULE}
Document 2 of 2

Ferry stops

Abstract: The ferry will stop.

Publication title: Evening Post

Publication date: Mar 5, 2021

ProQuest document ID: 2

{RULE}

Contact us at: https://example.org
"""

TWO = [("Bridge opens", "2021-03-04"), ("Ferry stops", "2021-03-05")]
EXPORTS = {
    "nexis.txt": (
        NEXIS_TXT,
        ["The Daily Herald", "The Sun (England)", "Evening Post"],
        [
            ("Bridge opens after years of delay", "2021-03-04"),
            ("Ferry stops", "2021-03-05"),
            ("Last of all", "2021-03-06"),
        ],
    ),
    "nexis_new.txt": (NEXIS_NEW, ["The Daily Herald(London)", "Evening Post"], TWO),
    "nexis.html": (
        NEXIS_HTML,
        ["Evening Post"] * 2,
        [("Ferry stops", "2021-03-05"), ("Last", "2021-03-06")],
    ),
    "factiva.xml": (FACTIVA_XML, ["Evening Post"] * 2, TWO),
    "factiva.html": (FACTIVA_HTML, ["Evening Post"] * 2, TWO),
    "factiva.txt": (FACTIVA_TXT, ["Evening Post"] * 2, TWO),
    "europresse.html": (
        EUROPRESSE,
        ["Le Soir", "La Voix"],
        [("Le pont ouvre", "2021-03-02"), ("Le bac s'arrête", "2021-03-05")],
    ),
    "europresse_new.html": (
        EUROPRESSE_NEW,
        ["Le Soir", "La Voix"],
        [("Le pont", "2021-03-01"), ("Le bac", "2021-03-02")],
    ),
    "proquest.txt": (PROQUEST, ["Evening Post"] * 2, TWO),
}


def lines(records, field):
    """Return a field of each record as one line."""
    return [" ".join((getattr(record, field) or "").split()) for record in records]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_record_has_its_title_date_and_source(read, name):
    content, sources, heads = EXPORTS[name]
    records = read(name, content)
    assert [record.reason for record in records if record.rejected] == []
    assert lines(records, "source") == sources
    assert lines(records, "title") == [title for title, _ in heads]
    assert [f"{parse_date(record.date):%Y-%m-%d}" for record in records] == [
        date for _, date in heads
    ]
    for title, record in zip(lines(records, "title"), records, strict=True):
        assert record.text
        assert title not in record.text.split("\n")  # it is put before the text


@pytest.mark.parametrize("ending", ["txt", "dat"])
def test_the_name_of_an_export_does_not_matter(read, ending):
    records = read(f"export.{ending}", FACTIVA_XML)
    assert lines(records, "title") == ["Bridge opens", "Ferry stops"]


def test_nexis_text_is_unwrapped_and_fields_are_no_text(read):
    first = read("nexis.txt", NEXIS_TXT)[0]
    assert first.text == (
        "The bridge over the river opened on Thursday. Drivers waited for hours.\n\n"
        "A second paragraph: it was long."
    )
    assert first.author == "Ana Ruiz"
    assert language_code(first.language) == "en"


def test_europresse_byline_is_no_text_but_the_copyright_line_is(read):
    first = read("europresse.html", EUROPRESSE)[0]
    assert first.author == "Anne Petit"
    assert first.text == (
        "Le pont a ouvert mardi.\n\nIl pleuvait.\n\n"
        "© 2021 Le Soir. Tous droits réservés."
    )


@pytest.mark.parametrize("name", ["factiva.xml", "factiva.html", "factiva.txt"])
def test_factiva_gives_lead_and_tail(read, name):
    first = read(name, EXPORTS[name][0])[0]
    assert first.text == "The bridge opened.\n\nDrivers waited."
    assert first.author == "Ana Ruiz"


def test_a_proquest_record_without_full_text_gives_its_abstract(read):
    first, second = read("proquest.txt", PROQUEST)
    assert first.text.endswith("Thursday.\n\nHe said: drivers waited.")
    assert second.reason == "no full text: the abstract alone"


def test_a_truncated_export_keeps_what_is_there_and_says_so(read):
    cut = FACTIVA_XML[: FACTIVA_XML.index("<publicationDate><date>")]
    records = read("cut.xml", cut)
    assert lines(records, "title") == ["Bridge opens", "Ferry stops"]
    assert "ends within this record" in records[1].reason
    cut = NEXIS_NEW[: NEXIS_NEW.index("Load-Date")]
    records = read("cut.txt", cut)
    assert [record.rejected for record in records] == [False, False]
    assert "ends within this record" in records[1].reason


@pytest.mark.parametrize("kind", ["docx", "rtf"])
def test_nexis_is_found_in_office_files(read, kind):
    if kind == "docx":
        import docx

        document, data = docx.Document(), io.BytesIO()
        for line in NEXIS_NEW.split("\n"):
            document.add_paragraph(line)
        document.save(data)
        records = read("export.docx", data.getvalue())
    else:
        escaped = NEXIS_NEW.replace("\xa0", r"\~").replace("\n", "\\par\n")
        records = read("export.rtf", r"{\rtf1\ansi " + escaped + "}")
    assert lines(records, "title") == ["Bridge opens", "Ferry stops"]
    assert lines(records, "source") == ["The Daily Herald(London)", "Evening Post"]


def test_an_archive_of_exports_gives_the_records_of_each(read_with_paths):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in ("factiva.xml", "nexis.txt"):
            archive.writestr(f"exports/{name}", EXPORTS[name][0])
    paths = [path for path, _ in read_with_paths("all.zip", data.getvalue())]
    assert (
        paths == ["all.zip/exports/factiva.xml"] * 2 + ["all.zip/exports/nexis.txt"] * 3
    )
