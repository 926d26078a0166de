from __future__ import annotations

import hashlib
import json

import pytest
from tests.houses import Home, guidelines

from gatepost.conversation.appeal import answer_appeal, appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.proof import proof
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.statement import statement_of
from gatepost.vocabulary import LANGUAGES, Outcome


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_machines_rejection_is_explained(at_home: Home, language: str) -> None:
    comment = await at_home.post("reject this")
    said = await statement_of(at_home.house, comment, language)
    assert said is not None
    (clause,) = said.clauses
    assert clause.id == "threat"
    assert clause.by == "classifier"
    assert (clause.evidence[0].start, clause.evidence[0].text) == (0, "reject")
    assert said.decided_by == "machine"
    assert said.engine == "telling 1"
    assert said.guidelines == guidelines().version
    assert said.appeal.possible
    assert said.appeal.url == f"/api/v1/comments/{comment.id}/appeal"
    for part in (clause.title, clause.wording, clause.explanation, said.engine, said.guidelines, "reject"):
        assert part
        assert part in said.text
    assert "{" not in said.text


async def test_a_persons_rejection_and_the_appeal_against_it(at_home: Home) -> None:
    comment = await at_home.post("refer this")
    assert await statement_of(at_home.house, comment, "en") is None
    rejected = await decide(at_home.house, "m-secret", comment.id, Outcome.REJECT, ["threat"])
    said = await statement_of(at_home.house, rejected, "en")
    assert said is not None
    assert (said.decided_by, said.clauses[0].by) == ("person", "moderator")
    assert "m-secret" not in said.text
    await appeal(at_home.house, comment.id, "Please.")
    waiting = await statement_of(at_home.house, rejected, "en")
    assert waiting is not None
    assert (waiting.appeal.state, waiting.appeal.possible) == ("waiting", False)
    await answer_appeal(at_home.house, "m2", comment.id, True, "No <b>way</b>.")
    upheld = await statement_of(at_home.house, rejected, "fa")
    assert upheld is not None
    assert (upheld.appeal.state, upheld.appeal.reply) == ("upheld", "No <b>way</b>.")
    assert "No <b>way</b>." in upheld.text


async def test_an_unknown_language_gets_english(at_home: Home) -> None:
    comment = await at_home.post("reject this")
    said = await statement_of(at_home.house, comment, "xx")
    assert said is not None
    assert said.language == "en"


async def test_a_proof_can_be_checked_with_nothing_but_sha256(at_home: Home) -> None:
    comment = await at_home.post("fine \x00 words")
    await at_home.post("another")
    shown = await proof(at_home.house, comment.id)
    assert (
        shown.digest == "sha256:" + hashlib.sha256(bytes.fromhex(shown.salt) + b"fine \x00 words").hexdigest()
    )
    assert json.loads(shown.entries[0].canonical)["body"]["digest"] == shown.digest
    assert [entry.kind for entry in shown.entries] == ["submission", "verdict", "decision", "publication"]
    ends = [entry for entry in shown.entries if entry.kind in ("submission", "publication")]
    for entry in ends:
        previous = bytes.fromhex(entry.previous.removeprefix("sha256:"))
        computed = hashlib.sha256(b"gatepost/ledger/1\n" + previous + entry.canonical.encode()).hexdigest()
        assert entry.digest == f"sha256:{computed}"
        assert json.loads(entry.canonical)["seq"] == entry.seq
    # The engine's numbers stay inside; the digests go on from one entry to the next all the same.
    assert [(entry.canonical, "grounds" in entry.body) for entry in shown.entries[1:3]] == [("", False)] * 2
    assert [entry.previous for entry in shown.entries[1:]] == [entry.digest for entry in shown.entries[:-1]]
    genesis = hashlib.sha256(b"gatepost/ledger/1/genesis\n" + shown.chain.encode()).hexdigest()
    assert shown.entries[0].previous == f"sha256:{genesis}"
    assert shown.head.seq >= shown.entries[-1].seq
    with pytest.raises(Refusal, match="not-found"):
        await proof(at_home.house, "nobody")
