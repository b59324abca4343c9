"""Spans of OpenTelemetry, sent where whoever runs Credora collects them; by default nothing is made or sent.

Attributes are names, counts and codes; never what was asked, what was found, or whose it is.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from credora_agent.core.errors import NotSetUp

if TYPE_CHECKING:
    from collections.abc import Iterator

SCOPE = "credora"


@contextmanager
def sent(endpoint: str | None) -> Iterator[None]:
    """Have spans sent to the collector at `endpoint` until the block ends; with None none are made.

    Raises NotSetUp where the extra `otel` is not installed.
    """
    if endpoint is None:
        yield
        return
    try:
        from opentelemetry import trace  # noqa: PLC0415 - an extra
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - as above
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as above
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above
    except ImportError:
        raise NotSetUp(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but what sends spans is not installed.",
            remedy="Install it by `python3 -m uv sync --extra otel`, or leave the variable out.",
        ) from None
    provider = TracerProvider(resource=Resource.create({"service.name": SCOPE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()


@contextmanager
def span(name: str, *, within: Any = None, current: bool = False, **attributes: str | float | bool) -> Iterator[Any]:
    """Yield a span below `within` (by default below the current one), None where spans are not made.

    With `current` spans begun meanwhile lie below it: not for a generator, whose context is its consumer's.
    """
    trace: Any = sys.modules.get("opentelemetry.trace")
    if trace is None:
        yield None
        return
    above = trace.set_span_in_context(within) if within is not None else None
    made = trace.get_tracer(SCOPE).start_span(name, context=above, attributes=attributes)
    with ExitStack() as stack:
        stack.callback(made.end)
        if current:
            stack.enter_context(trace.use_span(made, record_exception=False, set_status_on_exception=False))
        try:
            yield made
        except Exception as fault:
            note(made, error=getattr(fault, "code", type(fault).__name__))
            raise


def note(made: Any, **attributes: str | float | bool) -> None:
    """Add attributes to a span, if it is one; an `error` makes it a failed one."""
    if made is None:
        return
    made.set_attributes(attributes)
    if "error" in attributes:
        made.set_status(sys.modules["opentelemetry.trace"].StatusCode.ERROR)
