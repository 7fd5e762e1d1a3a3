"""Archives and other files of files: ZIP, TAR, GZ, BZ2, XZ, WARC and mbox.

Nothing is unpacked to disk and no link is followed. Expansion, count and depth
are limited, so that a small file cannot fill memory or time.
"""

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

MOST_MEMBERS = 1_000_000
MOST_EXPANSION = 200  # times the packed size; news text packs 3 to 10 times
LEAST_EXPANSION = 100_000_000  # bytes that any archive may expand to
DEEPEST = 4  # archives within archives


class Member(NamedTuple):
    """A file in a file: its stream, or the reason why it is not read."""

    name: str  # below the archive's; empty if it is one of its records
    stream: BinaryIO | None
    hint: str = ""  # file name that says what kind it is
    reason: str = ""
    known: dict[str, str] = {}  # noqa: RUF012 (never changed)


class _Limited(io.RawIOBase):
    """A stream that fails when more is read from it than is allowed."""

    def __init__(self, stream: BinaryIO, budget: list[int]):
        self._stream, self._budget = stream, budget
        self.seek, self.tell = stream.seek, stream.tell

    def readable(self) -> bool:
        return True

    seekable = readable

    def readinto(self, buffer) -> int:
        data = self._stream.read(len(buffer))
        self._budget[0] -= len(data)
        if self._budget[0] < 0:
            message = (
                f"expands to over {MOST_EXPANSION} times its size, as a zip bomb "
                "does: unpack it yourself if you trust it"
            )
            raise ValueError(message)
        buffer[: len(data)] = data
        return len(data)


def members(stream: BinaryIO, kind: str, name: str) -> Iterator[Member]:
    """Yield the members of an archive in its order.

    An archive that is damaged or expands beyond the limits raises a ValueError.
    """
    budget = [max(LEAST_EXPANSION, MOST_EXPANSION * stream.seek(0, 2))]
    stream.seek(0)
    try:
        if kind in _PACKED:
            hint = re.sub(r"(?i)\.tgz$", ".tar", name)
            hint = re.sub(r"(?i)\.(gz|bz2|xz)$", "", hint)
            found = iter([Member("", _PACKED[kind](stream), hint)])
        else:
            found = _MEMBERS[kind](stream)
        for number, member in enumerate(found):
            if number >= MOST_MEMBERS:
                message = f"more than {MOST_MEMBERS} members: split the archive"
                raise ValueError(message)
            if member.stream is not None:
                limited = io.BufferedReader(_Limited(member.stream, budget))
                member = member._replace(stream=limited)
            yield member
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        message = f"damaged or truncated archive ({error}): download it again"
        raise ValueError(message) from error


def _named(entries: Iterable[tuple]) -> Iterator[Member]:
    """Yield the members of an archive that gives names, problems and ways to open."""
    for name, problem, opened in entries:
        parts = PurePosixPath(name).parts
        if "__MACOSX" in parts or (parts and parts[-1].startswith(".")):
            continue  # what operating systems leave in archives
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name):
            problem = problem or "its name points outside the archive"
        if problem:
            yield Member(name, None, reason=problem)
            continue
        try:
            yield Member(name, opened(), name)
        except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
            yield Member(name, None, reason=f"damaged: {error}")


def _zip_entries(stream: BinaryIO) -> Iterator[tuple]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            problem = ""
            if stat.S_ISLNK(info.external_attr >> 16):
                problem = "a link, which is not followed"
            elif info.flag_bits & 1:
                problem = "password-protected: unpack it first"
            if not info.is_dir():
                yield info.filename, problem, partial(archive.open, info)


def _tar_entries(stream: BinaryIO) -> Iterator[tuple]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        for info in archive:
            problem = "" if info.isfile() else "a link or device, which is not followed"
            if not info.isdir():
                yield info.name, problem, partial(archive.extractfile, info)


def _warc_members(stream: BinaryIO) -> Iterator[Member]:
    """Yield the pages of a web archive; requests and other notes are no records."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        records = ArchiveIterator(stream)
        while True:
            with redirect_stderr(io.StringIO()):  # where its warnings are printed
                record = next(records, None)
            if record is None:
                return
            if record.rec_type in ("response", "resource", "conversion", "revisit"):
                yield _page(record)
    except ArchiveLoadFailed as error:
        message = f"damaged web archive: {error}"
        raise ValueError(message) from error


def _page(record) -> Member:
    """Return a page of a web archive, or the reason why it is none."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    known = {"url": url} if url else {}
    reason, kind = "", record.rec_headers.get_header("Content-Type") or ""
    if record.rec_type == "revisit":
        reason = "a repeat of a page, stored without content"
    if record.rec_type == "response" and record.http_headers:
        status = record.http_headers.get_statuscode()
        kind = record.http_headers.get_header("Content-Type") or ""
        if status and not status.startswith("2"):
            reason = f"the server answered {status}, not a page"
    other = ("image/", "video/", "audio/", "font/", "text/css")
    if kind.startswith(other) or "javascript" in kind:
        reason = reason or f"not a text: {kind.partition(';')[0]}"
    if reason:
        return Member("", None, reason=reason, known=known)
    hint = "page.html" if "html" in kind else "page"
    return Member("", io.BytesIO(record.content_stream().read()), hint, known=known)


def _mbox_members(stream: BinaryIO) -> Iterator[Member]:
    """Yield the messages of a mailbox."""
    message: list[bytes] = []
    blank = True
    for line in stream:
        if blank and line.startswith(b"From ") and message:
            yield Member("", io.BytesIO(b"".join(message)), "message.eml")
            message = []
        elif message or not line.startswith(b"From "):
            message.append(line.removeprefix(b">") if line[:6] == b">From " else line)
        blank = not line.strip()
    if message:
        yield Member("", io.BytesIO(b"".join(message)), "message.eml")


_PACKED = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
_MEMBERS = {
    "zip": lambda stream: _named(_zip_entries(stream)),
    "tar": lambda stream: _named(_tar_entries(stream)),
    "warc": _warc_members,
    "mbox": _mbox_members,
}
