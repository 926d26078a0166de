"""Names: shapes that trick the eye, names that pose as the newsroom, names that break a clause."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from tests.houses import Home, TellingEngine, home

from gatepost.conversation.modes import Modes
from gatepost.conversation.readers.badges import NEWSROOM, badge_of, granted
from gatepost.conversation.readers.name_screening import AUTHOR_NAME, NameRefused, doubt
from gatepost.conversation.readers.names import check_shape
from gatepost.conversation.readers.reserved import RESERVED
from gatepost.conversation.readers.skeleton import readings, reads_as
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site
from gatepost.vocabulary import Finding, Outcome, State, Submission, Verdict


@pytest.mark.parametrize(
    "name",
    [
        "Ann", "J. R. R. Tolkien", "O'Brien", "Jean-Luc 2", "محمد العلي", "مُحَمَّد", "علی‌رضا", "هێمن",
        "Şêrko Bêkes", "Пётр", "李小龍", "नरेन्द्र", "क्‍ष", "👩‍🚀 Maria", "\u200fمحمد", "é", "e\u0301lise",
    ],
)  # fmt: skip
def test_names_as_people_write_them_are_taken(name: str) -> None:
    check_shape(name)


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "\u200b", "An\u200bn", "An\u200dn", "An\u200cn", "Ann\u200c", "\u202eAnn",
        "\u2066Ann\u2069", "Ann\u200e",
        "\u3164", "A\u3164", "\u2800A", "A\u00adnn", "A\ufeffnn", "A\u034fnn", "Ann\u00a0B",
        "Ann  B", " Ann", "Ann ",
        "Z\u0300\u0301\u0302\u0303algo", "A\U000e0061", "A\x00", "A\nB", "A\u2028B", "\ue000", "x" * 81,
    ],
)  # fmt: skip
def test_names_that_trick_the_eye_are_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_shape(name)
    assert refused.value.code == "name-invalid"


@pytest.mark.parametrize(
    "name",
    [
        "Moderator", "M0derat0r", "Мodеrаtor", "mοderator team", "ModeratorAnn", "m o d e r a t o r",
        "s.t.a.f.f", "$taff",
        "StaffJohn", "Staff99", "Admin!", "adrnin", "4dm1n", "Αdmin", "Ｅｄｉｔｏｒ", "𝓮𝓭𝓲𝓽𝓸𝓻", "Newsroorn",
        "المشرف العام", "مشرف", "سردبیر", "EDİTÖR", "edıtör", "Sta\u00adff", "Ed itor", "ⓢⓣⓐⓕⓕ",
    ],
)  # fmt: skip
def test_disguised_words_of_the_newsroom_are_read(name: str) -> None:
    assert any(reads_as(name, one) for one in RESERVED)


@pytest.mark.parametrize(
    "name",
    [
        "Stafford",
        "Badminton fan",
        "Creditor",
        "Leyla",
        "مدير",
        "Ann",
        "Modern Ali",
        "محمد",
        "Rojîn",
        "5",
        "!!!",
    ],
)
def test_ordinary_names_are_nobodys_disguise(name: str) -> None:
    assert not any(reads_as(name, one) for one in RESERVED)


def test_a_person_with_one_name_does_not_reserve_everybodys() -> None:
    assert reads_as("leyIa", "Leyla", person=True)
    assert not reads_as("Leyla Şahin", "Leyla", person=True)
    assert reads_as("Leyla Demir (desk)", "Leyla Demir", person=True)
    assert not reads_as("Leyla Şahin", "Leyla Demir", person=True)


@given(name=st.text(max_size=80), reserved=st.text(max_size=80))
def test_no_name_raises_and_each_reads_as_itself(name: str, reserved: str) -> None:
    assert isinstance(reads_as(name, reserved), bool)
    if any(reading.joined for reading in readings(name)) and next(iter(readings(name))).joined:
        assert reads_as(name, name)


async def refused(at_home: Home, name: str) -> str:
    with pytest.raises(Refusal) as caught:
        await at_home.send("fine", name=name)
    return caught.value.code


async def test_what_a_site_reserves(tmp_path: Path) -> None:
    async with home(tmp_path / "db") as at_home:
        site = structs.replace(at_home.site, reserved_names=("Ombudsman",), badges={"author": "Our author"})
        at_home.site = site
        await at_home.store.add_moderator(Moderator("m", "Leyla Demir", "moderator"))
        await at_home.store.add_moderator(Moderator("x", "Gone Person", "moderator", disabled=True))
        for name in ("The Ombudsman", "0ur auth0r", "The Exarnple", "the example", "newsroom", "Leylа Demir"):
            assert await refused(at_home, name) == "name-reserved", name
        assert (await at_home.post("fine", name="Gone Person")).state is State.APPROVED
        assert (await at_home.post("fine", name="Leyla Şahin")).state is State.APPROVED


async def test_the_newsroom_itself_may_be_called_so(at_home: Home) -> None:
    comment = await at_home.post("fine", name="The Example newsroom", staff=True)
    assert comment.badge == NEWSROOM
    assert badge_of(at_home.site, comment.badge) is not None


def test_a_badge_is_the_sites_to_give() -> None:
    site = Site("s", "S", (), badges={"author": "Our author"})
    assert (granted(site, "author"), granted(site, "admin"), granted(site, "newsroom")) == ("author", "", "")
    found = badge_of(site, "author")
    assert found is not None
    assert found.label == "Our author"
    assert badge_of(site, "gone") is None


async def test_a_name_that_the_engine_rejects_is_refused_with_its_clauses(at_home: Home) -> None:
    with pytest.raises(NameRefused) as caught:
        await at_home.send("fine", name="reject me")
    assert caught.value.clauses == ("threat",)
    assert await at_home.store.articles() == []


async def test_people_decide_about_names_where_they_decide_about_texts(tmp_path: Path) -> None:
    async with home(tmp_path / "db", modes=Modes()) as at_home:
        comment = await at_home.post("fine", name="reject me")
        assert comment.state is State.PENDING
        item = await at_home.store.queue_item(comment.id)
        assert item is not None
        assert item.decision is not None
        assert [ground.clause for ground in item.decision.grounds] == [AUTHOR_NAME]


async def test_a_doubtful_name_brings_the_comment_to_a_person(at_home: Home) -> None:
    comment = await at_home.post("fine", name="refer me")
    assert comment.state is State.PENDING
    item = await at_home.store.queue_item(comment.id)
    assert item is not None
    assert item.verdict is not None
    assert item.decision is not None
    assert (item.verdict.outcome, item.verdict.grounds) == (
        Outcome.APPROVE,
        (),
    )  # of the text it says nothing
    assert item.decision.outcome is Outcome.REFER
    assert [ground.clause for ground in item.decision.grounds] == [AUTHOR_NAME]


async def test_a_name_on_which_the_engine_fails_brings_the_comment_to_a_person(at_home: Home) -> None:
    comment = await at_home.post("fine", name="boom")
    assert comment.state is State.PENDING
    assert (await at_home.post("fine", name="Ann")).state is State.APPROVED


async def test_a_slow_engine_holds_nobody_up_and_the_name_is_screened_with_the_comment(at_home: Home) -> None:
    at_home.engine.gate.clear()
    began = time.monotonic()
    sent = await at_home.send("fine", name="refer me")
    assert time.monotonic() - began < 5
    at_home.engine.gate.set()
    settled = await at_home.house.screener.settled(sent.comment.id, 30)
    assert settled is not None
    assert settled.state is State.PENDING


class CountingEngine(TellingEngine):
    asked = 0

    def verdict(self, submission: Submission) -> Verdict:
        self.asked += submission.text == "Ann"
        return super().verdict(submission)


async def test_a_name_is_screened_once_under_the_same_guidelines(tmp_path: Path) -> None:
    engine = CountingEngine()
    async with home(tmp_path / "db", engine=engine) as at_home:
        for number in range(3):
            await at_home.post(f"fine {number}")
    assert engine.asked == 1


def test_what_counts_of_a_verdict_on_a_name() -> None:
    def verdict(*grounds: Finding) -> Verdict:
        return Verdict(Outcome.REFER, grounds, {}, 0.5, "en", "e", "g")

    assert doubt(verdict(Finding("unknown-language", 1.0, "policy"))) is None
    assert doubt(verdict(Finding("personal-attack", 0.74, "classifier"))) is None
    assert doubt(verdict(Finding("vulgarity", 0.5, "lexicon"))) is not None
    found = doubt(verdict(Finding("personal-attack", 0.76, "classifier")))
    assert found is not None
    assert (found.clause, found.probability, found.refer_only) == (AUTHOR_NAME, 0.76, True)
