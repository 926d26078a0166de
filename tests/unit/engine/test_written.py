"""Guidelines written down are the same guidelines when they are read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gatepost.engine.face import Engine
from gatepost.engine.guidelines import (
    Automation,
    Clause,
    Guidelines,
    GuidelinesError,
    OwnWord,
    Words,
    document_of,
    load,
    parse,
    written,
)

TEXT = some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)
TEXTS = some.dictionaries(some.sampled_from(["en", "ar", "ckb", "zh-Hant"]), TEXT, max_size=3).map(
    lambda texts: {"en": "English", **texts}
)
CHANCE = some.floats(0.001, 0.5)


@some.composite
def guidelines(draw: some.DrawFn) -> Guidelines:
    clause = Clause(
        "abuse.caste", draw(TEXTS), draw(TEXTS), True, draw(CHANCE), draw(some.none() | some.floats(0.5, 1.0))
    )
    welcome = Clause(
        "welcome.thanks", draw(TEXTS), draw(TEXTS), draw(some.booleans()), protect=draw(CHANCE), welcome=True
    )
    words = Words((OwnWord('say "x\\y', "abuse.caste", note=draw(TEXT)),), ("Scunthorpe United",))
    automation = draw(
        some.sampled_from(
            [Automation(), Automation(0.0, 1.01), Automation(0.05, 0.97, "engine 1", {"date": "2026-01-01"})]
        )
    )
    return Guidelines("my-paper", "en", draw(TEXTS), (clause, welcome), words, automation)


@given(guidelines())
def test_what_was_written_reads_as_what_it_was(made: Guidelines) -> None:
    assert parse(written(document_of(made)), "written") == made


def test_the_shipped_guidelines_keep_their_version() -> None:
    shipped = load()
    assert parse(written(document_of(shipped)), "written").version == shipped.version


def test_what_is_wrong_in_a_document_is_told_by_the_parser() -> None:
    document = document_of(load())
    document["clause"][0]["refer"] = "often"
    with pytest.raises(GuidelinesError, match="refer is 'often'"):
        parse(written(document), "written")


def test_an_engine_under_other_guidelines_shares_its_models() -> None:
    engine = Engine.load(kind="fast")
    stricter = load().by_id["profanity"]
    other = engine.under(Guidelines("other", "en", {}, (stricter,)))
    assert other.models is engine.models
    assert (other.guidelines.name, engine.guidelines.name) == ("other", "default")
    assert other.screen("You are most welcome here.").guidelines.startswith("other@")
