"""Words found again in what was said: by Postgres's simple configuration, so that no language is favoured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import text

from credora_agent.agent.thread_shown import Hit
from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import ReadSession

LONGEST, WORDS = 200, 12
"""Characters, and words, of a search that are looked at."""
WORD = re.compile(r"\w+")

# A person's messages of one shop are some thousands at most: found by the index on whose they are, read one by one.
SEARCH = text("""
select c.id as conversation, c.title, m.id as message, m.role, m.created_at,
       ts_headline('simple', left(m.content, 4000), q.words,
                   'StartSel="", StopSel="", MaxWords=30, MinWords=12, ShortWord=0') as excerpt
from (select to_tsquery('simple', :words) as words) q
join messages m on m.tenant_id = :tenant and m.user_id = :person
join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
where to_tsvector('simple', m.content) @@ q.words or strpos(lower(m.content), :whole) > 0
order by m.created_at desc, m.seq desc, m.id
limit :limit
""")


async def search(session: ReadSession, me: Caller, words: str, limit: int) -> Sequence[Hit]:
    """Return the newest messages that hold every word, or the beginning of one, or the text as it stands."""
    whole = plain_text(words, longest=LONGEST).lower()
    found = WORD.findall(whole)[:WORDS]
    if not found:
        return []
    asked = {
        "tenant": me.shop,
        "person": me.user_id,
        "words": " & ".join(f"'{word}':*" for word in found),
        "whole": whole,
        "limit": limit,
    }
    return [Hit.model_validate(row, from_attributes=True) for row in await session.execute(SEARCH, asked)]
