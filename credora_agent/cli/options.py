"""The options several commands share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ShopOption = Annotated[str | None, typer.Option("--shop", help="Which shop, where there are several.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]
TodayOption = Annotated[str | None, typer.Option("--today", metavar="DAY", help="Answer as if it were this day.")]
StartOption = Annotated[str | None, typer.Option("--start", metavar="DAY", help="First day (default: of the books).")]
EndOption = Annotated[str | None, typer.Option("--end", metavar="DAY", help="Last day (default: of the books).")]
CsvOption = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the rows to a CSV file.")]
CurrencyOption = Annotated[str | None, typer.Option("--currency", help="A new shop's currency, e.g. GBP.")]
ZoneOption = Annotated[str | None, typer.Option("--timezone", help="A new shop's time zone, e.g. Europe/London.")]
MappingOption = Annotated[Path | None, typer.Option("--mapping", metavar="FILE", help="How the columns are read.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Refuse the whole file for one broken row.")]
RejectedOption = Annotated[Path | None, typer.Option("--rejected", metavar="FILE", help="Write broken rows to a CSV.")]
FileArgument = Annotated[Path, typer.Argument(help="The file, .csv or .csv.gz.")]
