"""Sets in Arabic, French, German, Korean, Portuguese, Turkish and romanised Urdu."""

from __future__ import annotations

from collections.abc import Iterator

from training.rows import KINDS, Row, any_true, no_abuse
from training.sources.items import Item, hateful_row, innocent_row, row_of, toxic_row

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
        yield innocent_row(item)
    elif "hateful" in moods and "normal" not in moods:
        kind = _MLMA_KINDS.get(says["target"])
        yield hateful_row(item, {kind: True} if kind else None)
    elif "normal" not in moods:
        yield toxic_row(item)


def ar_mpold(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if says["offensive"] != "Offensive":
        yield innocent_row(item)
    elif says["type"] == "HS":
        yield hateful_row(item)
    elif says["type"] == "V":
        yield row_of(item, labels={"toxicity": True, "vulgarity": True}, violation=True)
    else:
        yield toxic_row(item)


def de_germeval2018(item: Item) -> Iterator[Row]:
    fine = item["labels"]["fine"]
    if fine == "OTHER":
        yield innocent_row(item)
    elif fine == "ABUSE":
        yield hateful_row(item)
    else:
        clause = "personal-attack" if fine == "INSULT" else "profanity"
        yield row_of(item, labels={"toxicity": True, clause: True}, violation=True)


def gahd(item: Item) -> Iterator[Row]:
    if item["labels"]["label"]:
        yield hateful_row(item)
    else:
        yield row_of(item, labels={**no_abuse(), "threat": False}, violation=False)


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
        yield innocent_row(item)
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
    yield row_of(item, labels=known, violation=True if sure else None)


def ko_beep(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if says["hate"] == "none":
        yield innocent_row(item)
        return
    if says["contain_gender_bias"] and says["hate"] == "hate":
        yield hateful_row(item, {"abuse.sexism": True})
        return
    yield toxic_row(item)


def ko_curse_2runo(item: Item) -> Iterator[Row]:
    yield toxic_row(item) if int(item["labels"]["curse"]) else innocent_row(item)


def ur_roman_task1(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if int(says["task_1"]) == 1:
        yield innocent_row(item)
        return
    finer = says.get("task_2")
    if finer == 2:
        yield hateful_row(item, {"abuse.other": True})
    elif finer == 3:
        yield hateful_row(item, {"abuse.sexism": True})
    elif finer == 4:
        yield row_of(item, labels={"toxicity": True, "profanity": True}, violation=True)
    else:
        yield toxic_row(item)


def tr_lingda(item: Item) -> Iterator[Row]:
    if item["labels"]["source"] != "offenseval2020_tr":
        return  # mined, not read by a person
    yield toxic_row(item) if item["labels"]["label"] else innocent_row(item)


def fr_toxifrench_bench(item: Item) -> Iterator[Row]:
    yield toxic_row(item) if item["labels"]["label"] else innocent_row(item)
