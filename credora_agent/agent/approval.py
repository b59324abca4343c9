"""A proposed change that waits for a person's word, and what of their own words is a yes or a no to it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from credora_agent.agent.plan import Call, Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credora_agent.actions.schemas import Proposed

Word = Literal["yes", "no"]
_YES = """
yes, yes please, yes do it, yes go ahead, yes apply it, yep, yeah, yup, sure, ok, okay, do it, please do, please do it,
go ahead, apply, apply it, apply that, approve, approved, confirm, confirmed, i confirm, make it so, sounds good do it,
sí, si, sí hazlo, hazlo, adelante, confirmo, confirmar, aplícalo, de acuerdo, vale,
ja, ja bitte, ja mach das, mach das, mach es, ja mach es, bestätigen, bestätigt, anwenden, einverstanden,
oui, oui vas-y, vas-y, fais-le, faites-le, oui fais-le, d'accord, confirmer, je confirme, applique,
sim, sim faça, faça, faça isso, pode fazer, pode aplicar, aplique, aplicar, confirmado,
はい, はいお願いします, お願いします, 実行して, 実行してください, やってください, 適用してください, 承認
"""
_NO = """
no, no thanks, no thank you, nope, nah, cancel, cancel it, no cancel, no cancel it, drop it, no drop it, stop, don't,
do not, don't do it, do not do it, no don't, never mind, nevermind, forget it, reject, discard, discard it,
no cancela, cancela, cancelar, cancélalo, no lo hagas, olvídalo, déjalo,
nein, nein danke, abbrechen, nein abbrechen, lass es, nicht machen, verwerfen,
non, non merci, annule, annuler, non annule, laisse tomber, ne le fais pas,
não, não obrigado, não obrigada, cancele, não faça, esqueça, deixa pra lá,
いいえ, いや, やめて, やめてください, キャンセル, キャンセルして, 取り消して, 中止
"""
_OTHER = re.compile(r"[^\w'\- ]+")
DROPPED = "Nothing was changed; the proposal is dropped."


class Approval(BaseModel):
    """What a turn proposed and nobody has made so yet: the plans, in words, and until when a yes makes them so."""

    model_config = ConfigDict(frozen=True)

    plans: tuple[str, ...]
    says: str
    expires_at: datetime


def approval_of(proposed: Iterable[Proposed]) -> Approval | None:
    """Return what a turn's proposals wait for, None where it made none."""
    found = tuple(proposed)
    if not found:
        return None
    return Approval(
        plans=tuple(each.plan_id for each in found),
        says=" ".join(each.summary for each in found),
        expires_at=min(each.expires_at for each in found),
    )


def word(said: str) -> Word | None:
    """Return whether the whole of what a person said is a yes or a no, None for anything else."""
    bare = _bare(said)
    return "yes" if bare in YES else "no" if bare in NO else None


def decided(said: str, waiting: Approval | None) -> Plan | None:
    """Return the plan of a yes or a no to what waits, None where nothing waits or something else was said.

    Only these words of the person's own lead to `cfo_apply`, and only with the plans of the turn just before.
    """
    answer = word(said) if waiting is not None else None
    if waiting is None or answer is None:
        return None
    if answer == "no":
        return Plan("drop", cannot=DROPPED)
    return Plan("apply", tuple(Call("cfo_apply", {"plan_id": each}) for each in waiting.plans))


def _bare(said: str) -> str:
    text = unicodedata.normalize("NFKC", said).casefold().replace("’", "'")
    return " ".join(_OTHER.sub(" ", text).split())


YES = frozenset(_bare(each) for each in _YES.split(",") if each.strip())
NO = frozenset(_bare(each) for each in _NO.split(",") if each.strip())
