from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from gatepost.evaluation.datasets import DatasetUnreadable, field, read_items, says

TEXT = 'a, "b"\r\nسڵاو 👍'


def test_all_kinds_of_files_read_alike(tmp_path: Path) -> None:
    import csv
    import json

    line = json.dumps({"text": TEXT, "bad": "1"}).encode() + b"\n"
    (tmp_path / "a.jsonl").write_bytes(line + b"\n")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line))
    with (tmp_path / "a.csv").open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([["text", "bad"], [TEXT, "1"]])
    parquet.write_table(pa.table({"text": [TEXT], "bad": ["1"]}), tmp_path / "a.parquet")
    for name in ("a.jsonl", "a.jsonl.gz", "a.csv", "a.parquet"):
        assert [dict(item) for item in read_items(tmp_path / name)] == [{"text": TEXT, "bad": "1"}]


@pytest.mark.parametrize(
    ("name", "content", "says_what"),
    [
        ("a.txt", b"", "must end in"),
        ("a.jsonl", b'{"text": "x"}\n{oops\n', "line 2"),
        ("a.jsonl", b"[1]\n", "one object a line"),
        ("a.jsonl.gz", b"not gzip", "cannot be read"),
        ("a.csv", b"text\n\xff\xfe\n", "UTF-8"),
        ("a.parquet", b"not parquet", "Parquet"),
    ],
)
def test_wrong_files_are_named(tmp_path: Path, name: str, content: bytes, says_what: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DatasetUnreadable, match=says_what):
        list(read_items(tmp_path / name))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetUnreadable, match=r"none\.csv"):
        list(read_items(tmp_path / "none.csv"))


def test_fields_may_be_nested() -> None:
    item = {"labels": {"toxic": 1}, "labels.toxic.exact": 2, "lang": "en"}
    assert field(item, "labels.toxic") == 1
    assert field(item, "labels.toxic.exact") == 2
    assert field(item, "labels.other") is None
    assert field(item, "lang.code") is None


@pytest.mark.parametrize("value", [1, "1", 1.0, True, " 1 "])
def test_ways_to_say_one(value: object) -> None:
    assert says(value, "1")


@pytest.mark.parametrize("value", [0, "0", 0.5, False, "", "yes"])
def test_ways_not_to_say_one(value: object) -> None:
    assert not says(value, "1")


def test_words_as_labels() -> None:
    assert says("hateful", "hateful")
    assert says(True, "true")
    assert not says("non-hateful", "hateful")
