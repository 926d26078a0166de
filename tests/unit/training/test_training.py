from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from training.augment import LONGEST, mixed
from training.calibrate import POINTS, curve, violation
from training.classifier import train_classifier
from training.collect import part_of, separate
from training.fast import main
from training.fit import gradient
from training.language_lines import Line
from training.languages import train_languages
from training.rows import ABUSIVE, PROMOTION, Row, clean
from training.sources import SOURCES
from training.sources.abroad import tr_lingda
from training.sources.english import jigsaw_merged, toxic_spans
from training.targets import label_states, targets
from training.thresholds import NEVER, recommend

from gatepost.engine.models.fast import FastModel
from gatepost.engine.models.labels import CLAUSES, LABELS

CALM = [
    "the council met",
    "a lovely garden",
    "trains run late",
    "we like the paper",
    "good morning all",
    "it may rain",
]
RUDE = ["you grumpf", "what a grumpf you are", "grumpf and again grumpf", "that mayor is a grumpf"]


def small_set() -> list[Row]:
    rows = []
    for number in range(40):
        for split in ("train", "valid"):
            calm = f"{CALM[number % 6]} number {number} {split}"
            rude = f"{RUDE[number % 4]} number {number} {split}"
            rows.append(Row(calm, "en", "small", split, clean(promotion=False), violation=False))
            rows.append(Row(rude, "en", "small", split, {"toxicity": True}, ("abusive",), violation=True))
            for label in ("personal-attack", "threat"):
                rows.append(
                    Row(
                        f"{rude} {label}",
                        "en",
                        "small",
                        split,
                        {label: True, "toxicity": True},
                        violation=True,
                    )
                )
    return rows


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("weights") / "small.safetensors"
    train_classifier(small_set(), out, bits=12, log=lambda line: None)
    return out


