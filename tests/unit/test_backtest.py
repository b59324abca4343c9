"""The backtest: series read from any file of days, windows, figures, and the command as people run it."""

import gzip
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from credora_agent.core.errors import BadInput
from evals.backtest.forecasters import PEERS, naive, peers
from evals.backtest.series import Series, committed, read
from evals.backtest.tally import missed, tally
from evals.backtest.windows import MOST, Run, origins, run

ROOT = Path(__file__).parents[2]
KEYS = {
    "rel_crps_sum_28", "rel_crps_sum_90", "cover80_sum_28", "cover95_sum_28", "cover80_sum_90", "cpu_ms", "windows",
}  # fmt: skip


def written(folder: Path, text: str, name: str = "days.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def shop(days: int, seed: int = 1) -> np.ndarray:
    return np.resize([5, 4, 4, 4, 5, 7, 2], days) * 20 * np.random.default_rng(seed).lognormal(0, 0.2, days)


def lines(values: np.ndarray, first: date = date(2024, 1, 1)) -> str:
    rows = [f"{first + timedelta(days=i)},{value:.2f}" for i, value in enumerate(values)]
    return "date,value\n" + "\n".join(rows) + "\n"


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "evals.backtest", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_order_lines_are_summed_by_day_unsorted_with_gaps_filled(tmp_path: Path):
    """Ledger: 2024-03-04 is 1,200.50 + 99.50 − 300; 2024-03-06 is 20; the day between has no row."""
    path = written(
        tmp_path,
        "order;ordered at;amount\n3;06/03/2024 09:30;20.00\n1;04/03/2024 10:00;1,200.50\n"
        '2;04/03/2024 11:00;"99.50"\n4;04/03/2024 12:00;-300\n5;28/02/2024 12:00;0\n6;06/03/2024 13:00;\n',
    )
    found = read(path, value="amount")
    assert (found.first_day, found.values.tolist()) == (date(2024, 3, 4), [1000.0, 0.0, 20.0])
    assert found.notes == (
        "5 rows were summed to 3 days.",
        "1 rows without a value were left out.",
        "1 days without a row count as 0.",
        "1 days of 0 before the first sale were left out.",
    )


def test_a_packed_file_with_decimal_commas_and_a_product_of_columns(tmp_path: Path):
    path = tmp_path / "lines.csv.gz"
    path.write_bytes(gzip.compress(b"day;qty;price\n2024-01-01;2;1.234,50\n2024-01-02;3;0,10\n"))
    assert read(path, value="qty*price").values == pytest.approx([2469.0, 0.3])


def test_columns_are_guessed_by_what_they_hold_then_by_name(tmp_path: Path):
    told = "id,ds,note,net_sales,visits\nA1,2024-01-01,x,10.5,7\nA2,2024-01-02,y,11.5,9\n"
    assert read(written(tmp_path, told)).values.tolist() == [10.5, 11.5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\nx,y\n", "No column reads as dates"),
        ("date,sales,revenue\n2024-01-01,1,2\n2024-01-02,3,4\n", "Several columns may hold the values: sales, revenue"),
        ("date,shipped,value\n2024-01-01,2024-01-02,1\n", None),
        ("from,till,value\n2024-01-01,2024-01-02,1\n", "Several columns may hold the dates: from, till"),
        ("date,value\n01/02/2024,1\n02/03/2024,2\n", "may be day/month or month/day"),
        ("date,value\n2024-01-01,0\n2024-01-02,0\n", "holds no value but 0"),
        ("date,value\n2024-01-01,1\n2024-13-02,2\n2024-01-03,2\n", "row 3: month must be in 1..12"),
        ("date,value\n0001-01-01,1\n2024-01-02,2\n", "reaches from 0001-01-01"),
        ("date,value\n2024-01-01,1,5\n2024-01-02,2\n", "row 2"),
        ("date,value\n", "no rows"),
    ],
)
def test_what_cannot_be_told_is_refused_by_name(tmp_path: Path, text: str, said: str | None):
    path = written(tmp_path, text)
    if said is None:
        assert read(path).values.tolist() == [1.0]
        return
    with pytest.raises(BadInput, match=said) as refused:
        read(path)
    assert "days.csv" in str(refused.value)
    assert refused.value.remedy


def test_windows_begin_after_a_year_where_there_is_enough_and_it_is_said_where_not():
    assert origins(500, 14)[0][0] == 365
    assert not origins(500, 14)[1]
    first, said = origins(300, 14)
    assert first[0] == 150
    assert said == ("300 days are too few for windows after a year of history: the first comes after 150.",)
    assert origins(56, 14)[0] == [28]
    many, said = origins(4000, 14)
    assert len(many) == MOST
    assert many[-1] > 4000 - 28 - 14
    assert "the last 60" in said[0]
    with pytest.raises(BadInput, match="at least 56 days"):
        origins(55, 14)


