"""`/chat` as browsers and programs meet it: streams, keys, conversations; nobody else's page, nobody else's words."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from shop_desk import Desk
from site_desk import site
from talked import real, turn

from credora_agent.agent.events import Event
from credora_agent.agent.taking import kept
from credora_agent.agent.threads import Threads
from credora_agent.core.errors import BadInput
from credora_agent.core.settings import Settings
from credora_agent.web import chat as chatting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from credora_agent.agent.turn import Turn
    from credora_agent.core.caller import Caller

LINES = (
    "order,sku,product,quantity,unit price,order date\n1,A,mug,3,10,2026-03-01 10:00\n2,A,mug,1,10,2026-02-10 10:00\n"
)
NET_SALES = "net sales in march 2026"


class Scripted:
    """Turns that wait to be let go on, and are counted."""

    def __init__(self, threads: Threads) -> None:
        self.threads, self.go_on, self.begun, self.after = threads, asyncio.Event(), 0, ()
        self.go_on.set()

    async def take(self, _: Caller, question: str, after: tuple[str, ...], __: Any) -> AsyncIterator[Event | Turn]:
        """Yield a plan, words once it may, and the turn."""
        self.begun, self.after = self.begun + 1, after
        if question == "refused":
            raise BadInput("Not that.", remedy="Ask another.")
        if question == "broken":
            raise RuntimeError("secret of the machine")
        yield Event("plan", {"intent": "metric"})
        await self.go_on.wait()
        yield Event("words", {"text": "Net sales were £30.00."})
        yield turn(question)

    def stream(self, caller: Caller, question: str, conversation: UUID | None) -> AsyncIterator[Event]:
        """Return the events of a turn that is kept."""
        return kept(self.threads, self.take)(caller, question, conversation)


class Client:
    """Somebody's end of the wire."""

    def __init__(self, url: str, http: httpx2.AsyncClient, desk: Desk, script: Scripted) -> None:
        self.url, self.http, self.desk, self.script = f"{url}/chat", http, desk, script

    async def ask(self, question: str, *, code: int = 200, headers: dict[str, str] | None = None, **more: Any) -> Any:
        """Ask for a whole turn."""
        answer = await self.http.post(f"{self.url}/message", json={"question": question, **more}, headers=headers)
        assert answer.status_code == code, answer.text
        return answer.json()

    async def events(
        self, question: str, *, headers: dict[str, str] | None = None, most: int = 1_000, **more: Any
    ) -> list[tuple[str, str, Any]]:
        """Ask for a stream, and hang up after so many events."""
        found: list[tuple[str, str, Any]] = []
        asked = {"question": question, **more}
        async with self.http.stream("POST", f"{self.url}/stream", json=asked, headers=headers) as answer:
            assert answer.status_code == 200, await answer.aread()
            assert answer.headers["content-type"].startswith("text/event-stream")
            part: dict[str, str] = {}
            async for line in answer.aiter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    part[name] = value
                elif part:
                    found.append(
                        (part["id"], part["event"], json.loads(part["data"])) if "event" in part else ("", ":", None)
                    )
                    part = {}
                    if len(found) == most:
                        break
        return found

    async def get(self, path: str, *, code: int = 200, **query: Any) -> Any:
        """Read something."""
        answer = await self.http.get(f"{self.url}/{path}", params=query)
        assert answer.status_code == code, answer.text
        return answer.json()


@pytest.fixture
async def client(books: Desk) -> AsyncIterator[Client]:
    """Lend the site over new books, with scripted turns."""
    script = Scripted(Threads(books.database))
    async with site(books, Settings(), chat=script.stream) as lent, httpx2.AsyncClient(trust_env=False) as http:
        yield Client(lent.url, http, books, script)
        script.go_on.set()