def test_training_twice_gives_the_same_file(trained: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.safetensors"
    train_classifier(small_set(), again, bits=12, log=lambda line: None)
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(trained.read_bytes()).digest()


def test_what_was_taught_is_learnt(trained: Path) -> None:
    model = FastModel.load(trained)
    calm, rude = model.score(["a lovely garden it is", "he is such a grumpf"])
    assert rude[LABELS.index("toxicity")] > 0.6 > 0.4 > calm[LABELS.index("toxicity")]
    said = [model.violation(dict(zip(LABELS, row, strict=True))) for row in (calm.tolist(), rude.tolist())]
    assert said[1] > said[0]


def test_languages_twice_the_same_and_learnt(tmp_path: Path) -> None:
    lines = [Line(f"the cat sat on mat {n}", "en", "x", "train") for n in range(40)]
    lines += [Line(f"der hund liegt im garten {n}", "de", "x", "train") for n in range(40)]
    one = train_languages(lines, tmp_path / "1", bits=10, log=lambda line: None)
    two = train_languages(lines, tmp_path / "2", bits=10, log=lambda line: None)
    assert one.sha256 == two.sha256
    assert [code for code, _ in one.identify(["the cat sat", "der hund liegt"])] == ["en", "de"]


def test_gradient_is_the_slope_of_the_loss() -> None:
    random = np.random.default_rng(1)
    scores = random.normal(size=(5, 4))
    known = random.random((5, 4)).astype(np.float32)
    truth = (random.random((5, 4)) < 0.5).astype(np.float32)
    bags = np.array([[1.0], [0.0], [0.5], [2.0], [0.0]], dtype=np.float32)
    members = np.array([[True, True, False, True]])

    def loss(z: np.ndarray) -> float:
        p = 1 / (1 + np.exp(-z))
        plain = -(known * (truth * np.log(p) + (1 - truth) * np.log(1 - p))).sum()
        return float(plain - (bags[:, 0] * np.log(1 - np.prod(1 - p[:, members[0]], axis=1))).sum())

    slope = gradient(scores.astype(np.float32), known, truth, bags, members)
    for at in np.ndindex(5, 4):
        step = np.zeros((5, 4))
        step[at] = 1e-5
        assert slope[at] == pytest.approx((loss(scores + step) - loss(scores - step)) / 2e-5, abs=1e-3)


def test_unknown_is_not_no() -> None:
    rows = [Row("a", "en", "s", "train", {"threat": True}), Row("b", "en", "s", "train", {"threat": False})]
    states = label_states(rows)
    assert states[:, LABELS.index("threat")].tolist() == [1, 0]
    assert (np.delete(states, LABELS.index("threat"), axis=1) == -1).all()
    aim, _ = targets(rows, bag=1.0)
    others = [LABELS.index(label) for label in LABELS if label not in {"threat", *PROMOTION}]
    assert (aim.known[:, others] == 0).all()


def test_sources_say_what_they_know() -> None:
    item = {"id": "x-1", "text": "t", "lang": "en", "split": "all"}
    shares = dict.fromkeys(
        ("frac_insult", "frac_profane_obscene", "frac_identity_attack", "frac_threat", "frac_not_toxic"), 0.0
    )
    row = next(toxic_spans({**item, "labels": {**shares, "frac_insult": 0.67, "frac_threat": 0.33}}))
    assert row.labels["personal-attack"]
    assert "threat" not in row.labels
    assert row.labels["abuse"] is False
    row = next(toxic_spans({**item, "labels": {**shares, "frac_not_toxic": 1.0}}))
    assert row.labels["toxicity"]  # "not toxic" is a shared box there
    assert row.violation is None
    says = dict.fromkeys(("toxic", "obscene", "threat", "insult", "identity_hate"), 0)
    row = next(jigsaw_merged({**item, "labels": {**says, "toxic": 1, "identity_hate": 1}}))
    assert (row.labels["abuse"], row.bags) == (True, ("kinds",))
    assert list(tr_lingda({**item, "lang": "tr", "labels": {"label": 1, "source": "lingda"}})) == []


def test_evaluation_only_sets_are_not_taught() -> None:
    assert not [source for source in SOURCES if "check" in source.file]


def test_twins_stay_on_one_side() -> None:
    long = "one two three four five six seven eight nine ten"
    rows = [
        Row("Hello, World!", "en", "a", "test"),
        Row("hello world", "en", "b", "train"),
        Row(long, "en", "a", "valid"),
        Row(long + " eleven", "en", "b", "train"),
        Row("something else", "en", "b", "train"),
    ]
    kept, left = separate(rows)
    assert [row.text for row in kept if row.split == "train"] == ["something else"]
    assert left == {"b": 2}
    assert part_of("Hello, World!") == part_of("hello world")


def test_mixing_keeps_truth_and_drops_what_is_not_known_of_both() -> None:
    rows = [Row(f"calm words {n}", "en", "s", "train", clean()) for n in range(20)]
    rows += [
        Row(f"I threaten you {n}", "en", "s", "train", {"threat": True, PROMOTION[0]: False})
        for n in range(9)
    ]
    made = [row for row in mixed(rows) if row.labels.get("threat")]
    assert len(made) == 9
    assert all(row.labels == {"threat": True} and len(row.text) <= LONGEST + 10 for row in made)
    calm = [row for row in mixed(rows) if not row.labels.get("threat")]
    assert all(row.labels[label] is False for row in calm for label in ABUSIVE)
    assert [row.text for row in mixed(rows)] == [row.text for row in mixed(rows)]


def test_curves_rise_and_are_honest() -> None:
    random = np.random.default_rng(4)
    scores = random.normal(size=6_000)
    chance = 1 / (1 + np.exp(-(2 * scores - 1)))
    made = curve(random.random(6_000) < chance, scores)
    assert len(made.x) == POINTS
    assert np.abs(made(scores) - chance).mean() < 0.03


def test_violation_never_weighs_a_clause_below_zero() -> None:
    random = np.random.default_rng(5)
    clauses = random.random((2_000, len(CLAUSES))) ** 3
    truth = random.random(2_000) < clauses[:, 0]
    weights, joined = violation(truth, clauses, np.ones(2_000))
    assert (weights >= 0).all()
    assert weights[0] == max(weights)
    assert (np.diff(joined.p) > 0).all()


def test_thresholds_keep_their_promise() -> None:
    random = np.random.default_rng(6)
    said = random.random(4_000)
    truth = random.random(4_000) < said**2
    at = recommend(truth, said)
    assert at.reject_precision is not None
    assert at.reject_precision >= 0.95
    assert at.refer <= at.reject
    assert recommend(random.random(4_000) < 0.5, said).reject == NEVER


def test_a_folder_without_the_data_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["training.fast", "--data", str(tmp_path / "none")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "training/README.md" in capsys.readouterr().err
