"""How each public set speaks, translated into what its rows say about the clauses and what they leave open.

One function a set; each yields rows from the source's own columns. Read `training/README.md` for where each
set comes from and why it is weighted as it is. Sets marked for evaluation only are not here: `measure.py`
reads them, after everything is fixed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from training.rows import KINDS, PROMOTION, Row, any_true, clean, no_abuse

Item = dict[str, Any]
Reader = Callable[[Item], Iterator[Row]]


@dataclass(frozen=True)
class Source:
    """A set: its file below the data folder, the reader of its rows, and the weight of a row in training."""

    name: str
    file: str
    read: Reader
    weight: float = 1.0


def _row(item: Item, text: str | None = None, **fields: Any) -> Row:
    return Row(
        text=item["text"] if text is None else text,
        language=item["lang"].split("-")[0],
        source=item["id"].rsplit("-", 1)[0],
        split=item["split"],
        **fields,
    )


def _clean(item: Item, **fields: Any) -> Row:
    return _row(item, labels=clean(), violation=False, **fields)


def _toxic(item: Item, bag: str = "abusive", **fields: Any) -> Row:
    """Toxic, some abusive clause holds, the source does not say which."""
    return _row(item, labels={"toxicity": True}, bags=(bag,), violation=True, **fields)


def _hate(item: Item, labels: dict[str, bool] | None = None, **fields: Any) -> Row:
    """Abuse of a group; of which kind is open unless `labels` says so."""
    known = {"abuse": True, "toxicity": True, **(labels or {})}
    bags = () if any_true(known.get(kind, False) for kind in KINDS) else ("kinds",)
    return _row(item, labels=known, bags=bags, violation=True, **fields)


def toxic_spans(item: Item) -> Iterator[Row]:
    share = item["labels"]
    known: dict[str, bool] = {"toxicity": True, **dict.fromkeys(PROMOTION, False)}
    for column, clause in (
        ("frac_insult", "personal-attack"),
        ("frac_profane_obscene", "profanity"),
        ("frac_identity_attack", "abuse"),
        ("frac_threat", "threat"),
    ):
        if share[column] >= 0.5 or share[column] == 0:
            known[clause] = share[column] > 0
    if known.get("abuse") is False:
        known.update(no_abuse())
    if known.get("profanity") is False:
        known["vulgarity"] = False
    found = any_true(known.get(c, False) for c in ("personal-attack", "profanity", "abuse", "threat"))
    yield _row(
        item, labels=known, bags=("kinds",) if known.get("abuse") else (), violation=True if found else None
    )


def jigsaw_merged(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if not says["toxic"] and not any_true(says[c] for c in ("obscene", "threat", "insult", "identity_hate")):
        yield _row(item, labels=clean(promotion=False), violation=False)
        return
    known = {
        "toxicity": bool(says["toxic"]),
        "profanity": bool(says["obscene"]),
        "threat": bool(says["threat"]),
        "personal-attack": bool(says["insult"]),
        **dict.fromkeys(PROMOTION, False),
    }
    if not says["obscene"]:
        known["vulgarity"] = False
    known.update({"abuse": True} if says["identity_hate"] else no_abuse())
    yield _row(item, labels=known, bags=("kinds",) if says["identity_hate"] else (), violation=True)


def edos(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if says["label_sexist"] != "sexist":
        yield _row(item, labels={"abuse.sexism": False})
        return
    yield _hate(item, {"abuse.sexism": True, "threat": says["label_category"].startswith("1.")})


def paradetox(item: Item) -> Iterator[Row]:
    yield _toxic(item, group=item["id"])
    for column, text in item["labels"].items():
        if column.startswith("neutral") and text and text.strip():
            yield _row(item, text, labels=clean(), violation=False, weight=0.5, group=item["id"])


def paradetox_cannot_rewrite(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if says["toxic_content"] and not says["not_toxic"] and not says["unclear"]:
        yield _toxic(item)
    elif says["not_toxic"] and not says["toxic_content"] and not says["unclear"]:
        yield _clean(item)


def davidson(item: Item) -> Iterator[Row]:
    kind = item["labels"]["class"]
    if kind == 2:
        yield _clean(item)
    elif kind == 1:
        yield _toxic(item)
    else:
        yield _hate(item)


_EMOJI_TARGETS = (
    (("women", "sexism", "female"), "abuse.sexism"),
    (("gay", "lesbian", "trans", "lgb", "queer", "bisexual", "homosex"), "abuse.homophobia"),
    (("black", "asian", "race", "jew", "latin", "hispanic", "indigenous", "gypsy", "romani"), "abuse.racism"),
    (
        ("immigrant", "refugee", "foreign", "chinese", "arab", "indian", "mexic", "pakistan", "nation"),
        "abuse.xenophobia",
    ),
    (("muslim", "christian", "religio", "disab", "old", "fat"), "abuse.other"),
)


def hatemoji_build(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if not int(says["label_gold"]):
        yield _row(item, labels={**no_abuse(), "threat": False}, violation=False)
        return
    target = " ".join(says.get("target") or ()).lower()
    kinds = {clause: True for words, clause in _EMOJI_TARGETS if any(word in target for word in words)}
    yield _hate(item, {**kinds, "threat": says["type"] == "threateninglanguage"})


def stormfront(item: Item) -> Iterator[Row]:
    says = item["labels"]["label"]
    if says == "hate":
        yield _hate(item)
    elif says == "noHate":
        yield _row(item, labels=no_abuse(), weight=0.7)


_GAB_KINDS = {
    "rae": "abuse.racism",
    "nat": "abuse.xenophobia",
    "gen": "abuse.sexism",
    "sxo": "abuse.homophobia",
    "rel": "abuse.other",
    "mph": "abuse.other",
}


def gab_hate_corpus(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if not any_true(says[c] for c in ("hd", "cv", "vo")):
        yield _row(item, labels=clean(), violation=False)
        return
    known = {"toxicity": True, "threat": bool(says["cv"])}
    bags: tuple[str, ...] = ()
    if says["vo"]:
        bags += ("crude",)
    else:
        known.update({"profanity": False, "vulgarity": False})
    if says["hd"]:
        known["abuse"] = True
        kinds = {clause: True for flag, clause in _GAB_KINDS.items() if says.get(flag) == 1}
        known.update(kinds)
        bags += () if kinds else ("kinds",)
    else:
        known.update(no_abuse())
    yield _row(item, labels=known, bags=bags, violation=True)


def online_misogyny_reddit(item: Item) -> Iterator[Row]:
    says = item["labels"]
    attack = {"personal-attack": True} if "personal_attack" in says["level_2"] else {}
    if says["level_1"] == "Misogynistic":
        yield _hate(item, {"abuse.sexism": True, **attack})
    else:
        known = {"abuse.sexism": False, **dict.fromkeys(PROMOTION, False), **attack}
        yield _row(item, labels=known, violation=True if attack else None)


def surge_toxicity(item: Item) -> Iterator[Row]:
    yield _toxic(item) if item["labels"]["is_toxic"] == "Toxic" else _clean(item)


def fox_news_comments(item: Item) -> Iterator[Row]:
    yield _hate(item) if item["labels"]["label"] else _row(item, labels=no_abuse())


def threatgram101(item: Item) -> Iterator[Row]:
    threat = item["labels"]["Label"] == 2
    yield _row(item, labels={"threat": threat}, violation=True if threat else None)


def context_toxicity(item: Item) -> Iterator[Row]:
    says = item["labels"]
    toxic = says["label"] if "label" in says else says["label_ic"]
    yield _toxic(item) if toxic else _row(item, labels=clean(promotion=False), violation=False)


_PERSONAL = re.compile(
    r"subscri|my (?:channel|chanel|videos?|music|page|blog|song|cover|profile)|check (?:me|us) out", re.I
)
_SELLING = re.compile(
    r"https?:|www\.|\.com|buy|sale|money|earn|\$|free|discount|offer|gift ?card|visit", re.I
)


def youtube_spam(item: Item) -> Iterator[Row]:
    if not item["labels"]["CLASS"]:
        yield _row(item, labels=dict.fromkeys(PROMOTION, False), violation=False)
        return
    personal, selling = _PERSONAL.search(item["text"]), _SELLING.search(item["text"])
    known = {"promotion.personal": True} if personal else {}
    if selling and not personal:
        known = {"promotion.commercial": True}
    yield _row(item, labels=known, bags=() if known else ("promotion",), violation=True)


def sms_spam(item: Item) -> Iterator[Row]:
    spam = item["labels"]["CLASS"] == "spam"
    known = {"promotion.commercial": spam, "promotion.personal": False}
    yield _row(item, labels=known, violation=spam)


_MLMA_KINDS = {
    "gender": "abuse.sexism",
    "sexual_orientation": "abuse.homophobia",
    "religion": "abuse.other",
    "disability": "abuse.other",
}


def mlma(item: Item) -> Iterator[Row]:
    says = item["labels"]
    moods = set(says["sentiment"].split("_"))
    if moods == {"normal"}:
        yield _clean(item)
    elif "hateful" in moods and "normal" not in moods:
        kind = _MLMA_KINDS.get(says["target"])
        yield _hate(item, {kind: True} if kind else None)
    elif "normal" not in moods:
        yield _toxic(item)


def ar_mpold(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if says["offensive"] != "Offensive":
        yield _clean(item)
    elif says["type"] == "HS":
        yield _hate(item)
    elif says["type"] == "V":
        yield _row(item, labels={"toxicity": True, "vulgarity": True}, violation=True)
    else:
        yield _toxic(item)


def de_germeval2018(item: Item) -> Iterator[Row]:
    fine = item["labels"]["fine"]
    if fine == "OTHER":
        yield _clean(item)
    elif fine == "ABUSE":
        yield _hate(item)
    else:
        clause = "personal-attack" if fine == "INSULT" else "profanity"
        yield _row(item, labels={"toxicity": True, clause: True}, violation=True)


def gahd(item: Item) -> Iterator[Row]:
    if item["labels"]["label"]:
        yield _hate(item)
    else:
        yield _row(item, labels={**no_abuse(), "threat": False}, violation=False)


_TOLD = {
    "insult": "personal-attack",
    "obscene": "profanity",
    "homophobia": "abuse.homophobia",
    "misogyny": "abuse.sexism",
    "racism": "abuse.racism",
    "xenophobia": "abuse.xenophobia",
}


def toldbr(item: Item) -> Iterator[Row]:
    votes = item["labels"]
    if not any_true(votes[c] for c in _TOLD):
        yield _clean(item)
        return
    known = {clause: votes[c] >= 2 for c, clause in _TOLD.items() if votes[c] != 1}
    if known.get("profanity") is False:
        known["vulgarity"] = False
    if any_true(known.get(kind, False) for kind in KINDS):
        known["abuse"] = True
    elif all(votes[c] == 0 for c, clause in _TOLD.items() if clause in KINDS):
        known["abuse"] = False
    sure = any_true(known.values())
    if sure:
        known["toxicity"] = True
    yield _row(item, labels=known, violation=True if sure else None)


def ko_beep(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if says["hate"] == "none":
        yield _clean(item)
        return
    if says["contain_gender_bias"] and says["hate"] == "hate":
        yield _hate(item, {"abuse.sexism": True})
        return
    yield _toxic(item)


def ko_curse_2runo(item: Item) -> Iterator[Row]:
    yield _toxic(item) if int(item["labels"]["curse"]) else _clean(item)


def ur_roman_task1(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if int(says["task_1"]) == 1:
        yield _clean(item)
        return
    finer = says.get("task_2")
    if finer == 2:
        yield _hate(item, {"abuse.other": True})
    elif finer == 3:
        yield _hate(item, {"abuse.sexism": True})
    elif finer == 4:
        yield _row(item, labels={"toxicity": True, "profanity": True}, violation=True)
    else:
        yield _toxic(item)


def tr_lingda(item: Item) -> Iterator[Row]:
    if item["labels"]["source"] != "offenseval2020_tr":
        return  # mined, not read by a person
    yield _toxic(item) if item["labels"]["label"] else _clean(item)


def fr_toxifrench_bench(item: Item) -> Iterator[Row]:
    yield _toxic(item) if item["labels"]["label"] else _clean(item)


SOURCES = (
    Source("toxic_spans", "en/toxic_spans.jsonl.gz", toxic_spans),
    Source("jigsaw_merged", "en/jigsaw_merged.jsonl.gz", jigsaw_merged),
    Source("edos", "en/edos.jsonl.gz", edos),
    Source("paradetox", "en/paradetox.jsonl.gz", paradetox, 0.7),
    Source("paradetox_cannot_rewrite", "en/paradetox_cannot_rewrite.jsonl.gz", paradetox_cannot_rewrite, 0.4),
    Source("davidson", "en/davidson.jsonl.gz", davidson, 0.3),
    Source("hatemoji_build", "en/hatemoji_build.jsonl.gz", hatemoji_build, 0.7),
    Source("stormfront", "en/stormfront.jsonl.gz", stormfront, 0.7),
    Source("gab_hate_corpus", "en/gab_hate_corpus.jsonl.gz", gab_hate_corpus, 0.8),
    Source("online_misogyny_reddit", "en/online_misogyny_reddit.jsonl.gz", online_misogyny_reddit),
    Source("surge_toxicity", "en/surge_toxicity.jsonl.gz", surge_toxicity),
    Source("fox_news_comments", "en/fox_news_comments.jsonl.gz", fox_news_comments),
    Source("threatgram101", "en/threatgram101.jsonl.gz", threatgram101, 0.4),
    Source("context_toxicity", "en/context_toxicity.jsonl.gz", context_toxicity),
    Source("youtube_spam", "en/youtube_spam.jsonl.gz", youtube_spam),
    Source("sms_spam", "en/sms_spam.jsonl.gz", sms_spam, 0.5),
    Source("mlma_en", "en/mlma_en.jsonl.gz", mlma, 0.3),
    Source("mlma_fr", "fr/mlma_fr.jsonl.gz", mlma, 0.5),
    Source("mlma_ar", "ar/mlma_ar.jsonl.gz", mlma, 0.5),
    Source("ar_mpold", "ar/ar_mpold.jsonl.gz", ar_mpold, 1.5),
    Source("de_germeval2018", "de/de_germeval2018.jsonl.gz", de_germeval2018),
    Source("gahd", "de/gahd.jsonl.gz", gahd, 0.7),
    Source("toldbr", "pt/toldbr.jsonl.gz", toldbr),
    Source("ko_beep", "ko/ko_beep.jsonl.gz", ko_beep),
    Source("ko_curse_2runo", "ko/ko_curse_2runo.jsonl.gz", ko_curse_2runo),
    Source("ur_roman_task1", "ur/ur_roman_task1.jsonl.gz", ur_roman_task1),
    Source("tr_lingda", "tr/tr_lingda.jsonl.gz", tr_lingda),
    Source("fr_toxifrench_bench", "fr/fr_toxifrench_bench.jsonl.gz", fr_toxifrench_bench),
)
