"""Sets in English: abuse, insults, threats, profanity."""

from __future__ import annotations

from collections.abc import Iterator

from training.rows import PROMOTION, Row, any_true, clean, no_abuse
from training.sources.items import Item, hateful_row, innocent_row, row_of, toxic_row


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
    yield row_of(
        item, labels=known, bags=("kinds",) if known.get("abuse") else (), violation=True if found else None
    )


def jigsaw_merged(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if not says["toxic"] and not any_true(says[c] for c in ("obscene", "threat", "insult", "identity_hate")):
        yield row_of(item, labels=clean(promotion=False), violation=False)
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
    severe = bool(says["severe_toxic"]) if "severe_toxic" in says else None
    yield row_of(
        item, labels=known, bags=("kinds",) if says["identity_hate"] else (), violation=True, severe=severe
    )


def edos(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if says["label_sexist"] != "sexist":
        yield row_of(item, labels={"abuse.sexism": False})
        return
    yield hateful_row(item, {"abuse.sexism": True, "threat": says["label_category"].startswith("1.")})


def paradetox(item: Item) -> Iterator[Row]:
    yield toxic_row(item, group=item["id"])
    for column, text in item["labels"].items():
        if column.startswith("neutral") and text and text.strip():
            yield row_of(item, text, labels=clean(), violation=False, weight=0.5, group=item["id"])


def paradetox_cannot_rewrite(item: Item) -> Iterator[Row]:
    says = item["labels"]
    if says["toxic_content"] and not says["not_toxic"] and not says["unclear"]:
        yield toxic_row(item)
    elif says["not_toxic"] and not says["toxic_content"] and not says["unclear"]:
        yield innocent_row(item)


def davidson(item: Item) -> Iterator[Row]:
    kind = item["labels"]["class"]
    if kind == 2:
        yield innocent_row(item)
    elif kind == 1:
        yield toxic_row(item)
    else:
        yield hateful_row(item)


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
        yield row_of(item, labels={**no_abuse(), "threat": False}, violation=False)
        return
    target = " ".join(says.get("target") or ()).lower()
    kinds = {clause: True for words, clause in _EMOJI_TARGETS if any(word in target for word in words)}
    yield hateful_row(item, {**kinds, "threat": says["type"] == "threateninglanguage"})


def stormfront(item: Item) -> Iterator[Row]:
    says = item["labels"]["label"]
    if says == "hate":
        yield hateful_row(item)
    elif says == "noHate":
        yield row_of(item, labels=no_abuse(), weight=0.7)


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
        yield row_of(item, labels=clean(), violation=False)
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
    yield row_of(item, labels=known, bags=bags, violation=True)


def online_misogyny_reddit(item: Item) -> Iterator[Row]:
    says = item["labels"]
    attack = {"personal-attack": True} if "personal_attack" in says["level_2"] else {}
    if says["level_1"] == "Misogynistic":
        yield hateful_row(item, {"abuse.sexism": True, **attack})
    else:
        known = {"abuse.sexism": False, **dict.fromkeys(PROMOTION, False), **attack}
        yield row_of(item, labels=known, violation=True if attack else None)


def surge_toxicity(item: Item) -> Iterator[Row]:
    yield toxic_row(item) if item["labels"]["is_toxic"] == "Toxic" else innocent_row(item)


def fox_news_comments(item: Item) -> Iterator[Row]:
    yield hateful_row(item) if item["labels"]["label"] else row_of(item, labels=no_abuse())


def threatgram101(item: Item) -> Iterator[Row]:
    threat = item["labels"]["Label"] == 2
    yield row_of(item, labels={"threat": threat}, violation=True if threat else None)


def context_toxicity(item: Item) -> Iterator[Row]:
    says = item["labels"]
    toxic = says["label"] if "label" in says else says["label_ic"]
    yield toxic_row(item) if toxic else row_of(item, labels=clean(promotion=False), violation=False)
