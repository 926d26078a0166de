"""`gatepost screen` as other programs use it: run as a program, spoken to through its pipes and files."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from gatepost.engine.numbers import CLAUSES

GATEPOST = [sys.executable, "-c", "from gatepost.cli import main; main()"]


KIND = "Thank you for the clear article about the water treaty."


def gatepost(*arguments: str | Path, feed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*GATEPOST, *map(str, arguments)], input=feed, capture_output=True, timeout=120, check=False
    )


def objects(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.decode().splitlines()]


def lines(rows: Iterable[Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_a_line_out_has_every_field_of_the_contract() -> None:
    done = gatepost("screen", "--jsonl", feed=lines([{"id": 7, "text": "You are an idiot, shut up."}]))
    assert done.returncode == 0, done.stderr
    (line,) = objects(done.stdout)
    assert list(line) == [
        "id", "outcome", "grounds", "probabilities", "violation", "language", "engine", "guidelines",
        "features",
    ]  # fmt: skip
    assert line["id"] == 7
    assert line["outcome"] in ("reject", "refer")
    assert tuple(line["probabilities"]) == CLAUSES
    assert line["probabilities"]["off-topic"] is None
    assert line["language"] == "en"
    assert line["engine"].startswith("gatepost 0.1.0 / model encoder@")
    assert line["guidelines"].startswith("default@")
    for ground in line["grounds"]:
        assert list(ground) == ["clause", "probability", "evidence", "by", "target"]
        for passage in ground["evidence"]:
            assert "You are an idiot, shut up."[passage["start"] : passage["end"]] == passage["text"]


@pytest.mark.parametrize(
    "identity",
    [
        "0",
        "-7",
        "1234567890123456789012345678901234567890",
        "1e400",
        "0.10",
        '"a\\u00e9\\ud83d\\ude00"',
        "null",
        "true",
    ],
)
def test_any_scalar_id_comes_back_as_it_was_written(identity: str) -> None:
    done = gatepost("screen", "--jsonl", feed=f'{{"id": {identity} , "text": "Thank you."}}\n'.encode())
    assert done.stdout.startswith(f'{{"id":{identity},'.encode()), (done.stdout, done.stderr)


BROKEN = [
    (b'{"id": 1}', "text-missing", 1),
    (b'{"id": 1, "text": null}', "text-missing", 1),
    (b'{"id": 1, "text": 7}', "text-not-string", 1),
    (b'{"id": 1, "text": ["x"]}', "text-not-string", 1),
    (b'{"id": 1, "text": "half \\ud800"}', "not-unicode", 1),
    (b'{"id": 12345678901234567890123, "text": "\\udc00\\ud800"}', "not-unicode", 12345678901234567890123),
    (b'{"id": 1, "text": "' + b"x" * 20_001 + b'"}', "text-too-long", 1),
    (b'{"id": 1, "text": "x", "language": 5}', "language-not-string", 1),
    (b'{"id": 1, "text": "x", "article": "title"}', "article-invalid", 1),
    (b'{"id": 1, "text": "x", "article": {"title": 3}}', "article-invalid", 1),
    (b'{"id": 1, "text": "x", "parent": 3}', "parent-invalid", 1),
    (b'{"id": [1], "text": "x"}', "id-not-scalar", None),
    (b'{"id": 01, "text": "x"}', "invalid-line", None),
    (b'{"id": NaN, "text": "x"}', "invalid-line", None),
    (b'{"id": 1, "text": "x"', "invalid-line", None),
    (b'{"id": 1, "text": "\xff"}', "invalid-line", 1),
    (b'{"id": "caf\xe9", "text": "x"}', "invalid-line", None),
    (b'{"id": 1, "text": "x", "language": false}', "language-not-string", 1),
    (b'{"id": 1, "text": "x", "parent": {"text": 3}}', "parent-invalid", 1),
    (b'"just a string"', "invalid-line", None),
    (b"[" * 100_000, "invalid-line", None),
    (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "invalid-line", None),
    (b"\x00", "invalid-line", None),
    (b"  ", "invalid-line", None),
]


def test_every_bad_line_is_answered_in_its_place() -> None:
    good = b'{"id": "good", "text": "Thank you for the clear article."}'
    feed = b"\n".join(piece for line, _, _ in BROKEN for piece in (line, good)) + b"\n \n\n"
    done = gatepost("screen", "--jsonl", "--batch", "5", feed=feed)
    answers = objects(done.stdout)
    assert len(answers) == 2 * len(BROKEN)
    for (line, code, identity), answer in zip(BROKEN, answers[::2], strict=True):
        assert answer["error"]["code"] == code, (line[:60], answer)
        assert answer["error"]["message"]
        assert answer["id"] == identity, line[:60]
    assert all(answer["id"] == "good" and answer["outcome"] == "approve" for answer in answers[1::2])
    assert done.returncode == 1
    assert done.stderr.decode().startswith(
        f"{len(BROKEN)} of {2 * len(BROKEN)} comments could not be screened"
    )


def test_the_limits_are_screened_whole() -> None:
    texts = [
        "",
        " \n",
        "x" * 20_000,
        "\U0001f600" * 20_000,
        "a\0b",
        "\uffff\U0010ffff",
        "e" + "\u0301" * 5_000,
    ]
    done = gatepost("screen", "--jsonl", feed=lines({"text": text} for text in texts))
    assert done.returncode == 0, done.stderr
    answers = objects(done.stdout)
    assert [answer["grounds"][0]["clause"] for answer in answers[:2]] == ["empty", "empty"]
    assert all(answer["id"] is None and answer["outcome"] == "refer" for answer in answers[:2])
    assert all("outcome" in answer for answer in answers)
    assert "engine-error" not in str(answers)


def test_a_threat_at_the_very_end_of_a_long_text_counts() -> None:
    text = ("The council met again on Monday and talked about the roads. " * 400)[
        :19_950
    ] + " I will kill you."
    (answer,) = objects(gatepost("screen", "--jsonl", feed=lines([{"text": text}])).stdout)
    assert answer["outcome"] != "approve"
    assert answer["probabilities"]["threat"] > 0.5


def test_a_slow_pipe_is_answered_promptly() -> None:
    with subprocess.Popen(
        [*GATEPOST, "screen", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        for identity in range(3):
            process.stdin.write(lines([{"id": identity, "text": "Thank you for this."}]))
            process.stdin.flush()
            # Blocks for ever if the program waited for a full batch or for the end of the input.
            assert json.loads(process.stdout.readline())["id"] == identity
        process.stdin.write(b'{"id": "last, without newline", "text": "Bye."}')
        process.stdin.close()
        assert json.loads(process.stdout.readline())["id"] == "last, without newline"
        assert process.wait(60) == 0


def test_a_reader_that_goes_away_is_no_crash() -> None:
    feed = lines({"text": "Thank you."} for _ in range(20_000))
    with subprocess.Popen(
        [*GATEPOST, "screen", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdin
        assert process.stderr
        process.stdin.write(feed[:10_000])
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        try:
            process.stdin.write(feed)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.wait(60) == 141
        assert process.stderr.read() == b""


def test_the_batch_size_changes_nothing_but_the_speed() -> None:
    texts = ["You idiot", "Thank you", "kill them all", "", "سلام", "x" * 3_000, "fuck", "Teşekkürler"] * 3
    feed = lines({"id": at, "text": text} for at, text in enumerate(texts))
    outputs = {
        gatepost("screen", "--jsonl", "--batch", size, feed=feed).stdout for size in ("1", "7", "1000")
    }
    assert len(outputs) == 1


def test_unknown_fields_come_back_untouched_with_keep_and_only_with_keep() -> None:
    feed = b'{"id":1,"text":"Hi there","votes":10000000000000000000001,"more":{"a":[1.50,"\\u0041"]}}\n'
    kept = gatepost("screen", "--jsonl", "--keep", feed=feed).stdout
    assert kept.rstrip().endswith(b'"input":{"votes":10000000000000000000001,"more":{"a":[1.50,"\\u0041"]}}}')
    assert b"votes" not in gatepost("screen", "--jsonl", feed=feed).stdout


def test_article_parent_and_language_are_taken_from_the_line_first(tmp_path: Path) -> None:
    article = tmp_path / "article.json"
    article.write_text(json.dumps({"title": "Reservoirs", "body": "The reservoirs are full again."}), "utf-8")
    rows = [
        {"text": "Thank you."},
        {
            "text": "Thank you.",
            "language": "tr",
            "article": {"title": "T", "body": None},
            "parent": {"text": "Hi"},
        },
        {"text": "Thank you.", "language": None, "article": None, "parent": None},
    ]
    done = gatepost("screen", "--jsonl", "--article", article, "--language", "fa", feed=lines(rows))
    answers = objects(done.stdout)
    assert [answer["language"] for answer in answers] == ["fa", "tr", "fa"], done.stderr
    assert all(answer["probabilities"]["off-topic"] is not None for answer in answers)


def test_a_text_is_answered_for_a_person() -> None:
    done = gatepost("screen", "You are a fucking idiot")
    said = done.stdout.decode()
    assert done.returncode == 0
    assert said.startswith("Re")
    assert "fucking" in said
    assert "\x1b" not in said
    assert gatepost("screen", KIND).stdout.startswith(b"Approve\n")


def test_a_text_cannot_command_the_terminal() -> None:
    done = gatepost("screen", "\x1b[31m fucking \u202e idiot")
    assert b"\x1b" not in done.stdout
    assert "\u202e" not in done.stdout.decode()


def test_a_text_outside_the_limits_is_told() -> None:
    done = gatepost("screen", "x" * 20_001)
    assert (done.returncode, done.stderr[:13]) == (1, b"text-too-long")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "nothing to screen"),
        (["text", "--jsonl"], "not both"),
        (["--jsonl", "--batch", "0"], "--batch is 0"),
        (["missing.csv", "-o", "out.csv"], "missing.csv: there is no such file"),
        (["missing.JSONL"], "missing.JSONL: there is no such file"),
        (["two words", "-o", "out.csv"], "there is no file 'two words'"),
        ([__file__], "a file of comments ends in .jsonl"),
        (["text", "--guidelines", "missing.toml"], "missing.toml: cannot be read"),
        (["text", "--article", "missing.json"], "missing.json: cannot be read"),
    ],
)
def test_wrong_use_is_told_with_status_2(arguments: list[str], told: str) -> None:
    done = gatepost("screen", *arguments)
    assert done.returncode == 2
    assert told in done.stderr.decode()
    assert done.stdout == b""


def test_own_guidelines_are_used(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "own"\n[[clause]]\nid = "threat"\nreject = 0.9\ntitle.en = "T"\nwording.en = "No threats."\n',
        "utf-8",
    )
    (answer,) = objects(
        gatepost("screen", "--jsonl", "--guidelines", own, feed=lines([{"text": "fucking shit"}])).stdout
    )
    assert answer["guidelines"].startswith("own@")
    assert answer["outcome"] == "refer"


ROWS = [
    ("a1", KIND),
    ("a2", "You fucking idiot"),
    ("a3", 'Thank you for the "long",\nclear and calm article.'),
    ("a4", "x" * 20_001),
]


def test_csv_in_and_out(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text", "votes"), *[(*row, "5") for row in ROWS]])
    done = gatepost("screen", table, "-o", tmp_path / "out.csv", "--keep")
    assert done.returncode == 1
    assert done.stderr.decode().startswith("1 of 4 comments")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    assert [answer["id"] for answer in answers] == ["a1", "a2", "a3", "a4"]
    assert [answer["outcome"] for answer in answers] == ["approve", answers[1]["outcome"], "approve", ""]
    assert json.loads(answers[1]["grounds"])[0]["evidence"]
    assert 0 <= float(answers[1]["violation"]) <= 1
    assert answers[0]["off-topic"] == ""
    assert answers[3]["error_code"] == "text-too-long"
    assert {answer["input.votes"] for answer in answers} == {"5"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_an_output_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_bytes(b"text\nThank you.\n")
    (tmp_path / "folder.csv").mkdir()
    for out, told in (("none/out.csv", "there is no folder"), ("folder.csv", "this is a folder")):
        done = gatepost("screen", table, "-o", tmp_path / out)
        assert done.returncode == 2
        assert told in done.stderr.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "in.csv"]


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
def test_csv_as_spreadsheets_write_it(tmp_path: Path, delimiter: bytes) -> None:
    table = tmp_path / "IN.CSV"
    rows = [b'\xef\xbb\xbfid;"text"', b'1;"Thank you; really, ""very""\r\nclear."', b"2;Bye"]
    table.write_bytes(b"\r\n".join(row.replace(b";", delimiter) for row in rows))
    done = gatepost("screen", table)
    assert [answer["id"] for answer in objects(done.stdout)] == ["1", "2"]
    assert (done.returncode, done.stderr) == (0, b"")


def test_bad_csv_rows_are_answered_in_their_place(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_bytes(
        b'\xef\xbb\xbfid,text\n1,Thank you.\n2,caf\xe9\n3,one,two\n\n4\n5,"Bye "now\n6,Bye.\n\n'
    )
    done = gatepost("screen", table)
    answers = objects(done.stdout)
    codes = [answer["error"]["code"] if "error" in answer else None for answer in answers]
    assert codes == [
        None,
        "not-unicode",
        "invalid-line",
        "invalid-line",
        "text-missing",
        "invalid-line",
        None,
    ]
    assert [answer["id"] for answer in answers] == ["1", "2", "3", None, "4", None, "6"]


def test_parquet_in_and_out_keeps_the_type_of_the_id(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    texts = ["Thank you.", None, "You fucking idiot"]
    parquet.write_table(
        pyarrow.table({"id": [2**62, 1, None], "text": texts, "votes": [1.5, 2.5, None]}), source
    )
    done = gatepost("screen", source, "-o", tmp_path / "out.parquet", "--keep", "--batch", "2")
    assert done.returncode == 1, done.stderr
    answers = parquet.read_table(tmp_path / "out.parquet")
    assert answers.schema.field("id").type == pyarrow.int64()
    assert answers["id"].to_pylist() == [2**62, 1, None]
    assert answers["input.votes"].to_pylist() == [1.5, 2.5, None]
    assert answers["error_code"].to_pylist() == [None, "text-missing", None]
    assert answers["violation"].to_pylist()[1] is None
    assert json.loads(answers["grounds"].to_pylist()[2])


def test_lines_to_tables_and_back(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(lines([{"id": "a", "text": "Hm."}, {"id": 7, "text": KIND}, {"text": "So."}]))
    assert gatepost("screen", source, "-o", tmp_path / "out.parquet").returncode == 0
    assert parquet.read_table(tmp_path / "out.parquet")["id"].to_pylist() == ["a", "7", None]
    assert gatepost("screen", source, "-o", tmp_path / "out.csv").returncode == 0
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines()[2].startswith("7,approve,")
    assert gatepost("screen", source, "-o", tmp_path / "out.jsonl").returncode == 0
    assert objects((tmp_path / "out.jsonl").read_bytes())[1]["id"] == 7


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("in.csv", b"id,words\n1,x\n", "needs exactly one column `text`"),
        ("in.csv", b"", "needs exactly one column `text`"),
        ("in.parquet", b"no parquet", "not a Parquet file"),
    ],
)
def test_a_file_that_is_no_table_of_comments_is_told(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = gatepost("screen", tmp_path / name, "-o", tmp_path / "out.csv")
    assert done.returncode == 2
    assert told in done.stderr.decode()
    assert not (tmp_path / "out.csv").exists()


def test_the_source_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(lines([{"text": "Thank you."}]))
    done = gatepost("screen", source, "-o", source)
    assert done.returncode == 2
    assert b"would overwrite" in done.stderr
    assert source.read_bytes() == lines([{"text": "Thank you."}])


def test_guidelines_are_checked(tmp_path: Path) -> None:
    assert b"sound, version default@" in gatepost("guidelines", "check").stdout
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('name = "x"\n[[clause]]\nid = "A"\nrefer = 2\n', "utf-8")
    done = gatepost("guidelines", "check", wrong)
    assert done.returncode == 1
    assert len(done.stderr.decode().splitlines()) == 5


def test_importing_the_package_stays_cheap() -> None:
    code = (
        "import sys, gatepost; print(gatepost.__version__, 'numpy' in sys.modules, 'msgspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=os.environ)
    assert done.stdout.split()[1:] == [b"False", b"False"]
