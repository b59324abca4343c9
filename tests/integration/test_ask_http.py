"""Asking by plain forms: a whole page without JavaScript; what is suggested is answered; whose conversation it is."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from account_desk import Browser
from shop_desk import TODAY, Desk
from signed_in import session_of
from site_desk import site
from talked import real, turn

from credora_agent.agent.threads import Threads
from credora_agent.core.settings import Settings
from credora_agent.tables.tenants import Membership, User
from credora_agent.telling.phrasing import money
from credora_agent.web import answers
from credora_agent.web.suggestions import Known, suggestions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx2

    from credora_agent.core.db import Database, WriteSession

LINES = (
    "order,sku,product,quantity,unit price,order date\n1,A,mug,3,10,2026-03-01 10:00\n2,A,mug,1,10,2026-02-10 10:00\n"
)
QUESTION = "net sales in march 2026"


@pytest.fixture
async def browser(books: Desk) -> AsyncIterator[Browser]:
    """Lend a browser without scripts, signed in as the shop's owner."""
    await books.orders(LINES)
    async with site(books, Settings(), chat=real(books.database)) as lent:
        made = Browser(lent.url)
        made.http.timeout = 60  # a busy machine is no failure
        made.http.cookies.set("credora_session", await session_of(books.database, books.caller.user_id))
        yield made
        await made.http.aclose()


async def followed(browser: Browser, answer: httpx2.Response) -> httpx2.Response:
    """Return the page a form leads to in the end: where it waits, a page asks for itself again."""
    async with asyncio.timeout(20):
        while True:
            if answer.status_code == 303:
                answer = await browser.get(answer.headers["location"])
            elif 'http-equiv="refresh"' in answer.text:
                await asyncio.sleep(0.1)
                answer = await browser.get(str(answer.url))
            else:
                return answer


async def test_without_scripts_a_question_is_answered_by_a_page(browser: Browser) -> None:
    """3 × £10: the page has the question, the figure with the way to its rows, and the sentence; it stays."""
    answer = await followed(browser, await browser.post("/ask", q=QUESTION))
    page = unescape(answer.text)
    assert QUESTION in page
    assert 'href="/entries?metric=net_sales&start=2026-03-01&end=2026-03-31"' in page
    assert page.count("£30.00") >= 2
    assert str(answer.url).startswith(f"{browser.url}/ask/")
    again = await browser.get(str(answer.url))
    assert again.text.count("£30.00") == answer.text.count("£30.00")


async def test_it_goes_on_in_its_conversation(browser: Browser) -> None:
    first = await followed(browser, await browser.post("/ask", q=QUESTION))
    conversation = re.search(r"/ask/([0-9a-f-]{36})", str(first.url))
    assert conversation is not None
    second = await followed(browser, await browser.post("/ask", q="and in february?", conversation=conversation[1]))
    assert "£10.00" in second.text
    assert second.text.count('class="turn"') == 2


async def test_without_scripts_conversations_are_searched_on_a_page(browser: Browser) -> None:
    await followed(browser, await browser.post("/ask", q=QUESTION))
    found = await browser.get("/ask/history?search=march")
    assert "<h1>Conversations</h1>" in found.text
    assert QUESTION in found.text
    nothing = await browser.get("/ask/history?search=%3Cb%3Exyz")
    assert "Nothing was found for “&lt;b&gt;xyz”" in nothing.text
    part = await browser.get("/ask/history", headers={"hx-request": "true"})
    assert part.text.lstrip().startswith('<div id="history">')


@pytest.mark.parametrize(
    ("fields", "code"), [({"q": ""}, 400), ({"q": "\u200b"}, 400), ({"q": "q", "conversation": "x"}, 400)]
)
async def test_what_is_no_question_is_refused(browser: Browser, fields: dict[str, str], code: int) -> None:
    assert (await browser.post("/ask", **fields)).status_code == code


async def test_a_form_of_nobody_s_page_asks_nothing(browser: Browser, books: Desk) -> None:
    """Without the session's proof, or from another site's page, nothing is asked."""
    assert (await browser.post("/ask", csrf=None, q=QUESTION)).status_code == 403
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = await browser.http.post(f"{browser.url}/ask", data={"q": QUESTION}, headers=foreign)
    assert answer.status_code == 403
    assert (await Threads(books.database).list(books.caller)).conversations == ()


async def test_a_large_form_is_refused_unread(browser: Browser) -> None:
    headers = {"origin": browser.url, "sec-fetch-site": "same-origin", "x-csrf-token": await browser.csrf()}
    answer = await browser.http.post(f"{browser.url}/ask", data={"q": "x" * 70_000}, headers=headers)
    assert answer.status_code == 413


