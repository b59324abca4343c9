"""Opening CSV files: what is found out about them, and what each kind of damage says."""

from __future__ import annotations

import gzip
import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from credora_agent.core.errors import BadFile
from credora_agent.sync.importers.source import LONGEST_FIELD, Source

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "order,sku,name\n1,A,Kerze für Öl\n2,B,Bougie\n"


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def cells(source: Source) -> list[list[str]]:
    return [row for _, row, fault in source.rows() if fault is None]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, found: str, delimiter: str) -> None:
    source = Source(write(tmp_path / "a.csv", TEXT.replace(",", delimiter).encode(encoding)))
    assert (source.encoding, source.delimiter) == (found, delimiter)
    assert source.headers == ("order", "sku", "name")
    assert cells(source) == [["1", "A", "Kerze für Öl"], ["2", "B", "Bougie"]]


def test_gzip_is_known_by_its_bytes_and_progress_counts_packed_bytes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", gzip.compress((TEXT + "3,C,x\n" * 50_000).encode()))
    source = Source(path)
    assert (source.size, source.position()) == (path.stat().st_size, 0)
    assert len(cells(source)) == 50_002
    assert source.position() == source.size


def test_a_reading_can_be_repeated_and_a_sample_leaves_no_trace(tmp_path: Path) -> None:
    source = Source(write(tmp_path / "a.csv", TEXT))
    assert source.sample(1) == [["1", "A", "Kerze für Öl"]]
    assert source.position() == 0
    assert cells(source) == cells(source)


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    """Row 1 is the header, a blank row counts, a cell with a line break is still one row."""
    source = Source(write(tmp_path / "a.csv", 'a,b\n1,"x\ny"\n\n2,z\n'))
    assert [(number, row) for number, row, _ in source.rows()] == [(2, ["1", "x\ny"]), (4, ["2", "z"])]


@pytest.mark.parametrize(("row", "word"), [("1", "few"), ("1,2,3,4", "many"), ('1,"a"b,c', "quote")])
def test_a_damaged_row_is_a_fault_and_the_next_one_is_read(tmp_path: Path, row: str, word: str) -> None:
    source = Source(write(tmp_path / "a.csv", f"a,b,c\n{row}\n7,8,9\n"))
    (bad_number, _, fault), (number, good, none) = source.rows()
    assert (bad_number, number, good, none) == (2, 3, ["7", "8", "9"], None)
    assert fault
    assert word in fault


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"PK\x03\x04....", "workbook"),
        (b"\xd0\xcf\x11\xe0....", "workbook"),
        (b"a,b\n1,\x002\n", "NUL"),
        ("a,b\n1,2\n".encode("utf-16-le"), "NUL"),
        (b"a,b\n\x81,1\n", "no encoding known"),
        (b"a,b,a\n1,2,3\n", "more than once"),
        (b"a,,c\n1,2,3\n", "Column 2 of"),
        (b"just text\nmore\n", "only one column"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-20], "breaks off"),
        (gzip.compress(TEXT.encode(), mtime=0)[:25] + b"xxxx", "breaks off"),
    ],
)
def test_a_file_that_is_no_table_says_why(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(BadFile) as caught:
        Source(write(tmp_path / "a.csv", data))
    assert words in caught.value.cause
    assert caught.value.remedy


def test_a_missing_file_a_folder_and_a_pipe_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no file"):
        Source(tmp_path / "none.csv")
    with pytest.raises(BadFile, match="folder"):
        Source(tmp_path)
    with pytest.raises(BadFile, match="cannot be read"):
        Source(tmp_path / "a\0b")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadFile, match="not a regular file"):
        Source(tmp_path / "pipe")


def test_a_gzip_cut_late_breaks_off_at_a_row(tmp_path: Path) -> None:
    lines = "".join(f"{n},{n * 7919 % 10007},x\n" for n in range(200_000))
    packed = gzip.compress(f"a,b,c\n{lines}".encode())
    source = Source(write(tmp_path / "a.gz", packed[: len(packed) * 3 // 4]))
    with pytest.raises(BadFile, match=r"breaks off after row \d+"):
        cells(source)


def test_a_wrong_byte_after_the_beginning_names_its_row_and_the_remedy(tmp_path: Path) -> None:
    text = b"a,b\n" + b"1,plain\n" * 60_000 + b"1,caf\xe9\n" + b"1,plain\n" * 10
    with pytest.raises(BadFile) as caught:
        cells(Source(write(tmp_path / "a.csv", text)))
    assert "Row 60002 " in caught.value.cause
    assert '"encoding"' in caught.value.remedy
    assert cells(Source(tmp_path / "a.csv", encoding="cp1252"))[60_000] == ["1", "café"]


def test_a_nul_after_the_beginning_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="NUL bytes in line 60002"):
        cells(Source(write(tmp_path / "a.csv", b"a,b\n" + b"1,plain\n" * 60_000 + b"1,\0\n")))


@pytest.mark.parametrize("encoding", ["klingon", "utf-16"])
def test_a_wrong_encoding_given_is_named(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(BadFile, match=r"encoding|utf-16"):
        Source(write(tmp_path / "a.csv", TEXT), encoding=encoding)


def test_a_wrong_delimiter_given_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="only one column when cut at each semicolon"):
        Source(write(tmp_path / "a.csv", TEXT), delimiter=";")


def test_an_unclosed_quote_names_its_row(tmp_path: Path) -> None:
    short = write(tmp_path / "short.csv", 'a,b\n1,x\n2,"y\n3,z\n')
    with pytest.raises(BadFile, match="row 3 opens"):
        cells(Source(short))
    long = write(tmp_path / "long.csv", 'a,b\n1,x\n2,"y\n' + "3,z\n" * LONGEST_FIELD)
    with pytest.raises(BadFile, match="Row 3 has a cell of more than"):
        cells(Source(long))


@pytest.mark.parametrize("body", [b'1,"' + b"x" * 10_000_000 + b'"\n', b"1," + b"x" * 10_000_000])
def test_ten_megabytes_in_one_cell_are_refused_without_being_held(tmp_path: Path, body: bytes) -> None:
    path = write(tmp_path / "a.csv", b"a,b\n1,2\n" + body)
    tracemalloc.start()
    with pytest.raises(BadFile, match="quote may be unclosed"):
        cells(Source(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
