"""What the repository promises about itself: pinned versions that agree, no host, no path, no secret."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    if name
]
PIN = re.compile(r"^([a-z0-9._-]+==\S+(?: ; [^\\\n]+?)?) \\$", re.MULTILINE)


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_uv_and_pip_install_the_same_versions() -> None:
    """`.ci/lock` writes both: the lock with hashes for pip, the constraints for uv."""
    locked = PIN.findall((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert len(locked) > 30
    assert project()["tool"]["uv"]["constraint-dependencies"] == locked


def test_every_direct_dependency_is_pinned() -> None:
    pins = {re.split(r"==", pin)[0] for pin in project()["tool"]["uv"]["constraint-dependencies"]}
    wanted = [*project()["project"]["dependencies"], *project()["dependency-groups"]["dev"]]
    assert {re.split(r"[\[>=<]", need)[0] for need in wanted} <= pins


def test_every_pin_carries_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_no_registry_host_and_no_machine_path_is_written_down() -> None:
    """Registries are named nowhere, and no file knows where it was made."""
    hosts = re.compile(r"https?://[\w.-]*(pypi|pythonhosted|npmjs|debian)[\w.-]*")
    paths = re.compile(r"(?<![\w/])/(?:root|work|home/\w+)/")
    own = Path(__file__)
    for path in TRACKED:
        if path == own or path.suffix in {".gz", ".png"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not hosts.search(text), path
        assert not paths.search(text), f"{path}: {paths.search(text)}"


def test_no_secret_is_written_down() -> None:
    """No private key, no token of a platform; `.env` is ignored by git."""
    secret = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|shp(at|ss|ca)_[0-9a-f]{32}|EAA[A-Za-z0-9]{60}|xox[bp]-\d{6}")
    assert not any(secret.search(p.read_text("utf-8", errors="replace")) for p in TRACKED if p.is_file())
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_every_package_init_is_empty() -> None:
    assert all(not path.read_text(encoding="utf-8") for path in TRACKED if path.name == "__init__.py")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = "python3 -m pip install -q uv && python3 -m uv run pytest --cov"
    assert command in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
