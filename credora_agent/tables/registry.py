"""All tables, so that whoever needs the whole schema imports one module."""

from __future__ import annotations

from credora_agent.tables import (
    access,
    accounts,
    actions,
    ads,
    answers,
    connectors,
    grants,
    ledger,
    planning,
    shopfront,
    sources,
    sync,
    tenants,
    threads,
)
from credora_agent.tables.base import Base

METADATA = Base.metadata
MODULES = (
    tenants, sources, grants, sync, shopfront, ads, ledger, planning, answers, access, connectors, actions, threads,
    accounts,
)  # fmt: skip
