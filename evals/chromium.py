"""A real Chromium driven over its own protocol: pages written, looked into, photographed."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import shutil
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--headless=new", "--remote-debugging-port=0", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    # One process for a page and its sandboxed frame, so that both are seen over one connection.
    "--disable-features=IsolateSandboxedIframes,Translate",
)  # fmt: skip
PATIENCE = 60.0
"""Seconds a page may take to become what is waited for."""
SETTLING = 50
"""Looks, a tenth of a second apart, until a page whose window has changed is taken to stay as wide as it is."""


@dataclass
class Tab:
    """One page, seen from outside: `frame` in its methods means the frame within it, not the page itself."""

    socket: ClientConnection
    session: str
    events: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    contexts: dict[str, int] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(100))

    async def listen(self) -> None:
        """Take in what the browser says until it goes."""
        with contextlib.suppress(ConnectionClosed):
            async for text in self.socket:
                message = json.loads(text)
                if message.get("id") in self.answers:
                    self.answers.pop(message["id"]).set_result(message)
                elif "method" in message:
                    self._heard(message)

    def _heard(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if event["method"] == "Runtime.executionContextCreated":
            context = event["params"]["context"]
            if context.get("auxData", {}).get("isDefault"):
                self.contexts[context["auxData"]["frameId"]] = context["id"]

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Return what the browser answers to a command."""
        number = next(self.numbers)
        self.answers[number] = asyncio.get_running_loop().create_future()
        asked = {"id": number, "sessionId": self.session, "method": method, "params": params}
        await self.socket.send(json.dumps(asked))
        answer = await asyncio.wait_for(self.answers[number], PATIENCE)
        assert "error" not in answer, answer["error"]
        return dict(answer["result"])

    async def write(self, html: str) -> None:
        """Make the page that document."""
        self.events.clear()
        await self.send("Page.navigate", url="about:blank")
        tree = await self.send("Page.getFrameTree")
        await self.send("Page.setDocumentContent", frameId=tree["frameTree"]["frame"]["id"], html=html)

    async def go(self, url: str) -> None:
        """Open an address, and return when it has loaded."""
        self.events.clear()
        await self.send("Page.navigate", url=url)
        await self.loaded()

    async def loaded(self) -> None:
        """Return when the page that is being opened has loaded, what it draws included."""
        while not any(each["method"] == "Page.loadEventFired" for each in self.events):  # noqa: ASYNC110 - heard elsewhere
            await asyncio.sleep(0.02)
        drawn = "document.querySelectorAll('[data-chart]:not([data-drawn])').length === 0"
        await self.until(f"document.readyState === 'complete' && {drawn}")

    async def click(self, selector: str) -> None:
        """Click what a selector finds, once it is there."""
        found = json.dumps(selector)
        await self.until(f"document.querySelector({found}) !== null")
        await self.value(f"document.querySelector({found}).click()")

    async def follow(self, selector: str) -> None:
        """Click what leads to another page, and return when that has loaded."""
        self.events.clear()
        await self.click(selector)
        await self.loaded()

    async def fill(self, selector: str, text: str) -> None:
        """Write into a field as a person does: it is given the focus, emptied, and what is typed is heard."""
        await self.value(f"document.querySelector({json.dumps(selector)}).focus()")
        await self.value(f"document.querySelector({json.dumps(selector)}).select?.()")
        await self.send("Input.insertText", text=text)

    async def press(self, key: str) -> None:
        """Press a key, such as "Enter", "Tab", "Escape" or "/"."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        codes = {"Enter": 13, "Tab": 9, "Escape": 27}
        shape = {"key": key, "windowsVirtualKeyCode": codes.get(key, 0), **({"text": text} if text else {})}
        await self.send("Input.dispatchKeyEvent", type="keyDown", **shape)
        await self.send("Input.dispatchKeyEvent", type="keyUp", **shape)

    async def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window, once what is drawn has taken its size."""
        for _ in range(SETTLING):
            wider = int(await self.value("document.documentElement.scrollWidth - innerWidth"))
            if wider <= 0:
                break
            await asyncio.sleep(0.1)
        return wider

    async def size(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """Give the page that many pixels, and the reader's preference for light or dark."""
        shape = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": False}
        await self.send("Emulation.setDeviceMetricsOverride", **shape)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.send("Emulation.setEmulatedMedia", features=[scheme])

    async def child(self) -> str:
        """Return the id of the frame within the page."""
        tree = await self.send("Page.getFrameTree")
        return str(tree["frameTree"]["childFrames"][0]["frame"]["id"])

    async def value(self, expression: str, *, frame: bool = False) -> Any:
        """Return what an expression comes to in the page or in its frame."""
        where = {"contextId": self.contexts[await self.child()]} if frame else {}
        found = await self.send(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, **where
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    async def until(self, expression: str, *, frame: bool = False) -> Any:
        """Return an expression's value once it is true. Fails when it does not become so."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not (found := await self._tried(expression, frame=frame)):
            assert asyncio.get_running_loop().time() < deadline, f"never true: {expression}"
            await asyncio.sleep(0.03)
        return found

    async def _tried(self, expression: str, *, frame: bool) -> Any:
        try:
            return await self.value(expression, frame=frame)
        except (AssertionError, KeyError, IndexError):
            return None

    async def photograph(self) -> bytes:
        """Return the whole page as a PNG."""
        height = await self.value("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        width = await self.value("innerWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = await self.send("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(shot["data"])

    async def accessible(self) -> list[tuple[str, str]]:
        """Return (role, name) of all the frame shows to who cannot see it."""
        tree = await self.send("Accessibility.getFullAXTree", frameId=await self.child())
        seen = [node for node in tree["nodes"] if not node.get("ignored")]
        return [(node["role"]["value"], str(node.get("name", {}).get("value", ""))) for node in seen]

    def asked(self) -> list[str]:
        """Return every address the page wanted since it was written, but for its own."""
        wanted = [
            each["params"]["request"]["url"] for each in self.events if each["method"] == "Network.requestWillBeSent"
        ]
        return [url for url in wanted if not url.startswith(("about:", "data:"))]

    def complaints(self) -> list[str]:
        """Return what scripts and the browser complained of since the page was written."""
        kinds = {"Runtime.exceptionThrown", "Log.entryAdded"}
        return [json.dumps(each["params"]) for each in self.events if each["method"] in kinds]


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine."""


Shown = TypeVar("Shown", bound=Tab)


@asynccontextmanager
async def browsed(kind: type[Shown]) -> AsyncIterator[Shown]:
    """Lend an empty page, as a tab of that kind, of a Chromium started for it. Raises NoBrowser where there is none."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise NoBrowser("There is no Chromium on this machine: install the package `chromium`.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        process = await asyncio.create_subprocess_exec(
            program, *FLAGS, *sandbox, f"--user-data-dir={home}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with connect(await _address(Path(home), process), max_size=None, proxy=None) as socket:
                tab = kind(socket, await _page(socket))
                listening = asyncio.create_task(tab.listen())
                for domain in ("Page", "Runtime", "Network", "Log", "Accessibility"):
                    await tab.send(f"{domain}.enable")
                yield tab
            await listening
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _address(home: Path, process: asyncio.subprocess.Process) -> str:
    port = home / "DevToolsActivePort"
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not port.exists() or "\n" not in port.read_text():
        assert process.returncode is None, "Chromium did not start"
        assert asyncio.get_running_loop().time() < deadline, "Chromium does not answer"
        await asyncio.sleep(0.05)
    number, path = port.read_text().split()
    return f"ws://127.0.0.1:{number}{path}"


async def _page(socket: ClientConnection) -> str:
    """Return the session of the page that is open, attached to."""
    targets = (await _said(socket, 1, "Target.getTargets"))["targetInfos"]
    page = next(each["targetId"] for each in targets if each["type"] == "page")
    attached = await _said(socket, 2, "Target.attachToTarget", targetId=page, flatten=True)
    return str(attached["sessionId"])


async def _said(socket: ClientConnection, number: int, method: str, **params: Any) -> dict[str, Any]:
    await socket.send(json.dumps({"id": number, "method": method, "params": params}))
    while True:
        message = json.loads(await socket.recv())
        if message.get("id") == number:
            return dict(message["result"])
