"""Files of order lines for the import bench: the real one, a part of it, or an invented one of the same shape."""

from __future__ import annotations

import csv
import gzip
import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from evals.bench.home import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REAL = ROOT.parent / "shared" / "data" / "online_retail_uk_2011_transactions.csv.gz"
LINES = 541_909
HEADER = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
FIRST = datetime(2010, 12, 1, 8, 26)  # noqa: DTZ001 - the file's times are the shop's own, without a zone
SPAN = timedelta(days=373, hours=9)
SKUS, CUSTOMERS, LINES_AN_ORDER = 4_000, 4_400, 21
COLOURS, THINGS = ("RED", "WHITE", "IVORY", "BLUE"), ("HEART T-LIGHT HOLDER", "METAL LANTERN", "HOT WATER BOTTLE")


def order_file(given: Path | None, folder: Path, lines: int | None) -> tuple[Path, str]:
    """Return a file and what it is: the one given, the real one, or an invented one; its first `lines` if asked."""
    source = given or (REAL if REAL.exists() else None)
    if source is None:
        return write_orders(folder / "invented.csv.gz", lines or LINES), f"an invented file of {lines or LINES:,} lines"
    if lines is None:
        return source, source.name
    return _head(source, folder / "head.csv.gz", lines), f"the first {lines:,} lines of {source.name}"


def write_orders(path: Path, lines: int, seed: int = 2011) -> Path:
    """Write `lines` invented order lines in the real file's columns: one in sixty cancelled, a quarter nameless."""
    with gzip.open(path, "wt", newline="", encoding="utf-8", compresslevel=1) as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(order_lines(lines, seed))
    return path


def order_lines(lines: int, seed: int) -> Iterator[tuple[str, ...]]:
    """Yield invented order lines by time; the same for the same seed."""
    draw = random.Random(seed)
    catalogue = [_product(draw, i) for i in range(SKUS)]
    invoice, left, written = 536_365, 0, 0
    while written < lines:
        if not left:
            invoice, left = invoice + 1, draw.randint(1, 2 * LINES_AN_ORDER)
            cancelled, customer = draw.random() < 1 / 60, _customer(draw)
            moment = FIRST + SPAN * (written / lines)
        sku, title, price = catalogue[int(len(catalogue) * draw.random() ** 2)]
        quantity = draw.choice((1, 1, 2, 3, 6, 12, 24))
        number, units = (f"C{invoice}", -quantity) if cancelled else (str(invoice), quantity)
        yield number, sku, title, str(units), f"{moment:%Y-%m-%d %H:%M}:00", price, customer, "United Kingdom"
        left, written = left - 1, written + 1


def _product(draw: random.Random, i: int) -> tuple[str, str, str]:
    title = f"{draw.choice(COLOURS)} {draw.choice(THINGS)} NO {i}"
    return f"{20_000 + i}{draw.choice(('', '', 'A', 'B'))}", title, f"{draw.randint(19, 1995) / 100:.2f}"


def _customer(draw: random.Random) -> str:
    return "" if draw.random() < 1 / 4 else f"{12_346 + draw.randrange(CUSTOMERS)}.0"


def _head(source: Path, target: Path, lines: int) -> Path:
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rb") as whole, gzip.open(target, "wb", compresslevel=1) as part:
        for _, line in zip(range(lines + 1), whole, strict=False):
            part.write(line)
    return target
