"""The work of the guarded process: files in, records out, until its parent ends."""

import io
import json
import resource
import signal
import sys
from multiprocessing.connection import Connection

from overture.readers.dispatch import read
from overture.readers.guard import SECONDS

MEMORY = 4 << 30  # bytes of address space, half of which the imports reserve


def serve(pipe: Connection) -> None:
    """Answer requests until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            data, kind, columns = pipe.recv()
        except EOFError:
            return
        signal.alarm(2 * SECONDS)  # the end of a child that lost its parent
        records = list(read(io.BytesIO(data), kind, columns))
        signal.alarm(0)
        pipe.send_bytes(json.dumps(records).encode())


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
