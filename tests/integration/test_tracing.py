"""Spans of a turn, where a process has installed a provider: what was done and for how long, never what was said."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from shop_desk import TODAY
from stocked_shop import stocked

from credora_agent import app
from credora_agent.core.settings import Settings
from credora_agent.runtime import Runtime
from evals.stub_llm import Reply, Stub, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from credora_agent.core.db import Database

UNSURE = "zorp the glimmer of our wobbly quarzle please"
CALL = ("cfo_metrics", {"start": "2026-03-01", "end": "2026-03-31", "metrics": ["net_sales"]})


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Lend what a provider's spans end in; it is no longer asked afterwards."""
    kept, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield kept
    provider.shutdown()


async def test_a_turn_s_spans_lie_below_it_and_hold_no_word_of_it(
    spans: InMemorySpanExporter, database: Database, tmp_path: Path
) -> None:
    """Planned by a model, two sentences said, one of them false: five kinds of spans, in one trace."""
    desk = await stocked(database, tmp_path, "mine", "10.00")
    said = Reply("Net sales were £30.00 in March 2026. Net sales were £99.00.")
    async with serving(Stub([Reply(calls=(CALL,)), said])) as url:
        runtime = Runtime(Settings(llm_base_url=url, llm_model="stub"), desk.database, desk.reports)
        turn = await app.ask(runtime, desk.caller, UNSURE, today=TODAY)
    assert turn.status == "answered"
    made = {each.name: each for each in spans.get_finished_spans() if each.instrumentation_scope.name == "credora"}
    assert {*made} == {"turn", "plan", "tool", "model round", "guard"}
    whole = made["turn"]
    assert {each.context.trace_id for each in made.values()} == {whole.context.trace_id}
    assert made["tool"].parent.span_id == whole.context.span_id
    assert made["tool"].attributes["tool"] == "cfo_metrics"
    assert whole.attributes["status"] == "answered"
    told: list[Any] = [value for each in made.values() for value in (each.attributes or {}).values()]
    assert not [value for value in told if isinstance(value, str) and ("zorp" in value or "30" in value)]


def test_nothing_is_imported_for_it() -> None:
    """A process that does not trace pays nothing: the module alone brings no library in."""
    code = "import sys, credora_agent.core.tracing as t\nwith t.span('x') as s: assert s is None\n"
    code += "assert not any(m.startswith('opentelemetry') for m in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"COVERAGE_PROCESS_START": ""})


def test_spans_are_sent_to_the_collector_that_is_named() -> None:
    """A process told of a collector sends it what it did, once it ends; one that is not told sends nothing."""
    got: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    script = (
        "import sys\nfrom credora_agent.core.tracing import sent, span\n"
        "with sent(sys.argv[1] or None):\n    with span('turn', status='answered'):\n        pass\n"
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        for endpoint in (f"http://127.0.0.1:{server.server_port}", ""):
            subprocess.run([sys.executable, "-c", script, endpoint], check=True, timeout=60)
        server.shutdown()
    ((path, body),) = got
    assert path == "/v1/traces"
    for told in (b"turn", b"answered", b"credora"):
        assert told in (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
