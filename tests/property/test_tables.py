"""Random tables: every row is answered in its place, whatever pieces the table is read in."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.strategies import text

from gatepost import Engine
from gatepost.batch.columns import Wanted
from gatepost.batch.crew import Here
from gatepost.batch.job import Job, versions
from gatepost.batch.plan import Task
from gatepost.batch.run import run
from gatepost.batch.table import screen_table

ENGINE = Engine.load(kind="fast")
STRINGS = (
    pyarrow.string(),
    pyarrow.large_string(),
    pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
)
CARRIED = (
    pyarrow.array([1, None, 3] * 4),
    pyarrow.array([[1], None, []] * 4),
    pyarrow.array([{"a": 1}, {"a": None}, None] * 4),
    pyarrow.array(["x", "y", None] * 4).dictionary_encode(),
    pyarrow.array([b"\xff", b"", None] * 4),
    pyarrow.array([0, 1, None] * 4, pyarrow.timestamp("us", "UTC")),
)


@st.composite
def tables(draw: st.DrawFn) -> pyarrow.Table:
    rows = draw(st.lists(st.none() | text, max_size=12))
    kind = draw(st.sampled_from(STRINGS))
    columns = {"text": pyarrow.array(rows, pyarrow.string()).cast(kind)}
    for at, column in enumerate(draw(st.lists(st.sampled_from(CARRIED), max_size=3))):
        columns[f"c{at}"] = column.slice(0, len(rows))
    if draw(st.booleans()):
        columns["id"] = pyarrow.array(range(len(rows)), pyarrow.uint64())
    if draw(st.booleans()):
        columns["language"] = pyarrow.array(
            draw(st.lists(st.sampled_from([None, "", "ckb", "en"]), min_size=len(rows), max_size=len(rows))),
            pyarrow.string(),
        )
    return pyarrow.table(columns)


@settings(max_examples=30)
@given(tables(), st.integers(1, 5))
def test_a_table_is_answered_row_for_row(table: pyarrow.Table, batch: int) -> None:
    done = screen_table(table, ENGINE, batch=batch)
    assert done.equals(screen_table(table, ENGINE).combine_chunks())
    assert done.num_rows == table.num_rows
    for name in table.column_names:
        if name.startswith("c"):
            assert done[f"input.{name}"].to_pylist() == table[name].to_pylist()
    for said, asked in zip(done.to_pylist(), table["text"].to_pylist(), strict=True):
        assert (said["outcome"] is None) == (asked is None)
        for ground in said["grounds"] or ():
            for passage in ground["evidence"]:
                assert asked[passage["start"] : passage["end"]] == passage["text"]


@settings(max_examples=20)
@given(tables(), st.integers(1, 5), st.integers(1, 5))
def test_a_file_comes_out_as_its_table(table: pyarrow.Table, batch: int, group: int) -> None:
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.parquet", Path(folder) / "out.parquet"
        parquet.write_table(table, source, row_group_size=group)
        job = Job.of(kind="fast", batch=batch)
        (done,) = run([Task(source, target, "in")], job, versions(ENGINE, job), Here(job, ENGINE))
        assert done.wrong == ""
        assert done.figures.rows == table.num_rows
        assert parquet.read_table(target).equals(screen_table(parquet.read_table(source), ENGINE))


def test_the_default_keeps_every_column_but_the_text() -> None:
    assert Wanted() == Wanted("text", None, None, False)
