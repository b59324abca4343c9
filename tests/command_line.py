"""The command line as another process meets it: a home of its own, no keyboard, every output kept."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from command_zygote import Zygote

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = ("PATH", "HOME", "LANG", "TZ", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")


@cache
def _zygote() -> Zygote:
    made = Zygote()
    atexit.register(made.end)
    return made


class CommandLine:
    """`credora …` run in `folder`, with nothing of this machine's settings but what `settings` says."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.env = {name: os.environ[name] for name in SHOWN if name in os.environ} | settings

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command whose standard input is closed, and require its exit code and that nothing broke."""
        done = _zygote().run(words, self.folder, self.env)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command that runs on, its output line by line."""
        return subprocess.Popen(
            [sys.executable, "-u", "-m", "credora_agent", *words],
            cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    def json(self, *words: str, code: int = 0) -> Any:
        """Return the one JSON value a command prints with --json."""
        return json.loads(self.run(*words, "--json", code=code).stdout)

    def file(self, name: str, content: str | bytes) -> str:
        """Write a file into the folder; return its name."""
        (self.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name
