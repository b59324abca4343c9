"""The benches' own parts: what they generate, how they judge, and that they leave nothing behind."""

import gzip
import os
import signal
from pathlib import Path

import pytest

from evals.bench.home import environment, temporary_home
from evals.bench.ledger import shops
from evals.bench.order_lines import HEADER, order_file, order_lines, write_orders
from evals.bench.paths import product_sql
from evals.bench.planner import bench as plan_bench
from evals.bench.result import Cell, Result, Value


def test_generated_order_lines_are_the_same_for_a_seed_and_shaped_like_the_real_file():
    lines = list(order_lines(500, seed=7))
    assert lines == list(order_lines(500, seed=7)) != list(order_lines(500, seed=8))
    assert {len(line) for line in lines} == {len(HEADER)}
    assert [line[4] for line in lines] == sorted(line[4] for line in lines)
    cancelled = [line for line in order_lines(20_000, seed=7) if line[0].startswith("C")]
    assert cancelled
    assert all(int(line[3]) < 0 for line in cancelled)


def test_a_part_of_a_file_keeps_its_header(tmp_path: Path):
    whole = write_orders(tmp_path / "whole.csv.gz", 40)
    part, said = order_file(whole, tmp_path, 10)
    with gzip.open(part, "rt") as file:
        assert len(file.read().splitlines()) == 11
    assert said == "the first 10 lines of whole.csv.gz"


@pytest.mark.parametrize("rows", [300_000, 10_000_000])
def test_shops_share_exactly_the_rows_asked_for_the_largest_first(rows: int):
    made = shops(rows)
    sizes = [shop.rows for shop in made]
    assert sum(sizes) == rows
    assert len({shop.id for shop in made}) == len(made)
    assert sizes[0] == max(sizes) > 10 * sizes[99] > 10 * min(sizes) - 10 > 0


def test_a_ratio_above_one_means_better_than_the_peer_whichever_way_the_unit_points():
    faster = Cell("x", "ms", Value.once(2), {"peer": Value.once(6)})
    more = Cell("x", "lines/s", Value.once(6), {"peer": Value.once(2)})
    assert faster.ratio("peer") == more.ratio("peer") == 3


def test_the_best_run_is_the_least_of_times_and_the_most_of_rates():
    assert Value.of([3, 1, 2], "ms") == Value(2, 1, 3)
    assert Value.of([3, 1, 2], "lines/s") == Value(2, 3, 3)


def test_one_missed_cell_or_nothing_measured_is_no_pass():
    met, missed = Cell("a", "ms", Value.once(1), passed=True), Cell("b", "ms", Value.once(9), passed=False)
    assert Result("x", "", "", (met,)).passed
    assert not Result("x", "", "", (met, missed)).passed
    assert not Result("x", "", "", skipped="there is no file").passed


def test_the_json_names_everything_a_reader_needs():
    told = Result("x", "what", "line", (Cell("a", "ms", Value.once(1), {"peer": Value.once(2)}),)).as_json()
    assert {"name", "measured", "cells", "pass_line", "passed", "machine"} <= told.keys()
    assert {"cores", "python", "postgres"} <= told["machine"].keys()
    assert told["cells"][0]["ratios"] == {"peer": 2.0}


def test_missing_questions_are_said_not_passed_over(tmp_path: Path):
    told = plan_bench("small", tmp_path / "planning.jsonl")
    assert told.skipped is not None
    assert "planning.jsonl" in told.skipped
    assert not told.passed


def test_nothing_is_left_of_a_home_after_a_signal():
    homes = []

    def interrupted() -> None:
        with temporary_home() as home:
            homes.append(home)
            (home / "file").write_text("x")
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [home.exists() for home in homes] == [False]


def test_programs_do_not_see_the_developers_own_variables(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CREDORA_DATABASE_URL", "postgresql://elsewhere/books")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    seen = environment(Path("/home"))
    assert {name for name in seen if name.startswith("CREDORA_")} == {"CREDORA_HOME"}
    assert "PYTHONDONTWRITEBYTECODE" not in seen
    assert seen["PATH"] == os.environ["PATH"]


def test_the_products_statement_is_taken_whole_with_every_parameter_numbered():
    written = product_sql("daily")
    assert "from pnl_daily" in written
    assert ":tenant" not in written
    assert all(f"${i}" in written for i in (1, 2, 3))
