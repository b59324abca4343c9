"""Asking in a real browser: figures before words, buttons for doubts, a yes for changes, a line that is lost."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from chromium import opened
from signed_in import sign_in, wired
from site_desk import site
from talked import NET_SALES, real, turn

from credora_agent.agent.events import Event
from credora_agent.agent.taking import kept
from credora_agent.agent.threads import Threads
from credora_agent.core.settings import Settings
from credora_agent.telling.blocks import Cards

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from chromium import Tab
    from shop_desk import Desk

    from credora_agent.agent.events import Stream
    from credora_agent.agent.turn import Turn
    from credora_agent.core.caller import Caller

HOSTILE = "<img src=x onerror=alert(1)> [here](https://evil.example)"
LINES = (
    "order,sku,product,quantity,unit price,order date\n"
    f'1,A,"{HOSTILE}",3,10,2026-03-01 10:00\n2,A,"{HOSTILE}",1,10,2026-02-10 10:00\n'
)
DONE = "document.querySelectorAll('.after[data-conversation]').length"
CARD = {**NET_SALES, "id": "net_sales@2026-03-01..2026-03-31"}


class Slow:
    """Turns that show a figure, then wait to be let go on."""

    def __init__(self, threads: Threads) -> None:
        self.threads, self.go_on, self.begun = threads, asyncio.Event(), 0

    async def take(self, _: Caller, question: str, *_rest: object) -> AsyncIterator[Event | Turn]:
        """Yield a figure and its card, words once it may, and the turn."""
        self.begun += 1
        block = Cards(figures=(CARD["id"],)).model_dump(mode="json")
        yield Event("plan", {"intent": "metric", "clarify": None, "assumptions": ()})
        yield Event("tool_started", {"call": 0, "tool": "cfo_metrics", "args": {}})
        yield Event("tool_finished", {"call": 0, "tool": "cfo_metrics", "ms": 3.5, "error": None})
        yield Event("figures", {"figures": [CARD]})
        yield Event("block", {"block": block})
        await self.go_on.wait()
        yield Event("words", {"text": "Net sales were £30.00."})
        yield turn(question, figures=[CARD], blocks=[block])

    def stream(self, caller: Caller, question: str, conversation: UUID | None) -> AsyncIterator[Event]:
        """Return the events of a turn that is kept."""
        return kept(self.threads, self.take)(caller, question, conversation)


@dataclass
class Talk:
    """A browser at the page where questions are asked."""

    tab: Tab
    url: str
    desk: Desk

    async def ask(self, question: str, *, done: int) -> None:
        """Type a question, send it by the keyboard, and wait until so many answers stand."""
        await self.tab.fill("#question", question)
        await self.tab.press("Enter")
        await self.tab.until(f"{DONE} === {done}")

    async def text(self, selector: str) -> str:
        """Return the text of the last element a selector finds."""
        return str(await self.tab.value(f"[...document.querySelectorAll({selector!r})].at(-1)?.innerText ?? ''"))


@pytest.fixture(scope="module")
async def tab() -> AsyncIterator[Tab]:
    """Lend the module's browser."""
    async with opened() as lent:
        yield lent


@asynccontextmanager
async def talking(tab: Tab, desk: Desk, stream: Stream) -> AsyncIterator[Talk]:
    """Lend the browser, signed in at a site that answers by that stream."""
    async with site(desk, Settings(), chat=stream) as lent:
        await sign_in(tab, desk.database, lent.url, desk.caller.user_id)
        await tab.go(f"{lent.url}/ask")
        yield Talk(tab, lent.url, desk)


async def test_figures_stand_before_words_and_every_number_leads_to_its_rows(tab: Tab, books: Desk) -> None:
    """While the words are still to come the card is there; after, card and sentence lead to the same ledger rows."""
    script = Slow(Threads(books.database))
    async with talking(tab, books, script.stream) as talk:
        await tab.fill("#question", "net sales in march")
        await tab.press("Enter")
        await tab.until("document.querySelector('.turn .card a.figure') !== null")
        assert await talk.text("[data-slot=words]") == ""
        assert await tab.value("document.querySelector('.turn').getAttribute('aria-busy')") == "true"
        script.go_on.set()
        await tab.until(f"{DONE} === 1")
        links = await tab.value("[...document.querySelectorAll('.told a.figure')].map(a => a.getAttribute('href'))")
        assert links == ["/entries?metric=net_sales&start=2026-03-01&end=2026-03-31"] * 2
        assert await talk.text("[data-slot=words]") == "Net sales were £30.00."
        assert (await tab.value("location.pathname")).startswith("/ask/")
        await tab.go(await tab.value("location.href"))
        again = await tab.value("document.querySelector('.told').innerText")
        assert "£30.00" in again
        assert "Net sales were" in again
        assert (await tab.violations(), tab.complaints()) == ([], [])


