"""A CSV file as a stream of rows: plain or gzipped, its delimiter and encoding found, its damage named."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import stat
import zlib
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, cast

from credora_agent.core.errors import BadFile

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

HEAD = 256 * 1024
"""Bytes (after unpacking) that the encoding and the delimiter are decided from."""

LONGEST_FIELD = 128 * 1024
"""Characters one cell may hold; more is taken for an unclosed quote."""

LONGEST_LINE = 1024 * 1024
"""Characters one line may hold, so that a file without line ends is refused and never read into memory."""

DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error)


class Source:
    """A readable CSV file: its `headers`, `delimiter`, `encoding` and `size` in bytes; rows are read on demand."""

    def __init__(
        self, path: Path, *, delimiter: str | None = None, encoding: str | None = None, spare_comma: bool = False
    ) -> None:
        """Open `path` and decide what was not given. Raises BadFile when it cannot be read as a table.

        With `spare_comma`, every row may end in one delimiter too many, as the ECB's do.
        """
        self.path = path
        self.size = _size(path)
        self._raw: BinaryIO | None = None
        self._done = 0
        head = self._head()
        self.encoding = encoding or _encoding(head, path)
        text = _decoded(head, self.encoding, path)
        self.delimiter = delimiter or _delimiter(text)
        names = _headers(text, self.delimiter, path)
        self._spare = spare_comma and names[-1] == ""
        self.headers = names[:-1] if self._spare else names
        _check_names(self.headers, path)

    def position(self) -> int:
        """Return how many bytes of the file (packed, if it is) the present reading has taken, 0 to `size`."""
        return self._raw.tell() if self._raw and not self._raw.closed else self._done

    def sample(self, limit: int) -> list[list[str]]:
        """Return the cells of the first `limit` undamaged rows below the header."""
        rows = self.rows()
        found = list(islice((cells for _, cells, fault in rows if fault is None), limit))
        rows.close()
        self._done = 0
        return found

    def require_rows(self) -> None:
        """Raise BadFile when there is nothing below the header."""
        rows = self.rows()
        if next(rows, None) is None:
            raise BadFile(
                f"{self.path.name} has column names and no rows.", remedy="Export it again and check that it has rows."
            )
        rows.close()
        self._done = 0

    def rows(self) -> Generator[tuple[int, list[str], str | None]]:
        """Yield (row number, cells, fault) below the header, which is row 1; blank rows are counted and skipped.

        A fault says why the row cannot be used; its cells are then not as many as the headers. Raises BadFile
        when the file breaks off or stops being text, naming where.
        """
        with self._text() as stream:
            lines = _Lines(stream, self.path)
            yield from self._records(csv.reader(lines, delimiter=self.delimiter, strict=True), lines)

    def _records(self, reader: Reader, lines: _Lines) -> Generator[tuple[int, list[str], str | None]]:
        number, width, line = 0, len(self.headers), 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, [], _quote_fault(str(error), number, self.path)
                continue
            except UnicodeDecodeError as error:
                raise _bad_byte(error, lines.count, self.encoding, self.path) from None
            except _DAMAGE:
                raise _cut_off(self.path, f"after row {number - 1}") from None
            spanned, line = reader.line_num - line, reader.line_num
            if number == 1 or not cells:
                continue
            if self._spare and not cells[-1].strip():
                cells.pop()
            yield number, cells, None if len(cells) == width else _width_fault(len(cells), width, spanned)

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        with self._bytes() as stream:
            yield io.TextIOWrapper(stream, encoding=self.encoding, newline="")

    @contextmanager
    def _bytes(self) -> Iterator[BinaryIO]:
        try:
            raw = self.path.open("rb")
        except OSError as error:
            raise _unreadable(self.path, error) from None
        with raw:
            self._raw = raw
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            yield cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
            self._done = raw.tell()

    def _head(self) -> bytes:
        try:
            with self._bytes() as stream:
                head = stream.read(HEAD)
        except _DAMAGE:
            raise _cut_off(self.path, "before its first rows") from None
        if head.startswith(_WORKBOOKS):
            raise BadFile(
                f"{self.path.name} is a spreadsheet workbook or a zip archive, not a CSV file.",
                remedy="Open it and save it as CSV (File, Save as, CSV UTF-8), or unpack it, then give that file.",
            )
        if not head.strip():
            raise BadFile(f"{self.path.name} is empty.", remedy="Export it again and check that it has rows.")
        self._done = 0
        return head


class _Lines:
    """The lines of a stream, counted; a line without an end or with a NUL is refused."""

    __slots__ = ("_path", "_stream", "count")

    def __init__(self, stream: io.TextIOWrapper, path: Path) -> None:
        self._stream, self._path, self.count = stream, path, 0

    def __iter__(self) -> Iterator[str]:
        read, limit = self._stream.readline, LONGEST_LINE
        while line := read(limit):
            self.count += 1
            if "\0" in line:
                raise _not_text(self._path, f"line {self.count}")
            if len(line) >= limit:
                raise _unclosed(self._path, f"Line {self.count} is longer than {limit:,} characters")
            yield line


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise BadFile(f"There is no file {path}.", remedy="Check the path and its spelling.") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if stat.S_ISDIR(found.st_mode):
        raise BadFile(f"{path} is a folder.", remedy="Give one CSV file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise BadFile(f"{path} is not a regular file.", remedy="Save the data to a CSV file and give that.")
    if found.st_size == 0:
        raise BadFile(f"{path.name} is empty.", remedy="Export it again and check that it has rows.")
    return found.st_size


def _encoding(head: bytes, path: Path) -> str:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        raise _not_text(path, "its beginning")
    for name in ("utf-8", "cp1252"):
        try:
            codecs.getincrementaldecoder(name)().decode(head)
        except UnicodeDecodeError:
            continue
        return name
    raise BadFile(
        f"{path.name} is in no encoding known here (UTF-8, UTF-16 or Windows-1252).",
        remedy='Save it as UTF-8, or name its encoding as "encoding" in the mapping.',
    )


def _decoded(head: bytes, encoding: str, path: Path) -> str:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    except LookupError:
        raise BadFile(
            f"{encoding!r} is not an encoding of text.",
            remedy='Set "encoding" in the mapping to utf-8, cp1252 or utf-16.',
        ) from None
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError as error:
        raise _bad_byte(error, 0, encoding, path) from None
    except UnicodeError:
        raise BadFile(f"{path.name} is not {encoding}.", remedy='Correct the "encoding" in the mapping.') from None
    if "\0" in text:
        raise _not_text(path, "its beginning")
    return text


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts the first rows into the most, and the most even, columns."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[bool, float, int]:
    rows = _first_rows(text, delimiter, 50)
    width = len(rows[0]) if rows else 0
    even = sum(len(row) == width for row in rows) / len(rows) if rows else 0.0
    return width > 1, even, width


def _first_rows(text: str, delimiter: str, limit: int) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        rows.extend(row for row in islice(reader, limit) if row)
    except csv.Error:
        return rows
    return rows[:-1] if len(rows) > 1 and len(rows) < limit and not text.endswith(("\n", "\r")) else rows


def _headers(text: str, delimiter: str, path: Path) -> tuple[str, ...]:
    rows = _first_rows(text, delimiter, 1)
    names = tuple(name.strip() for name in rows[0]) if rows else ()
    if len(names) < 2:  # noqa: PLR2004 - a table has at least two columns
        raise BadFile(
            f"{path.name} has only one column when cut at each {_NAMES.get(delimiter, delimiter)}.",
            remedy='Its first row must hold column names; check the "delimiter" (comma, semicolon, tab or |).',
        )
    return names


def _check_names(names: Sequence[str], path: Path) -> None:
    if "" in names:
        raise BadFile(
            f"Column {names.index('') + 1} of {path.name} has no name in the first row.",
            remedy="Give every column a name, or delete the empty column.",
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadFile(
            f"{path.name} has the column {twice[0][:60]!r} more than once.", remedy="Rename or delete one of them."
        )


def _width_fault(found: int, wanted: int, lines: int) -> str:
    swallowed = f" It was read from {lines} lines: a quote may be unclosed." if lines > 1 else ""
    few = "few" if found < wanted else "many"
    return f"The row has too {few} cells, {found} instead of {wanted}.{swallowed} Correct the row and import again."


def _quote_fault(error: str, number: int, path: Path) -> str:
    if "field larger" in error:
        raise _unclosed(path, f"Row {number} has a cell of more than {LONGEST_FIELD:,} characters")
    if "unexpected end" in error:
        raise _unclosed(path, f"The file ends inside the quoted cell that row {number} opens")
    return 'A closing quote is followed by text. Double each quote that belongs to a cell ("" for ").'


def _unclosed(path: Path, what: str) -> BadFile:
    return BadFile(f"{what} ({path.name}).", remedy="A quote may be unclosed there; correct it and import again.")


def _not_text(path: Path, where: str) -> BadFile:
    return BadFile(
        f"{path.name} is not text: there are NUL bytes in {where}.",
        remedy='Export it as CSV; if it is UTF-16 without its mark, set "encoding" to utf-16-le in the mapping.',
    )


def _bad_byte(error: UnicodeDecodeError, lines: int, encoding: str, path: Path) -> BadFile:
    line = lines + bytes(error.object[: error.start]).count(b"\n") + 1
    return BadFile(
        f"Row {line} of {path.name} has a byte that is not {encoding}.",
        remedy='Save the file as UTF-8, or set "encoding" in the mapping (cp1252 is common for files from Excel).',
    )


def _cut_off(path: Path, where: str) -> BadFile:
    return BadFile(
        f"{path.name} is damaged or incomplete: its gzip data breaks off {where}.",
        remedy="Download or copy it again.",
    )


def _unreadable(path: Path, error: Exception) -> BadFile:
    reason = getattr(error, "strerror", None) or str(error)
    return BadFile(f"{path} cannot be read: {reason}.", remedy="Check the path and that you may read it.")
