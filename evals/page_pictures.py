"""Makes README's pictures of the pages, from the real product in a real Chromium: `python -m evals.page_pictures`."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING

from credora_agent.cli.site import site
from credora_agent.core import clock
from evals.chromium import Tab, browsed
from evals.demo import demo
from evals.pictures import FOLDER, NOW

if TYPE_CHECKING:
    from credora_agent.cli.site import Site

WIDTH, HEIGHT = 1280, 860
QUESTION = "/ask?q=why+did+we+earn+less+in+October+than+in+September%3F"
PICTURES = {
    "page-dashboard": ("/", False),
    "page-pnl": ("/pnl", False),
    "page-cash": ("/cash", True),
    "page-whatif": ("/whatif?price=8", False),
    "page-ask": (QUESTION, False),
}
"""The address of each, and whether it is looked at in the dark."""
ASK, DONE = "#composer button.main", "document.querySelector('#turns .turn:not([aria-busy])') !== null"
ANSWERED = "document.querySelector('#main')?.innerText.length > 300"


async def main() -> None:
    """Read the demo shop as of a fixed day, sign in as a newcomer does, and photograph its pages."""
    FOLDER.mkdir(exist_ok=True)
    async with demo(NOW) as (runtime, _):
        clock.now = lambda: NOW
        async with site(runtime, settings=runtime.settings, now=lambda: NOW) as served, browsed(Tab) as tab:
            await tab.size(WIDTH, HEIGHT)
            await signed_in(tab, served)
            for name, (path, dark) in PICTURES.items():
                await tab.size(WIDTH, HEIGHT, dark=dark)
                await tab.go(served.settings.public_url + path)
                await tab.until(ANSWERED)
                if path == QUESTION:
                    await tab.click(ASK)
                    await tab.until(DONE)
                await asyncio.sleep(1.5)
                (FOLDER / f"{name}.webp").write_bytes(await photograph(tab))


async def signed_in(tab: Tab, served: Site) -> None:
    """Sign in by the demo's one click."""
    await tab.go(f"{served.settings.public_url}/auth/login")
    await tab.follow("form[action='/auth/demo'] button")


async def photograph(tab: Tab) -> bytes:
    """Return what the window shows."""
    shot = await tab.send("Page.captureScreenshot", format="webp", quality=82)
    return base64.b64decode(shot["data"])


if __name__ == "__main__":
    asyncio.run(main())