async def test_a_question_is_answered_from_the_books_as_a_stream(books: Desk) -> None:
    """3 × £10: the figure comes before the words, the end after all; what it says is what is kept."""
    await books.orders(LINES)
    async with (
        site(books, Settings(), chat=real(books.database)) as lent,
        httpx2.AsyncClient(trust_env=False) as http,
    ):
        client = Client(lent.url, http, books, Scripted(Threads(books.database)))
        found = await client.events(NET_SALES)
        kinds = [kind for _, kind, _ in found]
        assert kinds[:3] == ["plan", "tool_started", "tool_finished"]
        assert kinds.index("figures") < kinds.index("words") < kinds.index("done") == len(kinds) - 1
        done = found[-1][2]
        assert "30.00" in done["turn"]["answer"]
        thread = await client.get(f"conversations/{done['conversation']}")
        assert thread["messages"][1]["turn"] == done["turn"]
        assert thread["messages"][1]["id"] == done["message"]
        follow = await client.ask("and in february?", conversation=done["conversation"])
        assert follow["turn"]["plan"]["calls"][0]["args"]["start"] == "2026-02-01"


async def test_a_whole_turn_and_one_that_follows_up(client: Client) -> None:
    first = await client.ask("q1")
    assert first["turn"]["answer"] == "Net sales were £30.00."
    second = await client.ask("q2", conversation=first["conversation"])
    assert second["conversation"] == first["conversation"]
    assert client.script.after == ("q1",)
    (listed,) = (await client.get("conversations"))["conversations"]
    assert (listed["id"], listed["title"], listed["turns"]) == (first["conversation"], "q1", 2)


async def test_who_hangs_up_loses_nothing(client: Client) -> None:
    """Gone after the plan: the turn goes on and is kept; asked again with the last event's id, the rest is heard."""
    client.script.go_on.clear()
    ((last, kind, _),) = await client.events("q", most=1)
    assert kind == "plan"
    client.script.go_on.set()
    rest = await client.events("q", headers={"last-event-id": last})
    assert [kind for _, kind, _ in rest] == ["words", "done"]
    assert client.script.begun == 1
    assert len((await client.get("conversations"))["conversations"]) == 1


async def test_a_turn_nobody_hears_is_kept(client: Client) -> None:
    client.script.go_on.clear()
    await client.events("q", most=1)
    client.script.go_on.set()
    for _ in range(100):
        if (await client.get("conversations"))["conversations"]:
            break
        await asyncio.sleep(0.05)
    ((found),) = (await client.get("conversations"))["conversations"]
    assert found["turns"] == 1


async def test_the_same_key_is_the_same_question(client: Client, books: Desk) -> None:
    """Five at once and one after: one turn, one answer. Another question under that key: refused."""
    key = {"idempotency-key": "abc-1"}
    client.script.go_on.clear()
    at_once = [asyncio.create_task(client.ask("q", headers=key)) for _ in range(5)]
    await asyncio.sleep(0.3)
    client.script.go_on.set()
    found = [*await asyncio.gather(*at_once), await client.ask("q", headers=key)]
    assert len({each["message"] for each in found}) == 1
    assert client.script.begun == 1
    assert (await client.ask("other", headers=key, code=400))["code"] == "bad_input"
    async with site(books, Settings(), chat=client.script.stream) as restarted:
        again = Client(restarted.url, client.http, books, client.script)
        assert await again.ask("q", headers=key) == found[0]
        ((_, kind, done),) = await again.events("q", headers=key)
        assert (kind, done) == ("done", found[0])
    assert client.script.begun == 1


