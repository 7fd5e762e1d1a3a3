"""A process that parses risky files: ended when one takes too long or too much.

The parent sends a file's bytes and gets records back. A parser that hangs,
crashes or eats memory costs its own record, never the run.
"""

import atexit
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time

from overture.readers.record import Record, rejected

SECONDS = 60  # for one file of a few pages to a few hundred
MEMORY = 4 << 30  # bytes of address space, half of which the imports reserve
_child: subprocess.Popen | None = None


def guarded(data: bytes, name: str, *, seconds: float = SECONDS, **options):
    """Read a file's records in the guarded process.

    Returns
    -------
    list of Record
        One rejected record if the parser was ended.
    """
    child = _started()
    head = json.dumps([name, options]).encode()
    try:
        child.stdin.write(struct.pack("<II", len(head), len(data)) + head)
        child.stdin.write(data)
        child.stdin.flush()
        answer = _receive(child.stdout.fileno(), seconds)
    except (BrokenPipeError, EOFError):
        stop()
        return [rejected("its parser crashed or needed over 2 GB; convert it to text")]
    except TimeoutError:
        stop()
        return [rejected(f"parsing took over {seconds:g} s and was ended")]
    return [Record(*fields) for fields in json.loads(answer)]


def _started() -> subprocess.Popen:
    """Return the running child process of this process, or start one."""
    global _child
    if _child is not None and _child.poll() is None and _child.owner == os.getpid():
        return _child
    _child = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    _child.owner = os.getpid()  # a fork must not share its parent's child
    return _child


@atexit.register
def stop() -> None:
    """End the child process."""
    global _child
    if _child is not None and _child.owner == os.getpid():
        _child.kill()
        _child.wait()
        _child.stdin = _child.stdout = None
    _child = None


def _receive(pipe: int, seconds: float) -> bytes:
    """Read one answer, within a time."""
    end = time.monotonic() + seconds
    data = bytearray()
    size = 4
    while len(data) < size:
        ready, _, _ = select.select([pipe], [], [], max(0, end - time.monotonic()))
        if not ready:
            raise TimeoutError
        piece = os.read(pipe, 1 << 20)
        if not piece:
            raise EOFError
        data += piece
        if len(data) >= 4 and size == 4:
            size = 4 + struct.unpack("<I", data[:4])[0]
    return bytes(data[4:])


def _serve() -> None:
    """Answer requests until the parent closes the pipe."""
    import io

    from overture.readers.dispatch import read

    requests, answers = sys.stdin.buffer, os.dup(1)
    os.dup2(2, 1)  # what a parser prints must not get into the answers
    _limit_memory()
    while len(sizes := requests.read(8)) == 8:
        head_size, size = struct.unpack("<II", sizes)
        name, options = json.loads(requests.read(head_size))
        signal.alarm(2 * SECONDS)  # the end of a child that lost its parent
        records = list(read(io.BytesIO(requests.read(size)), name, **options))
        signal.alarm(0)
        answer = json.dumps(records).encode()
        with os.fdopen(os.dup(answers), "wb") as pipe:
            pipe.write(struct.pack("<I", len(answer)) + answer)


def _limit_memory() -> None:
    """Bound the address space, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _serve()