def test_the_naive_peer_repeats_the_week_and_spreads_with_its_weeks():
    values = shop(200)
    paths = naive(values, date(2024, 1, 1), 28, 4000, 1)
    assert paths.shape == (4000, 28)
    assert np.allclose(paths[:, :7].mean(axis=0), values[-7:] + (values[7:] - values[:-7]).mean(), atol=3)
    assert paths[:, 21:].std(axis=0).mean() > 1.7 * paths[:, :7].std(axis=0).mean()  # √4 weeks


def test_a_peer_that_is_not_there_is_named_with_the_reason():
    here, absent = peers(installed=False)
    assert list(here) == ["naive"]
    assert set(absent) == set(PEERS) - {"naive"}
    assert set(peers(installed=True)[0]) | set(peers(installed=True)[1]) == set(PEERS)


def test_a_forecaster_that_knows_scores_better_and_one_that_fails_is_counted():
    series = Series("known", date(2024, 1, 1), shop(460))
    truth = series.values

    def knows(past: np.ndarray, *_: object) -> np.ndarray:
        return truth[len(past) : len(past) + 90] * np.random.default_rng(1).normal(1, 0.01, (200, 1))

    def fails(*_: object) -> np.ndarray:
        raise ValueError("no")

    all_of_them = {"knows": knows, "fails": fails, "naive": naive}
    runs = run(series, all_of_them, [365, 370], paths=200, seed=0, progress=lambda _: None)
    found = tally([runs["knows"]], [runs["naive"]])
    assert found["rel_crps_sum_28"] < 0.2
    assert found["cover80_sum_90"] == 1
    assert found["windows"] == found["windows_90"] == 2
    assert sum(found["pit_sum_28"]) == 2
    assert tally([runs["fails"]], [runs["naive"]])["failed"] == {"ValueError: no": 2}
    assert tally([Run()], [Run()])["rel_crps_sum_28"] is None


def test_pass_lines_are_held_to_bounds_and_to_the_peers():
    good = {"rel_crps_sum_28": 0.8, "rel_crps_sum_90": 0.7, "cover80_sum_28": 0.8, "cover95_sum_28": 0.9}
    assert missed(good, {}) == []
    assert len(missed(good | {"cover80_sum_28": 0.95, "rel_crps_sum_90": None}, {})) == 2
    better = {"prophet": {"rel_crps_sum_28": 0.75, "rel_crps_sum_90": 0.9}}
    assert missed(good, better) == ["rel_crps_sum_28 is 0.8, not below prophet's 0.75"]


def test_the_command_prints_the_promised_keys(tmp_path: Path):
    path = written(tmp_path, lines(shop(460)))
    ran = command("--csv", path, "--json", "--peers", "none", "--paths", 200)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told.keys() >= KEYS
    assert told["peers"]["naive"].keys() >= KEYS
    assert told["series"][0].keys() >= KEYS
    assert told["peers"]["naive"]["rel_crps_sum_28"] == 1
    assert told["rel_crps_sum_28"] < 1
    assert set(told["peers_missing"]) == {"auto_ets", "auto_theta", "prophet"}
    again = json.loads(command("--csv", path, "--json", "--peers", "none", "--paths", 200).stdout)
    assert again["rel_crps_sum_90"] == told["rel_crps_sum_90"]


def test_the_command_shows_a_table_for_several_short_series(tmp_path: Path):
    paths = [written(tmp_path, lines(shop(days)), f"{days}.csv") for days in (60, 80)]
    ran = command("--csv", paths[0], "--csv", paths[1], "--peers", "none", "--paths", 100)
    assert ran.returncode == 0, ran.stderr
    assert "All series" in ran.stdout
    assert "60.csv: 60 days are too few for windows after a year" in ran.stdout


def test_bad_input_is_one_line_and_exit_code_2(tmp_path: Path):
    for arguments in (["--csv", tmp_path / "none.csv"], ["--csv", written(tmp_path, lines(shop(40)))]):
        ran = command(*arguments, "--json", "--peers", "none")
        assert ran.returncode == 2
        assert len(ran.stderr.splitlines()) == 1
        assert not ran.stdout
    assert command("--paths", "3").returncode == 2


def test_the_committed_series_are_small_and_described():
    said = (ROOT / "evals" / "datasets" / "series" / "README.md").read_text(encoding="utf-8")
    assert len(committed()) >= 4
    for path in committed():
        assert path.stat().st_size < 40_000
        assert f"`{path.name}`" in said
        assert len(read(path).values) > 700