async def test_silence_is_filled(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing happens a comment says that the line stands."""
    monkeypatch.setattr(chatting, "HEARTBEAT", 0.05)
    client.script.go_on.clear()
    found = await client.events("q", most=3)
    assert [kind for _, kind, _ in found] == ["plan", ":", ":"]


async def test_a_turn_that_fails_is_told_in_the_form_asked_for(client: Client) -> None:
    """A refusal says why; a fault says nothing of the machine; neither leaves a conversation."""
    refused = await client.ask("refused", code=400)
    assert (refused["code"], refused["detail"], refused["remedy"]) == ("bad_input", "Not that.", "Ask another.")
    ((_, kind, done),) = await client.events("refused")
    assert (kind, done) == ("done", {"error": {"code": "bad_input", "cause": "Not that.", "remedy": "Ask another."}})
    assert "secret" not in json.dumps(await client.ask("broken", code=500))
    assert "secret" not in json.dumps(await client.events("broken"))
    assert (await client.get("conversations"))["conversations"] == []


async def test_one_person_has_a_few_turns_at_once(client: Client) -> None:
    """Six under way: the seventh is told to wait; after them it is answered."""
    client.script.go_on.clear()
    busy = [asyncio.create_task(client.ask(f"q{n}")) for n in range(6)]
    async with asyncio.timeout(10):
        while client.script.begun < 6:  # noqa: ASYNC110 - the turns say no more than that they began
            await asyncio.sleep(0.02)
    answer = await client.http.post(f"{client.url}/message", json={"question": "q"})
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (429, "1", "rate_limited")
    client.script.go_on.set()
    await asyncio.gather(*busy)
    await client.ask("q")


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"{}", "application/json", 400),
        (b"not json", "application/json", 400),
        (b'{"question": ""}', "application/json", 400),
        (b'{"question": " \\u200b"}', "application/json", 400),
        (b'{"question": "q", "tenant": "x"}', "application/json", 400),
        (b'{"question": "q", "conversation": "x"}', "application/json", 400),
        (json.dumps({"question": "q" * 2_001}).encode(), "application/json", 400),
        (json.dumps({"question": "q" * 40_000}).encode(), "application/json", 413),
        (b'{"question": "q"}', "text/plain", 400),
        (b"question=q", "application/x-www-form-urlencoded", 400),
        (b'{"question": "q", "books": "nobody-s"}', "application/json", 404),
        (b'{"question": "q", "conversation": "00000000-0000-4000-8000-00000000000a"}', "application/json", 404),
    ],
)
async def test_what_is_no_question_is_refused(client: Client, body: bytes, kind: str, code: int) -> None:
    for path in ("message", "stream"):
        answer = await client.http.post(f"{client.url}/{path}", content=body, headers={"content-type": kind})
        assert answer.status_code == code, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["remedy"]
    assert client.script.begun == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"x-forwarded-for": "10.0.0.1"},
        {"origin": "http://127.0.0.1:1"},
    ],
)
async def test_another_page_changes_nothing(client: Client, headers: dict[str, str]) -> None:
    """Nor does who comes through a proxy: every unsafe method is refused, and nothing was done."""
    place = await client.ask("q")
    conversation = f"{client.url}/conversations/{place['conversation']}"
    tries = [
        ("POST", f"{client.url}/message", {"question": "q"}),
        ("POST", f"{client.url}/stream", {"question": "q"}),
        ("PATCH", conversation, {"title": "x"}),
        ("DELETE", conversation, None),
        ("POST", f"{conversation}/messages/{place['message']}/feedback", {"verdict": "up"}),
    ]
    for method, url, body in tries:
        answer = await client.http.request(method, url, json=body, headers=headers)
        assert answer.status_code == (401 if "x-forwarded-for" in headers else 403), (method, url)
    thread = await client.get(f"conversations/{place['conversation']}")
    assert (thread["conversation"]["title"], thread["messages"][1]["feedback"]) == ("q", None)
    assert client.script.begun == 1


async def test_our_own_page_may(client: Client) -> None:
    """A signed-in browser, by what its page proves itself by; without that, or signed out, it may not."""
    site_url = client.url.removesuffix("/chat")
    own = {"origin": site_url, "sec-fetch-site": "same-origin"}
    await client.ask("q", headers=own, code=401)
    assert (await client.http.post(f"{site_url}/auth/machine", headers=own)).status_code == 303
    await client.ask("q", headers=own, code=403)
    csrf = (await client.http.get(f"{site_url}/auth/session", headers=own)).json()["csrf"]
    await client.ask("q", headers={**own, "x-csrf-token": csrf})
    await client.ask("q", headers={**own, "x-csrf-token": csrf[::-1]}, code=403)


async def test_a_conversation_is_renamed_put_away_judged_and_deleted(client: Client) -> None:
    place = await client.ask("q")
    url = f"{client.url}/conversations/{place['conversation']}"
    judged = await client.http.post(
        f"{url}/messages/{place['message']}/feedback", json={"verdict": "down", "note": "n"}
    )
    assert (judged.status_code, judged.json()["verdict"]) == (200, "down")
    renamed = await client.http.patch(url, json={"title": "March", "archived": True})
    assert (renamed.json()["title"], renamed.json()["archived_at"] is not None) == ("March", True)
    assert (await client.get("conversations"))["conversations"] == []
    assert len((await client.get("conversations", archived=True))["conversations"]) == 1
    assert (await client.http.patch(url, json={})).status_code == 400
    assert (await client.http.delete(url)).status_code == 204
    assert (await client.http.delete(url)).json()["code"] == "unknown_conversation"
    await client.get(f"conversations/{place['conversation']}", code=404)


async def test_an_answer_is_judged_where_it_stands_only(client: Client) -> None:
    one, other = await client.ask("q1"), await client.ask("q2")
    url = f"{client.url}/conversations/{one['conversation']}/messages/{other['message']}/feedback"
    assert (await client.http.post(url, json={"verdict": "up"})).status_code == 404


async def test_pages_and_words_and_files(client: Client) -> None:
    """Three of two a page; words found; an export as a file of its kind; limits and cursors that are none refused."""
    places = [await client.ask(f"question {n}") for n in range(3)]
    page = await client.get("conversations", limit=2)
    rest = await client.get("conversations", limit=2, cursor=page["next_cursor"])
    ids = [each["id"] for each in (*page["conversations"], *rest["conversations"])]
    assert ids == [each["conversation"] for each in reversed(places)]
    (hit,) = (await client.get("conversations", search="question 1"))["found"]
    assert hit["conversation"] == places[1]["conversation"]
    for form, kind in (("json", "application/json"), ("markdown", "text/markdown; charset=utf-8")):
        url = f"{client.url}/conversations/{places[0]['conversation']}/export"
        answer = await client.http.get(url, params={"format": form})
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        assert "question 0" in answer.text
    await client.get("conversations", cursor="x", code=400)
    await client.get("conversations", limit=1_000, code=422)


async def test_other_shops_and_other_people_stay_apart(client: Client, books: Desk) -> None:
    """A conversation of another person's shop is not there, to read, to go on in, to judge or to delete."""
    theirs = await Desk.open(books.database, books.folder)
    threads = Threads(books.database)
    conversation = await threads.begin(theirs.caller, "q")
    place = await threads.append(theirs.caller, conversation, turn("q"))
    await client.get(f"conversations/{conversation}", code=404)
    await client.ask("q", conversation=str(conversation), code=404)
    await client.get("conversations", books=theirs.slug, code=404)
    url = f"{client.url}/conversations/{conversation}"
    assert (await client.http.delete(url)).status_code == 404
    assert (
        await client.http.post(f"{url}/messages/{place.answer}/feedback", json={"verdict": "up"})
    ).status_code == 404
    assert len((await threads.read(theirs.caller, conversation)).messages) == 2


async def test_without_a_stream_there_is_no_chat(books: Desk) -> None:
    async with site(books, Settings()) as lent, httpx2.AsyncClient(trust_env=False) as http:
        assert (await http.get(f"{lent.url}/chat/conversations")).status_code == 404


async def test_turns_end_before_the_site_does(books: Desk) -> None:
    """The site is told to stop while a turn is under way and nobody listens: the turn is kept all the same."""
    script = Scripted(Threads(books.database))
    script.go_on.clear()
    async with site(books, Settings(), chat=script.stream) as lent, httpx2.AsyncClient(trust_env=False) as http:
        await Client(lent.url, http, books, script).events("q", most=1)
        asyncio.get_running_loop().call_later(0.3, script.go_on.set)
    (found,) = (await Threads(books.database).list(books.caller)).conversations
    assert found.turns == 1
