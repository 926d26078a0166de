"""`gatepost lexicon` tells an editor why a word strikes, and what is wrong with a list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gatepost.cli.lexicon import lint, try_words
from gatepost.engine.detectors.entries import COLUMNS


def test_a_hit_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert try_words("What bullsh1t.", language="en") == 0
    said = capsys.readouterr().out
    for words in ("bullsh1t", "rejects by itself", "list en", "read as  leet", "MIT", "as given"):
        assert words in said


def test_nothing_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert try_words("Good morning, Scunthorpe.") == 0
    said = capsys.readouterr().out
    assert said.startswith("Nothing hits.\nLanguage en (detected")


def test_what_is_spared_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert try_words("The dog barked.", language="en") == 0
    assert "does not count, an ordinary word" in capsys.readouterr().out


def test_json_holds_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    assert try_words("aptalsın", language="tr", json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["language"], found["detected"]) == ("tr", False)
    [hit] = found["hits"]
    assert (hit["term"], hit["list"], hit["gloss"]) == ("aptal", "tr", "stupid")
    assert (hit["outcome"], hit["written"], hit["licence"]) == ("reject", "aptalsın", "MIT")
    assert found["spared"] == []


def test_the_publishers_words_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'name = "own"\n[[clause]]\nid = "profanity"\ntitle.en = "a"\nwording.en = "b"\nreject = 0.9\n'
        '[[words.add]]\nterm = "zorblax"\nclause = "profanity"\n'
    )
    assert try_words("zorblax", guidelines=file) == 0
    assert "list of the publisher" in capsys.readouterr().out
    file.write_text("name = 3")
    assert try_words("zorblax", guidelines=file) == 2
    assert "name is 3" in capsys.readouterr().err


def test_commands_in_a_text_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert try_words("bull\u200eshit \x1b[31m", language="en") == 0
    assert "\x1b" not in capsys.readouterr().out


def test_lint_names_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tr.tsv"
    file.write_text("\t".join(COLUMNS) + "\ngnuxbar\tword\tprofanity\tstrong\t\t\t\tgatepost\tyes\n")
    assert lint(file) == 1
    told = capsys.readouterr()
    assert told.out == f"{file}, line 2: it has no gloss; say in English what it means\n"
    assert told.err == "1 problem in 1 list\n"
    assert lint(file, json=True) == 1
    assert json.loads(capsys.readouterr().out)["kind"] == "gloss"


def test_lint_reads_clean_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, clean = tmp_path / "en.tsv", tmp_path / "clean.txt"
    file.write_text("\t".join(COLUMNS) + "\ngnuxbar\tword\tprofanity\tstrong\t\t\t\tgatepost\tyes\n")
    clean.write_text("Tea at the gnuxbar.\n")
    assert lint(file) == 0
    assert capsys.readouterr().out == "1 list: sound\n"
    assert lint(file, clean=clean) == 1
    assert "hits clean text" in capsys.readouterr().out


def test_lint_of_a_missing_file_cannot_begin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(tmp_path / "no.tsv") == 2
    assert "cannot be read" in capsys.readouterr().err
