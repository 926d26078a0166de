"""`screen_table`: whatever types a table has, each row gets its verdict or says why it has none."""

from __future__ import annotations

from typing import Any

import pyarrow
import pytest

from gatepost import Engine
from gatepost.batch import TableError, screen_table
from gatepost.batch.schema import VERDICT
from gatepost.engine.numbers import CLAUSES
from gatepost.engine.output import verdict_object

KIND = "Thank you for the clear article about the water treaty."
INSULT = "You are a fucking idiot, shut up."


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load(kind="fast")


def answers(engine: Engine, column: pyarrow.Array, **others: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = screen_table(pyarrow.table({"text": column}), engine, **others).to_pylist()
    return rows


def test_a_row_says_what_the_engine_says(engine: Engine) -> None:
    table = pyarrow.table({"id": [7, 8], "text": [KIND, INSULT], "votes": [1.5, None]})
    done = screen_table(table, engine)
    assert done.column_names == ["id", *VERDICT.names, "input.votes"]
    assert done.schema.field("id").type == pyarrow.int64()
    assert done["input.votes"].to_pylist() == [1.5, None]
    for row, text in zip(done.to_pylist(), [KIND, INSULT], strict=True):
        said = verdict_object(engine.screen(text))
        for name in ("outcome", "violation", "language", "grounds", "engine", "guidelines", "features"):
            assert row[name] == said[name], name
        assert {clause: row[clause] for clause in CLAUSES} == said["probabilities"]
        assert (row["error_code"], row["error_message"]) == (None, None)


@pytest.mark.parametrize(
    "kind",
    [
        pyarrow.string(),
        pyarrow.large_string(),
        pyarrow.string_view(),
        pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
        pyarrow.dictionary(pyarrow.int8(), pyarrow.large_string()),
    ],
    ids=str,
)
def test_every_type_of_string_is_text(engine: Engine, kind: pyarrow.DataType) -> None:
    texts = [KIND, None, INSULT, KIND]
    plain = answers(engine, pyarrow.array(texts, pyarrow.string()))
    assert answers(engine, pyarrow.array(texts).cast(kind), batch=3) == plain
    assert [row["error_code"] for row in plain] == [None, "text-missing", None, None]


@pytest.mark.parametrize("values", [[1, 2], [1.5, 2.5], [True, False], [b"a", b"b"], [["a"], ["b"]]], ids=str)
def test_what_is_no_text_is_told_row_by_row(engine: Engine, values: list[Any]) -> None:
    assert [row["error_code"] for row in answers(engine, pyarrow.array(values))] == ["text-not-string"] * 2


def test_a_column_of_nulls_and_an_empty_table(engine: Engine) -> None:
    assert [row["error_code"] for row in answers(engine, pyarrow.nulls(2))] == ["text-missing"] * 2
    empty = screen_table(pyarrow.table({"text": pyarrow.array([], pyarrow.string())}), engine)
    assert (empty.num_rows, empty.column_names) == (0, ["id", *VERDICT.names])


def test_bytes_that_are_no_text_cost_one_row(engine: Engine) -> None:
    raw = pyarrow.array([KIND.encode(), b"caf\xe9", INSULT.encode()])
    broken = pyarrow.StringArray.from_buffers(3, raw.buffers()[1], raw.buffers()[2])
    assert [row["error_code"] for row in answers(engine, broken)] == [None, "not-unicode", None]


def test_too_long_and_empty(engine: Engine) -> None:
    rows = answers(engine, pyarrow.array(["x" * 20_001, "", "x" * 20_000]))
    assert [row["error_code"] for row in rows] == ["text-too-long", None, None]
    assert rows[1]["outcome"] == "refer"
    assert rows[1]["grounds"][0]["clause"] == "empty"


def test_columns_are_chosen_by_name(engine: Engine) -> None:
    table = pyarrow.table(
        {"body": [KIND], "text": ["kept"], "key": ["k"], "id": [1], "language": ["kmr"], "when": [3]}
    )
    done = screen_table(table, engine, text="body", id="key", keep=["when", "body"])
    assert done.column_names[-2:] == ["input.when", "input.body"]
    assert done["id"].to_pylist() == ["k"]
    assert done["language"].to_pylist() == ["kmr"]
    assert screen_table(table, engine, text="body").column_names[-3:] == [
        "input.text",
        "input.key",
        "input.when",
    ]


def test_the_language_of_rows_that_name_none(engine: Engine) -> None:
    table = pyarrow.table({"text": [KIND, KIND], "language": [None, "tr"]})
    assert screen_table(table, engine, language="fa")["language"].to_pylist() == ["fa", "tr"]


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"text": "body"}, "no column `body`; it has: id, text, text2"),
        ({"id": "key"}, "no column `key`"),
        ({"keep": ["votes"]}, "no column `votes` to keep"),
    ],
)
def test_a_column_that_is_not_there_is_told(engine: Engine, others: dict[str, Any], told: str) -> None:
    table = pyarrow.table({"id": [1], "text": [KIND], "text2": [KIND]})
    with pytest.raises(TableError, match=told):
        screen_table(table, engine, **others)


def test_a_column_that_is_there_twice_is_told(engine: Engine) -> None:
    table = pyarrow.Table.from_arrays([pyarrow.array(["a"]), pyarrow.array(["b"])], names=["text", "text"])
    with pytest.raises(TableError, match="two columns are named `text`"):
        screen_table(table, engine)
