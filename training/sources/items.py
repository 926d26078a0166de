"""The four shapes that nearly every source's row comes down to."""

from __future__ import annotations

from typing import Any

from training.rows import KINDS, Row, any_true, clean

Item = dict[str, Any]


def row_of(item: Item, text: str | None = None, **fields: Any) -> Row:
    return Row(
        text=item["text"] if text is None else text,
        language=item["lang"].split("-")[0],
        source=item["id"].rsplit("-", 1)[0],
        split=item["split"],
        **fields,
    )


def innocent_row(item: Item, **fields: Any) -> Row:
    return row_of(item, labels=clean(), violation=False, **fields)


def toxic_row(item: Item, bag: str = "abusive", **fields: Any) -> Row:
    """Toxic, some abusive clause holds, the source does not say which."""
    return row_of(item, labels={"toxicity": True}, bags=(bag,), violation=True, **fields)


def hateful_row(item: Item, labels: dict[str, bool] | None = None, **fields: Any) -> Row:
    """Abuse of a group; of which kind is open unless `labels` says so."""
    known = {"abuse": True, "toxicity": True, **(labels or {})}
    bags = () if any_true(known.get(kind, False) for kind in KINDS) else ("kinds",)
    return row_of(item, labels=known, bags=bags, violation=True, **fields)
