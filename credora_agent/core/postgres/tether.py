"""How a server ends when its keeper is killed: a signal from the kernel on Linux, a watching process elsewhere."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from credora_agent.core.postgres.binaries import own_environment, own_module

if TYPE_CHECKING:
    from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def before_exec(keeper: int) -> Callable[[], None]:
    """Return what the child of process `keeper` does before it becomes the server.

    From then on the keeper's death means SIGINT to it, a fast stop. A keeper that died before the wish was
    made known is seen by the parent having changed; one that dies after it ends the child by SIGINT's default.
    """
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def bind() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if libc is not None and libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0) != 0:
            os._exit(71)
        if os.getppid() != keeper:
            os._exit(70)

    return bind


def watch(server: int) -> subprocess.Popen[bytes]:
    """Start a process that stops `server` when this one is gone; `let_go` ends it without doing so."""
    return subprocess.Popen(  # noqa: S603 - our own module
        own_module("tether", str(server)),
        stdin=subprocess.PIPE,
        env=own_environment(),
        start_new_session=True,
    )


def let_go(watcher: subprocess.Popen[bytes]) -> None:
    """End a watcher: the server it watches has been stopped."""
    watcher.communicate(b".")


def main() -> None:
    """Wait for the end of standard input; stop the server named by the first argument unless told to let go."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    if not sys.stdin.buffer.read(1):
        os.kill(int(sys.argv[1]), signal.SIGINT)


if __name__ == "__main__":
    main()