async def test_who_only_looks_may_not_ask(browser: Browser, books: Desk) -> None:
    """A viewer sees the page, without the box, and is refused by the route."""
    viewer = uuid4()

    async def join(session: WriteSession) -> None:
        session.add(User(id=viewer, email=f"{viewer}@example.com", name="V"))
        await session.flush()
        session.add(Membership(tenant_id=books.shop.tenant, user_id=viewer, role="viewer"))

    await books.database.write(type(books.caller)(viewer, books.shop.tenant), join)
    looks = Browser(browser.url)
    looks.http.timeout = 60
    looks.http.cookies.set("credora_session", await session_of(books.database, viewer))
    page = await looks.get("/ask")
    assert (page.status_code, "composer" in page.text) == (200, False)
    assert (await looks.post("/ask", q=QUESTION)).status_code == 403
    await looks.http.aclose()


async def test_another_person_s_conversation_is_not_there(browser: Browser, books: Desk) -> None:
    """To read, to go on in, to rename, to judge, or by a plan of theirs."""
    theirs = await Desk.open(books.database, books.folder)
    threads = Threads(books.database)
    conversation = await threads.begin(theirs.caller, "q")
    place = await threads.append(theirs.caller, conversation, turn("q"))
    assert (await browser.get(f"/ask/{conversation}")).status_code == 404
    for path in ("rename", "archive", "delete", f"messages/{place.answer}/feedback"):
        assert (await browser.post(f"/ask/{conversation}/{path}", title="x", verdict="up")).status_code == 404
    assert (await browser.post("/ask", q="q", conversation=str(conversation))).status_code == 404
    assert (await browser.post(f"/ask/plans/{uuid4()}/apply")).status_code == 404
    assert (await browser.post(f"/ask/plans/{uuid4()}/decline")).status_code == 404


async def test_what_is_suggested_is_answered(sample: Desk, database: Database) -> None:
    """Every question offered over fourteen months of a shop is answered from its books, none asked back or refused."""
    del database
    books = await sample.reports.books(sample.caller)
    found = await sample.reports.findings(sample.caller, today=TODAY)
    asked = suggestions(Known(books.recorded, frozenset(books.provides), found.findings), TODAY)
    assert len(asked) >= 5
    stream = real(sample.database, today=TODAY)
    for question in asked:
        events = [event async for event in stream(sample.caller, question, None)]
        assert (question, events[-1].data["turn"]["status"]) == (question, "answered")
        shown = answers.answer(events[-1].data["turn"])
        assert shown.parts or shown.words


def test_numbers_in_words_lead_to_their_rows_and_commands_to_their_pages() -> None:
    """£30.00 is a figure's; £30.005 and £130.00 are not; a command for the terminal is the page that does the same."""
    figures = answers.figures_of(turn("q").model_dump(mode="json")["figures"])
    assert money(figures["net_sales@2026-03-01..2026-03-31"].value or 0, "GBP") == "£30.00"
    pieces = answers.linked("It was £30.00, not £130.00 or £30.005; see `credora cash balance 5`.", figures)
    assert [piece.text for piece in pieces if piece.href] == ["£30.00", "Cash forecast"]
    assert "".join(piece.text for piece in pieces) == "It was £30.00, not £130.00 or £30.005; see Cash forecast."


def test_a_turn_another_version_kept_is_shown_as_far_as_it_can_be() -> None:
    """A block of an unknown type and a figure without its parts are left out; the words stay."""
    whole = turn("q").model_dump(mode="json")
    whole |= {"blocks": [{"type": "hologram"}, {"type": "cards", "figures": ["nobody's"]}], "figures": [{"id": "x"}]}
    shown = answers.answer(whole)
    assert shown.parts == ()
    assert "".join(piece.text for pieces in shown.words for piece in pieces) == "Net sales were £30.00."


async def test_a_page_about_another_shop_asks_that_shop(browser: Browser, books: Desk) -> None:
    """?books= goes along with the form, the redirect and the links: the answer is the other shop's £70.00."""
    other = await Desk.open(books.database, books.folder)
    await other.orders(LINES.replace("mug,3,10", "mug,7,10"))

    async def join(session: WriteSession) -> None:
        session.add(Membership(tenant_id=other.shop.tenant, user_id=books.caller.user_id, role="analyst"))

    await books.database.write(type(books.caller)(books.caller.user_id, other.shop.tenant), join)
    page = await browser.get(f"/ask?books={other.slug}")
    assert f'action="/ask?books={other.slug}"' in page.text
    answer = await followed(browser, await browser.post(f"/ask?books={other.slug}", q=QUESTION))
    assert answer.url.params["books"] == other.slug
    assert "£70.00" in answer.text
    assert f"start=2026-03-01&amp;end=2026-03-31&amp;books={other.slug}" in answer.text
    own = await followed(browser, await browser.post(f"/ask?books={books.slug}", q=QUESTION))
    assert "£30.00" in own.text