async def test_an_answer_is_stopped_and_nothing_of_it_is_kept(tab: Tab, books: Desk) -> None:
    script = Slow(Threads(books.database))
    async with talking(tab, books, script.stream) as talk:
        await tab.fill("#question", "net sales in march")
        await tab.press("Enter")
        await tab.click("form[data-stops] button")
        await tab.until("document.querySelector('.turn .notice') !== null")
        assert "You stopped this answer" in await talk.text(".turn .notice")
        assert await talk.text(".turn .after button") == "Try again"
        assert (await script.threads.list(books.caller)).conversations == ()


async def test_a_lost_line_is_taken_up_where_it_was_lost(tab: Tab, books: Desk) -> None:
    """Cut after the card: one turn, one card, and the words come on the second line."""
    script = Slow(Threads(books.database))
    async with (
        site(books, Settings(), chat=script.stream) as lent,
        wired(lent.url) as wire,
    ):
        await sign_in(tab, books.database, wire.url, books.caller.user_id)
        await tab.go(f"{wire.url}/ask")
        await tab.fill("#question", "net sales in march")
        await tab.press("Enter")
        await tab.until("document.querySelector('.turn .card') !== null")
        wire.cut()
        await tab.until("document.querySelector('.doing').innerText.includes('taking it up again')")
        script.go_on.set()
        await tab.until(f"{DONE} === 1")
        assert await tab.value("document.querySelectorAll('.turn, .turn .card').length") == 2
        assert await tab.value("document.querySelector('.said').innerText") == "Net sales were £30.00."
        assert script.begun == 1


async def test_a_question_from_another_page_is_answered_by_a_page_that_goes_on_listening(tab: Tab, books: Desk) -> None:
    """The box above every page is a plain form: its page shows the figure, then the words, of a slow answer."""
    script = Slow(Threads(books.database))
    async with talking(tab, books, script.stream) as talk:
        await tab.go(f"{talk.url}/status")
        await tab.fill("#question", "net sales in march")
        await tab.press("Enter")
        await tab.until("location.search.startsWith('?run=') && document.querySelector('.turn .card') !== null")
        script.go_on.set()
        await tab.until(f"{DONE} === 1 && location.pathname.length > 6")
        assert await talk.text(".said") == "Net sales were £30.00."
        assert tab.complaints() == []


async def test_a_doubt_is_settled_by_a_button(tab: Tab, books: Desk) -> None:
    """Net sales of which days? Four buttons; the first is asked in the same conversation."""
    await books.orders(LINES)
    async with talking(tab, books, real(books.database)) as talk:
        await talk.ask("net sales", done=1)
        labels = await tab.value("[...document.querySelectorAll('.choices button')].map(b => b.innerText)")
        assert len(labels) == 4
        await tab.click(".choices li:nth-child(1) button")
        await tab.until(f"{DONE} === 2")
        assert "£30.00" in await talk.text(".told")
        ids = await tab.value("[...document.querySelectorAll('[data-conversation]')].map(e => e.dataset.conversation)")
        assert len(set(ids)) == 1


async def test_a_change_is_made_by_a_yes_and_by_nothing_else(tab: Tab, books: Desk) -> None:
    """Two budgets are asked for: one approved, one declined; the books hold one, and neither can be settled again."""
    await books.orders(LINES)
    async with talking(tab, books, real(books.database)) as talk:
        await talk.ask("set a budget of 500 for marketing in april 2026", done=1)
        assert await books.reports.budgets(books.caller) == ()
        assert "credora apply" not in await tab.value("document.body.innerText")
        await tab.click(".proposal button.main")
        await tab.until("document.querySelector('.proposal .notice.good') !== null")
        await talk.ask("set a budget of 900 for fees in april 2026", done=2)
        await tab.click(".turn:last-child .proposal form[action$=decline] button")
        await tab.until("document.querySelectorAll('.proposal')[1]?.innerText.includes('Nothing was changed')")
        (made,) = await books.reports.budgets(books.caller)
        assert made.line == "marketing"
        await tab.go(await tab.value("location.href"))
        assert await tab.value("document.querySelectorAll('.proposal button').length") == 0
        assert tab.complaints() == []


