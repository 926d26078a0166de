"""How figures are written: for spreadsheets, for people in six languages, as plots."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine import guidelines as shipped
from gatepost.evaluation.intervals import Interval, wilson
from gatepost.web.desk.figures.csv import FORMULA, harmless, written
from gatepost.web.desk.figures.parts import Column, Table, who_of
from gatepost.web.desk.figures.plots import drift_plot, reliability_plot, volume_plots
from gatepost.web.desk.figures.tables import quantiles
from gatepost.web.desk.figures.writing import Shown, Writing
from gatepost.web.desk.messages import Messages


def writing(language: str = "en") -> Writing:
    return Writing(Messages(language), shipped.load(), {"1": "Ann"})


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "  =1", "＝1"])
def test_formulas_are_disarmed(text: str) -> None:
    assert harmless(text) == f"'{text}"


@given(st.text())
def test_no_text_is_a_formula_and_harmless_ones_stay(text: str) -> None:
    made = harmless(text)
    assert not made.lstrip(" ").startswith(FORMULA)
    assert made in (text, f"'{text}")


def test_csv_holds_what_the_table_holds() -> None:
    table = Table(
        "t",
        (Column("moderator", "moderator"), Column("clause", "clause"), Column("n", "count"),
         Column("share", "share"), Column("alpha", "number"), Column("median", "seconds")),
        (("1", 'a "b", c\r\nd', 7, wilson(1, 7), Interval(-0.25, None, None, 7), None),),
    )  # fmt: skip
    content = written(table, {"1": "=Ann"})
    assert content.startswith(b"\xef\xbb\xbfmoderator,name,clause,n,share,share_low,share_high,alpha,")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert (row["moderator"], row["name"], row["clause"], row["n"]) == ("1", "'=Ann", 'a "b", c\r\nd', "7")
    assert row["share"] == "0.142857"
    assert (row["alpha"], row["alpha_low"], row["median"]) == ("-0.25", "", "")


@pytest.mark.parametrize(
    ("language", "number", "share", "negative"),
    [
        ("en", "12,345", "12.5%", "−0.50"),
        ("tr", "12.345", "%12,5", "−0,50"),
        ("kmr", "12.345", "%12,5", "−0,50"),
        ("ar", "١٢٬٣٤٥", "٪١٢٫٥", "−٠٫٥٠"),
        ("ckb", "١٢٬٣٤٥", "٪١٢٫٥", "−٠٫٥٠"),
        ("fa", "۱۲٬۳۴۵", "٪۱۲٫۵", "−۰٫۵۰"),
    ],
)
def test_numbers_as_the_language_writes_them(language: str, number: str, share: str, negative: str) -> None:
    told = writing(language)
    assert told.whole(12_345) == number
    assert told.percent(0.125) == share
    assert told.decimal(-0.5, 2) == negative


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0, "0 ms"), (0.0804, "80 ms"), (3.21, "3.2 s"), (75, "1.2 min"), (4_000, "1.1 h"), (90_000, "1.0 d"),
     (864_000 * 2, "20 d")],
)  # fmt: skip
def test_durations_in_the_largest_unit(seconds: float, told: str) -> None:
    assert writing().duration(seconds).replace("\u2068", "").replace("\u2069", "") == told


def test_cells_name_ids_and_say_where_nothing_was_measured() -> None:
    told = writing()
    cases = {
        ("moderator", "1"): "Ann",
        ("moderator", "2"): "somebody who has left",
        ("moderator", "token.ab"): "a program",
        ("clause", ""): "Approvals",
        ("clause", "threat"): "Threats and calls to violence",
        ("clause", "engine-error"): told.messages("ground.engine-error"),
        ("language", "ckb"): told.messages("language.ckb"),
        ("language", "xx"): "xx",
        ("engine", ""): "unknown",
        ("time", "2026-11-23T14:00Z"): "2026-11-23 14:00",
        ("who", "people"): "people",
    }
    for (kind, value), wanted in cases.items():
        assert told.cell(Column("c", kind), value) == Shown(wanted, ltr=kind == "time")  # type: ignore[arg-type]
    nothing = Interval(None, None, None, 0)
    assert told.cell(Column("c", "share"), nothing) == Shown("–", number=True)
    assert told.cell(Column("c", "number"), Interval(1.0, None, None, 4)).interval == "no interval"


def test_who_decided() -> None:
    assert [who_of(by) for by in ("engine", "moderator:1", "moderator:token.1")] == [
        "engine",
        "people",
        "programs",
    ]


def test_quantiles_are_in_seconds() -> None:
    assert quantiles([1_000_000, 2_000_000, 9_000_000]) == (2.0, 7.6)
    assert quantiles([1_234]) == (0.001, 0.001)


def volume(rows: int, most: int = 9) -> Table:
    names = ("submitted", "approved", "rejected", "waiting")
    columns = (Column("at", "time"), *(Column(name, "count") for name in names))
    return Table(
        "volume", columns, tuple((f"2026-11-{n + 1:02}", n % (most + 1), 1, 0, n) for n in range(rows))
    )


@pytest.mark.parametrize(("rows", "most"), [(2, 0), (3, 1), (30, 9), (24, 23), (366, 12_345)])
def test_volume_is_drawn_with_few_marks(rows: int, most: int) -> None:
    both = volume_plots(volume(rows, most), writing("ckb"))
    assert [len(one.legend) for one in both] == [3, 1]
    drawing = str(both[0].drawing)
    assert 2 <= drawing.count('class="tick"') <= 14
    assert "nan" not in drawing
    assert not any(digit in drawing.split("<text")[-1].split(">")[1] for digit in "0123456789")


def test_a_single_step_is_no_line() -> None:
    assert volume_plots(volume(1), writing()) == ()


def test_reliability_and_drift_are_drawn_where_there_is_something() -> None:
    reliability = Table("reliability", (), (("people", 0.1, 0.2, 9, 0.15, wilson(1, 9)),))
    plot = reliability_plot(reliability, writing())
    assert plot is not None
    assert plot.legend == ("people’s decisions",)
    assert reliability_plot(Table("reliability", (), ()), writing()) is None
    rows = [("people", month, "<e>", 9, Interval(0.1, 0.05, 0.2, 9)) for month in ("2026-10", "2026-11")]
    assert drift_plot(Table("drift", (), tuple(rows[:1])), writing()) is None
    drawn = drift_plot(Table("drift", (), tuple(rows)), writing())
    assert drawn is not None
    assert drawn.legend == ("people’s decisions · <e>",)
    assert "<e>" not in str(drawn.drawing)
