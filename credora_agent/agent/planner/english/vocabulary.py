"""The English lexicon, put together once."""

from __future__ import annotations

from credora_agent.agent.planner.english.areas import AREAS
from credora_agent.agent.planner.english.asks import ASKS
from credora_agent.agent.planner.english.calendar_names import CALENDAR
from credora_agent.agent.planner.english.comparisons import COMPARISONS
from credora_agent.agent.planner.english.levers import LEVERS
from credora_agent.agent.planner.english.metrics import METRICS
from credora_agent.agent.planner.english.plain import ALIASES, CONTENT, PLAIN
from credora_agent.agent.planner.english.times import TIMES
from credora_agent.agent.planner.english.topics import TOPICS
from credora_agent.agent.planner.english.wishes import WISHES
from credora_agent.agent.planner.lexicon import HEIRLOOMS, Lexicon, inherited, joined

_ALL = joined((CALENDAR, TIMES, METRICS, ASKS, COMPARISONS, AREAS, LEVERS, WISHES, TOPICS))

ENGLISH = Lexicon(
    phrases=joined(
        (
            _ALL,
            inherited(AREAS, _ALL, ("report", "extreme", "object", "metric")),
            inherited(joined((LEVERS, WISHES)), _ALL, HEIRLOOMS),
            _ALL,
        )
    ),
    plain=PLAIN,
    content=CONTENT,
    aliases=ALIASES,
)
