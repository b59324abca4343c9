"""A site of its own for a bench: `python -m evals.bench.web_site HOME PORT DAY`, until it is ended.

Its clock stands at the noon of a day, for the invented books end on the day before.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from credora_agent.cli.site import site
from credora_agent.core import clock
from credora_agent.runtime import open_runtime
from evals.bench.home import settings


async def main(home: Path, port: int, noon: datetime) -> None:
    """Serve the books of a home until a signal ends it."""
    clock.now = lambda: noon
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    known = settings(home)
    async with open_runtime(known) as runtime, site(runtime, settings=known, port=port, now=lambda: noon):
        await ended.wait()


if __name__ == "__main__":
    day = datetime.fromisoformat(sys.argv[3]).date()
    asyncio.run(
        main(Path(sys.argv[1]), int(sys.argv[2]), datetime.combine(day, time(12), ZoneInfo("UTC")).astimezone(UTC))
    )
