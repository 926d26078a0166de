from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from training import registries
from training.kurdish_scripts import to_arabic, to_latin
from training.language_lines import PLAIN, Line, apart, misfiled, phrases
from training.language_pieces import bare, cut, piece, stretched
from training.measure_languages import expected, measure, pieces
from training.registries import FetchError, Package, fetched

WORDS = " ".join(f"word{n}" for n in range(30))


def test_kurdish_turns_into_its_other_alphabet() -> None:
    assert to_arabic("Em li benda we ne") == "ئەم ل بەندا وە نە"
    assert to_latin("سوپاس بۆ ئێوە") == "supas bo êwe"


def test_near_duplicates_stay_on_the_stricter_side() -> None:
    lines = [
        Line(WORDS, "en", "a", "train"),
        Line(WORDS + " more", "en", "a", "train"),
        Line(WORDS, "en", "b", "test"),
        Line("hello", "en", "a", "train"),
        Line("Hello!", "en", "b", "train"),
        Line("hello", "tr", "b", "train"),
    ]
    kept = apart(lines)
    assert [(line.text, line.language, line.split) for line in kept] == [
        (WORDS, "en", "test"),
        ("hello", "en", "train"),
        ("hello", "tr", "train"),
    ]


def test_lines_of_the_other_kurdish_are_left_out() -> None:
    badini = "ل دهۆکێ نوزدەمین فیستڤالا پەیمانگەها هونەریێن جوان دێ دەست پێ بکەت"
    sorani = "ئەنجومەن لە هەفتەی داهاتوو دەنگ لەسەر بودجەکان دەدات کە نوێیە"
    assert misfiled(badini, "ckb-Arab")
    assert not misfiled(badini, "kmr-Arab")
    assert misfiled(sorani, "kmr-Arab")
    assert not misfiled(sorani, "ckb-Arab")
    assert not misfiled(badini, "fas")


def test_pieces_are_cut_from_the_line() -> None:
    random = np.random.default_rng(3)
    assert all(piece(WORDS, 3, random) in WORDS for _ in range(20))
    assert piece("one two", 3, random) == "one two"
    assert bare("Çok güzel, ışık") == "Cok guzel, isik"
    assert len(stretched("guzel", random)) > len("guzel")
    line = Line("Em li benda we ne hevalên hêja ji bo vê nûçeyê", "kmr", "kmr-Latn", "train")
    found = cut(line, random)
    assert line.text in found
    assert any("ە" in text for text in found), "a piece in Arabic script"
    assert any(text.isascii() for text in found), "a piece without diacritics"
    assert cut(line, np.random.default_rng(5)) == cut(line, np.random.default_rng(5))


def test_phrases_are_of_languages_that_are_learnt() -> None:
    known = {*PLAIN.values(), "en", "de", "fr", "es", "pt", "it", "nl", "ko", "az"}
    for line in phrases():
        assert line.language in known or line.language.startswith("und-")
        assert line.text == line.text.strip() != ""
        assert line.split == "train"


def test_what_is_measured() -> None:
    every = [Line(f"some words here {n}", "en", "a", "test") for n in range(20)]
    every += [Line(f"kelimeler burada {n}", "tr", "a", "test") for n in range(10)]
    every += [
        Line("jakieś słowa tutaj", "und-slavic", "a", "test"),
        Line("sanoja tässä", "fin", "unseen", "test"),
    ]
    every.append(Line("taught", "en", "a", "train"))
    found = measure(every, lambda texts: [("en", 0.95)] * len(texts))
    assert found["by_length"]["sentences"].value == pytest.approx(20 / 30)
    assert found["by_language"]["tr"]["sentences mistaken for"] == {"en": 10}
    assert found["by_language"]["und"]["three words"].value == 0.0
    assert found["never_seen"]["fin"]["sentences, at 0.9"].value == 1.0
    assert pieces(every[:3], 2) == pieces(every[:3], 2)
    assert expected(every[-3]) == "und"


def _wheel(folder: Path) -> Package:
    file = folder / "words-1-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("words/list.txt", "one\ntwo\n")
    return Package("pip", "words", "1", file.name, hashlib.sha256(file.read_bytes()).hexdigest())


def test_a_package_that_is_there_is_unpacked_not_fetched(tmp_path: Path) -> None:
    package = _wheel(tmp_path)
    assert (fetched(package, tmp_path) / "words/list.txt").read_text() == "one\ntwo\n"
    assert fetched(package, tmp_path) == tmp_path / "words-1"


def test_another_package_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    package = _wheel(tmp_path)
    (tmp_path / package.file).write_bytes(b"other")
    with pytest.raises(FetchError, match="not the pinned"):
        fetched(package, tmp_path)


def test_a_package_that_cannot_be_had_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries.sys, "executable", "/bin/false")
    with pytest.raises(FetchError, match="failed"):
        fetched(Package("pip", "words", "1", "words-1.whl", "0"), tmp_path)
