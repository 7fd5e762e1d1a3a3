"""A process that parses risky files: ended when one takes too long or too much.

The parent sends a file's bytes and gets records back. A parser that hangs,
crashes or eats memory costs its own record, never the run.
"""

import atexit
import json
import os
import subprocess
import sys
from multiprocessing import Pipe

from overture.readers.record import Record, rejected

SECONDS = 60  # for one file of a few pages to a few hundred


_child: subprocess.Popen | None = None  # with its pipe and the process it is of


def guarded(data: bytes, kind: str, columns=None, *, seconds: float = SECONDS) -> list:
    """Read a file's records in the guarded process; if it was ended, one says so."""
    pipe = _started().pipe
    try:
        pipe.send((data, kind, columns))
        if not pipe.poll(seconds):
            stop()
            return [rejected(f"parsing took over {seconds:g} s and was ended")]
        # Not pickled: what a parser was led to must not run here.
        answer = json.loads(pipe.recv_bytes())
    except (EOFError, OSError):
        stop()
        return [rejected("its parser crashed or needed over 2 GB; convert it to text")]
    return [Record(*fields) for fields in answer]


def _started() -> subprocess.Popen:
    """Return the running child of this process, or start one."""
    global _child
    if _child and _child.owner == os.getpid() and _child.poll() is None:
        return _child
    ours, theirs = Pipe()
    _child = subprocess.Popen(
        [sys.executable, "-m", "overture.readers.child", str(theirs.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # what a parser prints is not wanted
        stderr=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    theirs.close()  # so that the child's end is noticed
    _child.pipe = ours
    _child.owner = os.getpid()  # a fork must not share its parent's child
    return _child


@atexit.register
def stop() -> None:
    """End the child process."""
    global _child
    if _child and _child.owner == os.getpid():
        _child.kill()
        _child.wait()
        _child.pipe.close()
    _child = None
