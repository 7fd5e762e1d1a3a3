"""Fuzz the readers: no traceback, no hang, always at least one record.

With atheris (`pip install atheris`, not part of the environment) inputs are grown
by coverage; without it they are made by mutation of the samples at random.
`--seconds` is how long.
"""

import argparse
import io
import random
import sys
import time
import zipfile

from overture.readers.dispatch import read
from overture.readers.pieces import pieces_of
from overture.readers.record import Record

SAMPLES = (
    b"A headline\n\nIt rained.\n",
    b"---\ntitle: Rain\n---\nIt rained.",
    b'{"text": "It rained.", "title": "Rain"}\n{"text": "It snowed."}\n',
    b'[{"body": "It rained.", "date": "2021-03-04"}]',
    b'title,text\nRain,"It rained,\na lot."\n',
    b"1 of 2 DOCUMENTS\n\nPost\n\nMarch 4, 2021\n\nRain\n\nIt rained.\n\nLANGUAGE: X\n",
    b"Rain\nPost\nMarch 4, 2021\nBody\n\nIt rained.\n\nEnd of Document\n",
    b"Rain\n\n9 words\n4 March 2021\nPost\n\nWet.\n\nDocument AB000020210304eh34000\n",
    b"<PPSResponse><ppsarticle><article><headline>Rain</headline></article>",
    b"<html><head><title>Rain</title></head><body><p>It rained.</p></body></html>",
    b'<p class="DocPublicationName">A</p><p class="TitreArticleVisu">B</p>C',
    b"_" * 60 + b"\nRain\n\nFull text: It rained.\n\nProQuest document ID: 1\n",
    b"TY  - NEWS\nTI  - Rain\nAB  - It rained.\nER  - \n",
    b"@article{a, title = {Rain}, abstract = {It {r}ained.}}",
    b"<rss><channel><item><title>Rain</title></item></channel></rss>",
    b"From: a@b.c\nSubject: Rain\nDate: Thu, 4 Mar 2021 10:00:00 -0500\n\nIt rained.\n",
    b"From a@b.c Thu Mar  4 10:00:00 2021\nFrom: a@b.c\nSubject: Rain\n\nIt rained.\n",
    b"20150218230000-0\t20150218230000\t1\tPost\thttps://e.org\t" + b"\t" * 22,
    b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 4\r\n\r\nRain\r\n\r\n",
    b"{\\rtf1\\ansi It rained.\\par}",
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
)
NAMES = ("a.txt", "a.md", "a.csv", "a.jsonl", "a.html", "a.zip", "a", "a.docx", "a.eml")


def samples() -> list[bytes]:
    """Return the samples, and an archive of some of them."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, sample in enumerate(SAMPLES[:6]):
            archive.writestr(f"{number}.txt", sample)
    return [*SAMPLES, data.getvalue()]


def survive(data: bytes, name: str) -> list[Record]:
    """Read bytes here, not in the guarded process; fail if a reader does."""
    found = []
    for piece in pieces_of(io.BytesIO(data), "path", name, {}):
        records = piece.records or read(io.BytesIO(piece.data), piece.kind)
        before = len(found)
        for record in records:
            assert isinstance(record, Record)
            assert record.reason or not record.rejected
            found.append(record)
        assert len(found) > before
    assert found
    return found


def mutate(rng: random.Random, seeds: list[bytes]) -> bytes:
    """Cut, repeat, splice and flip a sample."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.randint(1, 8)):
        at = rng.randint(0, len(data))
        kind = rng.randint(0, 4)
        if kind == 0:
            del data[at : at + rng.randint(1, 30)]
        elif kind == 1:
            data[at:at] = rng.randbytes(rng.randint(1, 9))
        elif kind == 2:
            data[at:at] = rng.choice(seeds)
        elif kind == 3 and data:
            data[min(at, len(data) - 1)] = rng.randint(0, 255)
        else:
            data[at:at] = data[at : at + 20] * rng.randint(1, 20)
    return bytes(data[:100_000])


def main() -> None:
    """Fuzz for a time; print how many inputs were tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    try:
        import atheris
    except ImportError:
        rng, tried = random.Random(options.seed), 0
        seeds, end = samples(), time.monotonic() + options.seconds
        while time.monotonic() < end:
            data, name = mutate(rng, seeds), rng.choice(NAMES)
            begin = time.monotonic()
            try:
                survive(data, name)
            except BaseException:
                sys.stderr.write(f"input: {name} {data!r}\n")
                raise
            if time.monotonic() - begin > 20:
                message = f"slow input: {name} {data!r}"
                raise TimeoutError(message) from None
            tried += 1
        sys.stdout.write(f"{tried:,} inputs, no failure (at random, without atheris)\n")
        return

    def one(data: bytes) -> None:
        survive(data[1:], NAMES[data[0] % len(NAMES)] if data else "a")

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-max_total_time={options.seconds:.0f}"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
