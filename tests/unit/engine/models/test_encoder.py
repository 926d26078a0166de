"""The encoder as it ships: what it sees, wherever it stands, with words to show."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.labels import CLAUSES, KINDS, LABELS
from gatepost.engine.models.tables import WeightsUnusable
from gatepost.vocabulary import MAX_CODE_POINTS

THREAT = "I will find you and I will kill you."
CALM = "The council met on Tuesday to talk about the new library. Many came, and the talk was friendly. "


def chance(model: EncoderModel, text: str, label: str) -> float:
    return float(model.score([text])[0][LABELS.index(label)])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("You are an idiot and so is your mother.", "personal-attack"),
        (THREAT, "threat"),
        ("Immigrants are vermin and must be driven out.", "abuse.xenophobia"),
        ("Women are too stupid to vote.", "abuse.sexism"),
        ("انت حمار ولا تفهم شيئا", "personal-attack"),
        ("Hepiniz gerizekalısınız", "personal-attack"),
        ("Earn 5000 dollars a week from home, write me on WhatsApp now!", "promotion.commercial"),
    ],
)
def test_plain_cases_are_seen(encoder: EncoderModel, text: str, label: str) -> None:
    assert chance(encoder, text, label) > 0.5


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thank you for this thoughtful article."),
        ("en", "I disagree with the mayor, and the paper should have asked more questions."),
        ("en", "My neighbours are immigrants, and their bakery is the best in town."),
        ("tr", "Bu haber çok güzel olmuş, teşekkürler."),
        ("ar", "شكرا على هذا المقال الجيد"),
        ("ckb", "سوپاس بۆ ئەم بابەتە"),
        ("kmr", "Spas ji bo vê nivîsê"),
        ("fa", "از این مقاله سپاسگزارم"),
    ],
)
def test_plain_thanks_pass(encoder: EncoderModel, language: str, text: str) -> None:
    assert encoder.score([text], [language])[0].max() < 0.35


@pytest.mark.parametrize("text", ["", " ", "?!", "\u200b", "\x00", "\ud800", "👍"])
def test_nothing_to_read_is_no_trouble(encoder: EncoderModel, text: str) -> None:
    scores = encoder.score([text])
    assert np.isfinite(scores).all()
    assert all(0 <= a < b <= len(text) for a, b in encoder.explain(text, "threat"))


def test_no_texts_give_no_scores(encoder: EncoderModel) -> None:
    assert encoder.score([]).shape == (0, len(LABELS))
    assert encoder.embed([]).shape[0] == 0


def test_abuse_is_at_least_its_kinds(encoder: EncoderModel) -> None:
    scores = encoder.score(["women are stupid", "gay people", "hello", "all immigrants out"])
    assert (scores[:, LABELS.index("abuse")] >= scores[:, KINDS].max(axis=1)).all()


@pytest.mark.parametrize("share", [0.0, 0.37, 0.5, 0.81, 1.0])
def test_a_threat_counts_wherever_it_stands(encoder: EncoderModel, share: float) -> None:
    calm = (CALM * 250)[: MAX_CODE_POINTS - len(THREAT) - 2]
    at = int(share * len(calm))
    long = f"{calm[:at]} {THREAT} {calm[at:]}"
    assert chance(encoder, long, "threat") > 0.07  # what the shipped guidelines refer
    words = [long[a:b] for a, b in encoder.explain(long, "threat")]
    assert any("kill" in word for word in words)


def test_long_calm_text_stays_calm(encoder: EncoderModel) -> None:
    assert chance(encoder, (CALM * 250)[:MAX_CODE_POINTS], "threat") < 0.07


def test_languages_shift_scores_and_unknown_ones_are_others(encoder: EncoderModel) -> None:
    text = "You are an idiot."
    assert (encoder.score([text], ["xx"]) == encoder.score([text], ["other"])).all()


def test_unknown_label_is_refused(encoder: EncoderModel) -> None:
    with pytest.raises(ValueError, match="no-such"):
        encoder.explain("text", "no-such")


def test_meaning_is_of_length_one_and_near_for_what_is_alike(encoder: EncoderModel) -> None:
    one, same, other = encoder.embed(
        [
            "The city will build forty kilometres of cycle paths by spring.",
            "Belediye bahara kadar kırk kilometre bisiklet yolu yapacak.",
            "The goalkeeper was injured in the second half.",
        ]
    )
    assert np.allclose(np.linalg.norm([one, same, other], axis=1), 1.0, atol=1e-5)
    assert one @ same > one @ other + 0.2


def test_violation_rises_with_every_clause(encoder: EncoderModel) -> None:
    calm = dict.fromkeys(CLAUSES, 0.02)
    for clause in CLAUSES:
        steps = [encoder.violation({**calm, clause: p}) for p in (0.0, 0.1, 0.5, 0.9, 1.0)]
        assert steps == sorted(steps)


def test_what_ships_is_small_enough() -> None:
    folder = files("gatepost.engine.models.weights")
    sizes = []
    for name in ("encoder.onnx", "encoder.safetensors", "encoder.tokenizer.json"):
        with as_file(folder / name) as path:
            sizes.append(path.stat().st_size)
    assert sum(sizes) <= 60_000_000


@pytest.mark.parametrize("name", ["encoder.onnx", "encoder.safetensors", "encoder.tokenizer.json"])
@pytest.mark.parametrize("harm", ["missing", "cut", "other"])
def test_damaged_files_are_told(tmp_path: Path, name: str, harm: str) -> None:
    with as_file(files("gatepost.engine.models.weights")) as folder:
        for part in folder.glob("encoder.*"):
            shutil.copy(part, tmp_path)
    at = tmp_path / name
    if harm == "missing":
        at.unlink()
    else:
        at.write_bytes(at.read_bytes()[:1000] if harm == "cut" else b"{}")
    with pytest.raises(WeightsUnusable):
        EncoderModel.load(tmp_path)
