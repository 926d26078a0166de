"""The desk speaks six languages, completely."""

from __future__ import annotations

import re
import string
from importlib.resources import files
from pathlib import Path

import pytest

from gatepost.vocabulary import LANGUAGES, Kind, Outcome, State, Target
from gatepost.web.desk.messages import OWN_NAMES, Messages, table

KEY = re.compile(r"""\bt\("([a-z_.]+)"[,)]""")
PYTHON_KEY = re.compile(r"""messages(?:_for\(request\))?\(\s*"([a-z_.]+)"[,)]""")


def braces(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", sorted(table()))
def test_every_sentence_exists_in_every_language_with_the_same_braces(key: str) -> None:
    sentences = table()[key]
    assert set(sentences) == set(LANGUAGES)
    assert all(sentence.strip() for sentence in sentences.values())
    assert {frozenset(braces(sentence)) for sentence in sentences.values()} == {
        frozenset(braces(sentences["en"]))
    }


def test_every_key_that_templates_and_handlers_name_exists() -> None:
    used: set[str] = set()
    web = Path(str(files("gatepost.web")))
    for template in (web / "templates" / "desk").rglob("*.html"):
        used |= set(KEY.findall(template.read_text(encoding="utf-8")))
    for module in (web / "desk").rglob("*.py"):
        used |= set(PYTHON_KEY.findall(module.read_text(encoding="utf-8")))
    assert len(used) > 40
    assert used <= set(table())


def test_every_key_built_from_the_words_of_the_house_exists() -> None:
    keys = {f"card.would.{outcome.value}" for outcome in Outcome}
    keys |= {
        f"history.{kind.value}.{outcome.value}"
        for kind in (Kind.VERDICT, Kind.DECISION)
        for outcome in Outcome
    }
    keys |= {f"history.{kind.value}" for kind in Kind if kind not in (Kind.VERDICT, Kind.DECISION)}
    keys |= {f"state.{state.value}" for state in State}
    keys |= {f"language.{code}" for code in (*LANGUAGES, "und")}
    keys |= {
        f"{tab}.{part}"
        for tab in ("waiting", "reports", "appeals", "decided")
        for part in ("title", "lead", "empty")
    }
    keys |= {f"flash.{what}" for what in ("approved", "rejected", "pending", "upheld", "overturned")}
    assert keys <= set(table())


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("ckb", "rtl"), ("fa", "rtl"), ("tr", "ltr")]
)
def test_direction(language: str, direction: str) -> None:
    assert Messages(language).direction == direction


def test_values_are_filled_in_and_isolated() -> None:
    assert Messages("en")("card.reply_to", name="Rojda {x}") == "In reply to \u2068Rojda {x}\u2069"


def test_percentages_are_never_certain() -> None:
    assert Messages("en").percent(1.0) == "99%"
    assert Messages("en").percent(0.0) == "1%"


def test_numbers_are_written_as_the_language_writes_them() -> None:
    written = {language: Messages(language).percent(0.5) for language in LANGUAGES}
    assert written == {"en": "50%", "ar": "٪٥٠", "ckb": "٪٥٠", "fa": "٪۵۰", "kmr": "%50", "tr": "%50"}
    assert Messages("fa")("time.minutes", n=12) == "۱۲ دقیقه پیش"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no desk messages"):
        Messages("xx")


def test_every_language_has_its_own_name() -> None:
    assert set(OWN_NAMES) == set(LANGUAGES)


def test_every_target_of_an_attack_can_be_told() -> None:
    for language in LANGUAGES:
        messages = Messages(language)
        assert all(messages.has(f"target.{target}") for target in Target if target is not Target.UNKNOWN)
