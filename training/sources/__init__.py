"""How each public set speaks, translated into what its rows say about the clauses and what they leave open.

One function a set; each yields rows from the source's own columns. Read `training/README.md` for where each
set comes from and why it is weighted as it is. Sets marked for evaluation only are not here: `measure.py`
reads them, after everything is fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from training.rows import Row
from training.sources.abroad import (
    ar_mpold,
    de_germeval2018,
    fr_toxifrench_bench,
    gahd,
    ko_beep,
    ko_curse_2runo,
    mlma,
    toldbr,
    tr_lingda,
    ur_roman_task1,
)
from training.sources.english import (
    context_toxicity,
    davidson,
    edos,
    fox_news_comments,
    gab_hate_corpus,
    hatemoji_build,
    jigsaw_merged,
    online_misogyny_reddit,
    paradetox,
    paradetox_cannot_rewrite,
    stormfront,
    surge_toxicity,
    threatgram101,
    toxic_spans,
)
from training.sources.items import Item
from training.sources.promotion import sms_spam, youtube_spam

Reader = Callable[[Item], Iterator[Row]]


@dataclass(frozen=True)
class Source:
    """A set: its file below the data folder, the reader of its rows, and the weight of a row in training."""

    name: str
    file: str
    read: Reader
    weight: float = 1.0


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
