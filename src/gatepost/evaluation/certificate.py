"""Certified limits as people and programs read them: two tables at the end of a guidelines file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping

from gatepost.engine.guidelines import GuidelinesError
from gatepost.evaluation.calibrate import Calibrated
from gatepost.evaluation.certify import Side

_OURS = re.compile(r"\s*\[\s*automation\s*[.\]]")
_TABLE = re.compile(r"\s*\[")


def without_automation(text: str, source: str) -> str:
    """A guidelines file without its tables on automation; every other line stays as it is.

    Raises GuidelinesError where automation is written in another way than as tables of its own.
    """
    kept, ours = [], False
    for line in text.splitlines(keepends=True):
        ours = bool(_OURS.match(line)) or (ours and not _TABLE.match(line))
        if not ours:
            kept.append(line)
    left = "".join(kept).rstrip() + "\n"
    try:
        before, after = tomllib.loads(text), tomllib.loads(left)
    except tomllib.TOMLDecodeError:
        return text  # whoever parses the file says what is wrong with it
    before.pop("automation", None)
    if before != after:
        raise GuidelinesError(
            [f"{source}: automation is no table of its own; write it below a line [automation], or remove it"]
        )
    return left


def written(base: str, found: Calibrated, engine: str, guidelines: str, facts: Mapping[str, str]) -> str:
    """`base`, a guidelines file without limits, and below it the certified ones and what they rest on.

    `engine`, `guidelines`: versions; `facts`: what else the certificate shall say, such as the sample's name.
    """
    promise = found.promise
    certificate = {
        **facts,
        "guidelines": guidelines,
        "confidence": f"{promise.confidence:.6g}, both bounds together",
        "method": "Learn then Test, exact binomial tests in a fixed sequence (arXiv 2110.01052)",
        "tested": f"{found.tested} of {found.rows} labelled comments, {found.positive} to be rejected",
        "approvals": _told(found.approvals, promise.approvals),
        "rejections": _told(found.rejections, promise.rejections),
        "decided_alone": f"{found.alone:.4f}",
    }
    lines = [
        base.rstrip(),
        "",
        "[automation]",
        "# Written by gatepost calibrate: certified for this engine, these rules and comments like the",
        "# sample alone. Calibrate again when one of them changes.",
        f"approve_below = {_limit(found.approvals)}",
        f"reject_from = {_limit(found.rejections)}",
        f"engine = {_quoted(engine)}",
        "",
        "[automation.certificate]",
        *(f"{key} = {_quoted(value)}" for key, value in certificate.items()),
        "",
    ]
    return "\n".join(lines)


def _limit(side: Side) -> str:
    return '"never"' if side.limit is None else repr(side.limit)


def _told(side: Side, bound: float) -> str:
    if side.limit is None:
        return f"nothing certified at {bound:.6g}; at least {side.needed} faultless ones are needed"
    tested = f"{side.wrong} of {side.decided} tested ones were"
    return f"at most {bound:.6g} are wrong: {tested}, so at most {side.upper:.6f}"


def _quoted(text: str) -> str:
    """A TOML basic string. JSON's escapes are among TOML's, but for the DEL character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
