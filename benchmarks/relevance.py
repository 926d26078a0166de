"""Relevance: comments with their own subject against the same comments with another one.

No public set has news comments with the whole article, so four stand-ins are measured:

- `fox_title`: news comments (fox_news_comments, ten articles) with the title alone;
- `fox_thread`: the same with title and fifteen other comments on the article in the place of its body;
- `talk`, `reddit`: replies (context_toxicity, online_misogyny_reddit) with the comment answered as subject;
- `own`: comments in six languages written for the demo's articles (tests/data/relevance.jsonl), each with its
  own article and with every other one in its language, and comments written to be about something else;
- `ko_titles`: Korean news comments (ko_beep) with their titles: a language without a table.

Each is told by words alone, as the fast engine does, and with meaning, as the full one does. Replies and
Korean titles are those that the head for meaning was not trained on; of large sets a draw.

AUC tells how well the probability ranks; a referral is what the shipped guidelines refer. Figures for `long`
are of comments with enough telling words to be referred at all.
"""

from __future__ import annotations

import gzip
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from training.encoder.pairs import part_of

from gatepost.engine.detectors import relevance
from gatepost.engine.face import Engine
from gatepost.engine.guidelines import Guidelines
from gatepost.engine.parts import Embedder
from gatepost.engine.text.reading import Reading
from gatepost.evaluation.metrics import Interval, auc, bootstrap, wilson
from gatepost.vocabulary import Article, Context
from gatepost.web.demo.articles import all_articles

DATA = Path(os.environ.get("TRAINING_DATA", "../shared/data"))
OWN = Path(__file__).parents[1] / "tests" / "data" / "relevance.jsonl"
OTHERS = 15
MOST = 3_000
SEED = 7

Pair = tuple[str, Article, bool, str]
"""Comment, subject, whether they belong together, language."""


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a set, in its order."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def titles(name: str, language: str, others: int = 0) -> Iterator[Pair]:
    """Comments with the title that they stand under, and with another one; with other comments as a body."""
    chance = random.Random(SEED)
    under: dict[str, list[str]] = defaultdict(list)
    found = [row for row in rows(name) if row.get("context", {}).get("title")]
    if name == "ko/ko_beep":
        found = [row for row in found if part_of(row["context"]["title"]) == "test"]
    for row in found:
        under[row["context"]["title"]].append(row["text"])
    names = sorted(under)
    for row in found:
        own = row["context"]["title"]
        for title in (own, chance.choice([name for name in names if name != own])):
            beside = [text for text in under[title] if text != row["text"]]
            body = "\n".join(chance.sample(beside, min(others, len(beside))))
            yield row["text"], Article(title, body), title == own, language


def replies(name: str) -> Iterator[Pair]:
    """Replies with what they answer, and with what another one answers."""
    chance = random.Random(SEED)
    found = [
        row
        for row in rows(name)
        if row.get("context", {}).get("parent") and part_of(row["context"]["parent"]) == "test"
    ]
    for row in found:
        yield row["text"], Article("", row["context"]["parent"]), True, "en"
        yield row["text"], Article("", chance.choice(found)["context"]["parent"]), False, "en"


def written() -> Iterator[Pair]:
    """Our own comments on the demo's articles."""
    articles = {one.slug: one for one in all_articles()}
    for line in OWN.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for article in articles.values():
            if article.front.language != row["language"]:
                continue
            own = article.slug == row["article"]
            if own or (row["on"] and "-paper-" not in row["id"]):
                subject = Article(article.front.title, article.body)
                yield row["text"], subject, own and row["on"], row["language"]


def shown(interval: Interval, places: int) -> list[float | None]:
    """Value, low and high end of the 95% interval."""
    ends = (interval.value, interval.low, interval.high)
    return [None if end is None else round(end, places) for end in ends]


def figures(pairs: Iterator[Pair], guidelines: Guidelines, embedder: Embedder | None) -> dict[str, object]:
    """AUC and referrals of one set, with 95% intervals, by words and with meaning: all comments, and the long
    ones."""
    some = list(pairs)
    if len(some) > MOST:
        some = random.Random(SEED).sample(some, MOST)
    told = {"words": _figures(some, guidelines, None)}
    if embedder is not None:
        told["meaning"] = _figures(some, guidelines, embedder)
    return {**told}


def _figures(pairs: list[Pair], guidelines: Guidelines, embedder: Embedder | None) -> dict[str, object]:
    refer = guidelines.by_id["off-topic"].refer
    scored: list[tuple[bool, bool, float]] = []
    for text, subject, own, language in pairs:
        found = relevance.compare(Reading(text), Context(subject), guidelines, language, embedder)
        long = found is not None and found.telling >= relevance.ENOUGH_WORDS
        scored.append((own, long, relevance.off_topic(found)))

    def of(some: list[tuple[bool, bool, float]]) -> dict[str, object]:
        own = [score for mine, _, score in some if mine]
        other = [score for mine, _, score in some if not mine]
        told: dict[str, object] = {"own": len(own), "other": len(other)}
        if own and other:
            truth = np.array([False] * len(own) + [True] * len(other))
            told["auc"] = shown(bootstrap(auc, truth, np.array(own + other)), 3)
        for name, scores in (("own_referred", own), ("other_referred", other)):
            told[name] = shown(wilson(sum(score >= refer for score in scores), len(scores)), 4)
        return told

    return {"all": of(scored), "long": of([one for one in scored if one[1]])}


def measure() -> dict[str, object]:
    """Figures by set; only our own where the data folder is not there."""
    engine = Engine.load(kind="full")
    guidelines, embedder = engine.guidelines, engine.models.embedder

    def of(pairs: Iterator[Pair]) -> dict[str, object]:
        return figures(pairs, guidelines, embedder)

    found: dict[str, object] = {"own": of(written())}
    if not DATA.is_dir():
        return {
            **found,
            "skipped": f"{DATA} is not there; set TRAINING_DATA to the folder of the public sets",
        }
    found["fox_title"] = of(titles("en/fox_news_comments", "en"))
    found["fox_thread"] = of(titles("en/fox_news_comments", "en", OTHERS))
    found["talk"] = of(replies("en/context_toxicity"))
    found["reddit"] = of(replies("en/online_misogyny_reddit"))
    found["ko_titles"] = of(titles("ko/ko_beep", "ko"))
    return found
