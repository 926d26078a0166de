"""The words that readers marked in toxic_spans, as shares of the readers of each comment."""

from __future__ import annotations

from pathlib import Path

from training.collect import read_items

_KINDS = {
    "insult": "personal-attack",
    "profane_obscene": "profanity",
    "identity_attack": "abuse",
    "threat": "threat",
}

CONTRAST_KINDS = {
    "insult": ("personal-attack", "any"),
    "profane_obscene": ("profanity", "any"),
    "identity_attack": ("abuse", "any"),
    "threat": ("threat", "any"),
    "other_toxicity": ("any",),
    "promotion": ("promotion",),
}
"""What the types of spans in the contrastive corpus are to the token head."""

Marked = dict[str, list[tuple[int, int, str, float]]]


def marked_words(data: Path) -> Marked:
    """For each text of toxic_spans: start, end, kind, and the share of its readers that one reader is.

    Shares of overlapping spans add up. A text in which nobody marked a word is left out: its readers found it
    toxic as a whole, or not at all.
    """
    found: Marked = {}
    for item in read_items(data / "en/toxic_spans_spans.jsonl.gz"):
        share = 1.0 / max(1, item["labels"]["n_annotators"])
        marks = set()
        for span in item["labels"]["spans"]:
            place = (span["start"], span["end"])
            marks.add((*place, "any", span["annotator"]))
            if span["type"] in _KINDS:
                marks.add((*place, _KINDS[span["type"]], span["annotator"]))
        if marks:
            found[item["text"]] = [(start, end, kind, share) for start, end, kind, _ in sorted(marks)]
    return found
