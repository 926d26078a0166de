from __future__ import annotations

import hashlib
import pickle
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save

from gatepost.engine.models.fast import (
    NARROW,
    STRIDE,
    WHOLE,
    WIDE,
    FastModel,
    spans,
    windows,
)
from gatepost.engine.models.labels import CLAUSES, LABELS
from gatepost.engine.models.tables import WeightsUnusable
from gatepost.vocabulary import MAX_CODE_POINTS

SHIPPED = files("gatepost.engine.models.weights") / "fast.safetensors"
THREAT = "I will kill you and your family"


def chance(model: FastModel, text: str, label: str) -> float:
    return float(model.score([text])[0, LABELS.index(label)])


def test_scores_are_probabilities(model: FastModel) -> None:
    scores = model.score(["", "hello", "👍", "\x00", "\ud800", "a" * 5000, "x" * MAX_CODE_POINTS])
    assert scores.shape == (7, len(LABELS))
    assert ((scores >= 0) & (scores <= 1)).all()


def test_no_texts_give_no_scores(model: FastModel) -> None:
    assert model.score([]).shape == (0, len(LABELS))


def test_nothing_to_read_says_nothing(model: FastModel) -> None:
    assert model.score(["", " \n", "...", "\u200b"]).max() < 0.01


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (THREAT, "threat"),
        ("You are a complete idiot", "personal-attack"),
        ("what the fuck is this shit", "profanity"),
        ("Subscribe to my channel please", "promotion.personal"),
        ("siktir git amk", "toxicity"),
        ("يا كلب يا حقير", "toxicity"),
    ],
)
def test_plain_cases_are_seen(model: FastModel, text: str, label: str) -> None:
    assert chance(model, text, label) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for this thoughtful article.",
        "I disagree with the mayor, and the paper should have asked more questions.",
        "Bu haber çok güzel olmuş, teşekkürler.",
        "شكرا على هذا المقال الجيد",
        "سوپاس بۆ ئەم بابەتە",
        "Spas ji bo vê nivîsê",
        "از این مقاله سپاسگزارم",
    ],
)
def test_plain_thanks_pass(model: FastModel, text: str) -> None:
    assert model.score([text])[0].max() < 0.3


def test_abuse_is_at_least_its_kinds(model: FastModel) -> None:
    scores = model.score(["women are stupid", "gay people", "hello", "all immigrants out"])
    kinds = [at for at, label in enumerate(LABELS) if label.startswith("abuse.")]
    assert (scores[:, LABELS.index("abuse")] >= scores[:, kinds].max(axis=1)).all()


@pytest.mark.parametrize("at", ["begin", "middle", "end"])
def test_a_threat_counts_wherever_it_stands(model: FastModel, at: str) -> None:
    calm = "The council met on Tuesday to talk about the new library. " * 340
    place = {"begin": 0, "middle": len(calm) // 2, "end": len(calm)}[at]
    long = (calm[:place] + " " + THREAT + " " + calm[place:])[:MAX_CODE_POINTS]
    if at == "end":
        long = calm[: MAX_CODE_POINTS - len(THREAT) - 1] + " " + THREAT
    assert chance(model, long, "threat") > 20 * chance(model, calm[:MAX_CODE_POINTS], "threat")


def test_evidence_of_a_threat_at_the_end(model: FastModel) -> None:
    text = "The council met on Tuesday to talk about the new library. " * 300 + THREAT
    found = model.explain(text, "threat")
    assert "kill" in {text[a:b] for a, b in found}
    assert all(a >= len(text) - 3 * STRIDE for a, _ in found)


def test_evidence_is_words_of_the_original(model: FastModel) -> None:
    text = "  Honestly, YOU are an I\u200bDIOT!! \U0001f621"
    words = [text[a:b] for a, b in model.explain(text, "personal-attack")]
    assert words[0] == "I\u200bDIOT"
    assert len(words) <= 5


@pytest.mark.parametrize("text", ["", " ", "?!", "\u200b"])
def test_no_words_no_evidence(model: FastModel, text: str) -> None:
    assert all(0 <= a < b <= len(text) for a, b in model.explain(text, "threat"))


def test_unknown_label_is_refused(model: FastModel) -> None:
    with pytest.raises(ValueError, match="no-such"):
        model.explain("text", "no-such")


def test_violation_rises_with_every_clause(model: FastModel) -> None:
    calm = dict.fromkeys(CLAUSES, 0.02)
    for clause in CLAUSES:
        steps = [model.violation({**calm, clause: p}) for p in (0.0, 0.1, 0.5, 0.9, 1.0)]
        assert steps == sorted(steps)
    assert model.violation(dict.fromkeys(CLAUSES, 1.0)) > 0.9
    assert model.violation({}) < 0.1


def test_violation_looks_at_clauses_only(model: FastModel) -> None:
    calm = dict.fromkeys(CLAUSES, 0.02)
    assert model.violation(calm) == model.violation({**calm, "toxicity": 1.0, "off-topic": None})


def test_the_shipped_file_is_named_by_its_hash_and_small(model: FastModel) -> None:
    raw = SHIPPED.read_bytes()
    assert model.sha256 == hashlib.sha256(raw).hexdigest()
    both = raw + (files("gatepost.engine.models.weights") / "language.safetensors").read_bytes()
    assert len(both) <= 12_000_000
    with pytest.raises(pickle.UnpicklingError):
        pickle.loads(raw)


def test_wrong_files_are_refused_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnusable, match="reinstall"):
        FastModel.load(tmp_path / "none")
    broken = tmp_path / "broken"
    broken.write_bytes(SHIPPED.read_bytes()[:1000])
    with pytest.raises(WeightsUnusable, match="whole safetensors"):
        FastModel.load(broken)
    arrays = load(SHIPPED.read_bytes())
    broken.write_bytes(save(arrays, metadata={"layout": "gatepost.fast/0"}))
    with pytest.raises(WeightsUnusable, match="layout"):
        FastModel.load(broken)
    broken.write_bytes(save(arrays, metadata={"layout": "gatepost.fast/1", "labels": '["other"]'}))
    with pytest.raises(WeightsUnusable, match="labels"):
        FastModel.load(broken)


@pytest.mark.parametrize("lengths", [[5], [200], [201], [300], [301], [0, 2000, 3], [201, 201], [0]])
def test_windows_cover_each_text_and_never_two(lengths: list[int]) -> None:
    starts = np.concatenate(([0], np.cumsum(lengths)))
    cuts, firsts = windows(starts)
    assert set(starts.tolist()) <= set(cuts.tolist())
    assert len(firsts) == len(lengths)
    assert cuts[firsts].tolist() == starts[:-1].tolist()
    longest = int(np.diff(cuts).max())
    assert longest <= max(WHOLE, STRIDE)
    for width in (NARROW, WIDE):
        begins, ends = spans(firsts, len(cuts) - 1, width)
        for begin, end in zip(begins, ends, strict=True):
            assert begin < end <= begin + width
            assert not any(cuts[begin] < edge < cuts[end] for edge in starts)
        assert set(range(len(cuts) - 1)) == {
            at for b, e in zip(begins, ends, strict=True) for at in range(b, e)
        }