async def test_what_a_shop_calls_its_goods_stays_text(tab: Tab, books: Desk) -> None:
    """A product named as markup and as a link is shown by its letters, while it streams and as it is kept."""
    await books.orders(LINES)
    async with talking(tab, books, real(books.database)) as talk:
        await talk.ask("best products in march 2026", done=1)
        for _ in range(2):
            assert "onerror=alert(1)" in await tab.value("document.querySelector('#turns').innerText")
            assert await tab.value("document.querySelectorAll('#turns img, #turns script').length") == 0
            foreign = "[...document.links].filter(a => a.origin !== location.origin).length"
            assert await tab.value(foreign) == 0
            assert tab.complaints() == []
            await tab.go(await tab.value("location.href"))
        await talk.ask(HOSTILE, done=2)
        assert await tab.value("document.querySelectorAll('#turns img, #turns a[href^=http]').length") == 0


async def test_conversations_are_found_renamed_exported_put_away_and_deleted(tab: Tab, books: Desk) -> None:
    await books.orders(LINES)
    async with talking(tab, books, real(books.database)) as talk:
        await talk.ask("net sales in march 2026", done=1)
        await tab.until("document.querySelectorAll('.conversations li').length === 1")
        await tab.go(await tab.value("location.href"))
        await tab.fill("#find", "march")
        await tab.until("document.querySelector('.conversations b') !== null")
        await tab.click(".more summary")
        await tab.fill("#title", "The month of March")
        await tab.follow("form[action$=rename] button")
        assert await talk.text("h1") == "The month of March"
        export = "fetch(document.querySelector('a[href*=markdown]').href).then(answer => answer.text())"
        assert "£30.00" in await tab.value(export)
        await tab.click("button[value=up]")
        await tab.until("document.querySelector('button[value=up][aria-pressed=true]') !== null")
        await tab.follow("form[action$=archive] button")
        assert "No conversation yet" in await talk.text("#history")
        await tab.click("#history a[href*=archived]")
        await tab.until("document.querySelector('.conversations li a')?.innerText.includes('The month of March')")
        await tab.follow(".conversations li a")
        await tab.value("window.confirm = () => true")
        await tab.follow("form[action$=delete] button")
        assert (await Threads(books.database).list(books.caller, archived=True)).conversations == ()
        assert tab.complaints() == []


async def test_it_fits_a_phone_and_a_keyboard(tab: Tab, books: Desk) -> None:
    """390 pixels, light and dark: nothing is wider than the page; "/" goes to the box; the trace opens."""
    await books.orders(LINES)
    async with talking(tab, books, real(books.database)) as talk:
        await tab.press("/")
        assert await tab.value("document.activeElement.id") == "question"
        await talk.ask("did we make money in march 2026", done=1)
        await tab.click(".trace summary")
        for width, dark in ((390, False), (390, True), (1280, True)):
            await tab.size(width, dark=dark)
            assert await tab.overflow() <= 0
            assert await tab.violations() == []
        assert await tab.value("document.querySelector('.trace').innerText.includes('cfo_pnl')")


async def test_speech_is_offered_only_where_the_browser_has_it(tab: Tab, books: Desk) -> None:
    """The microphone is allowed on this page and no other; the button is there where recognition is."""
    async with talking(tab, books, real(books.database)) as talk:
        has = "Boolean(window.SpeechRecognition ?? window.webkitSpeechRecognition)"
        assert await tab.value(f"document.getElementById('speak').hidden !== {has}")
        assert await tab.value("document.featurePolicy.allowsFeature('microphone')")
        await tab.go(f"{talk.url}/status")
        assert not await tab.value("document.featurePolicy.allowsFeature('microphone')")
