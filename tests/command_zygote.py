"""Commands as processes of their own that start in no time: forked from one that has imported everything already.

Each command is a real process with its own environment, folder, files and exit code; only the second of importing is
shared. `python -m command_zygote SOCKET` is what they are forked from.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PATIENCE = 600.0
"""Seconds a command may take."""


class Zygote:
    """The process commands are forked from, started when the first is run and ended with who started it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.folder = tempfile.TemporaryDirectory()
        known = {**os.environ, "PYTHONPATH": os.pathsep.join((str(HERE), str(HERE.parent)))}
        command = [sys.executable, "-m", "command_zygote", str(theirs.fileno())]
        self.process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), env=known, stdin=subprocess.DEVNULL)
        theirs.close()
        self.line = ours.makefile("rw", encoding="utf-8")
        self.socket = ours

    def run(self, words: tuple[str, ...], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Return what a command said and its exit code. Raises TimeoutExpired for one that does not end."""
        out, err = (Path(self.folder.name) / name for name in ("out", "err"))
        asked = {"words": words, "cwd": str(folder), "env": env, "out": str(out), "err": str(err)}
        self.socket.settimeout(PATIENCE + 5)
        self.line.write(json.dumps(asked) + "\n")
        self.line.flush()
        code = json.loads(self.line.readline())
        if code is None:
            raise subprocess.TimeoutExpired(["credora", *words], PATIENCE)
        return subprocess.CompletedProcess(["credora", *words], code, out.read_text(), err.read_text())

    def end(self) -> None:
        """End it."""
        self.line.close()
        self.socket.close()
        self.process.wait()
        self.folder.cleanup()


def serve(descriptor: int) -> None:
    """Fork a command for each line, and answer by its exit code, null for one that had to be killed."""
    warmed()
    with socket.socket(fileno=descriptor) as line, line.makefile("rw", encoding="utf-8") as told:
        for text in told:
            child = os.fork()
            if child == 0:
                line.detach()
                become(json.loads(text))
            told.write(json.dumps(waited(child)) + "\n")
            told.flush()


def warmed() -> None:
    """Import what most commands import; nothing is opened, and no thread is begun."""
    import babel.numbers  # noqa: F401, PLC0415
    import numpy  # noqa: F401, ICN001, PLC0415
    import rich.console  # noqa: PLC0415
    import rich.table  # noqa: F401, PLC0415

    import credora_agent.actions.service  # noqa: PLC0415
    import credora_agent.app  # noqa: PLC0415
    import credora_agent.cli.commands  # noqa: PLC0415
    import credora_agent.runtime  # noqa: PLC0415
    import credora_agent.sync.service  # noqa: F401, PLC0415


def waited(child: int) -> int | None:
    """Return a child's exit code once it has ended; it is killed when it takes too long."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def become(asked: dict[str, Any]) -> None:
    """Be that command, from its first line to its exit code."""
    os.setsid()
    for number, path in ((1, asked["out"]), (2, asked["err"])):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    sys.argv = ["credora", *asked["words"]]
    code = 1
    try:
        from credora_agent.__main__ import main  # noqa: PLC0415

        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as an interpreter ends
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        _measured()
        os._exit(code)


def _measured() -> None:
    """Keep what coverage has seen, where it is measured."""
    if "coverage" in sys.modules:
        import coverage  # noqa: PLC0415

        if (measuring := coverage.Coverage.current()) is not None:
            measuring.stop()
            measuring.save()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
