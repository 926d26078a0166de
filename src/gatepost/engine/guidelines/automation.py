"""How sure the engine must be to decide alone: the table `[automation]` of a guidelines file."""

from __future__ import annotations

from typing import Any

from gatepost.engine.guidelines.records import NEVER_APPROVES, NEVER_REJECTS_ALONE, Automation
from gatepost.engine.guidelines.words import Reader

_NEVER = {"approve_below": NEVER_APPROVES, "reject_from": NEVER_REJECTS_ALONE}
_KEYS = ("approve_below", "reject_from", "engine", "certificate")


def read_automation(table: Any, reader: Reader) -> Automation:
    """The table as it was parsed from TOML; every mistake is told to `reader`."""
    reader.where = f"{reader.source}: automation"
    plain = Automation()
    if not isinstance(table, dict):
        reader.problem("automation is not a table", "begin it with a line [automation]")
        return plain
    reader.unknown_keys(table, _KEYS)
    limits = {}
    for key, never in _NEVER.items():
        value = table.get(key, getattr(plain, key))
        if value == "never":
            value = never
        elif key in table and not (
            isinstance(value, (int, float)) and not isinstance(value, bool) and 0.0 <= value <= 1.0
        ):
            reader.problem(
                f"{key} is {value!r}", f'give a probability from 0 to 1, such as {key} = 0.5, or "never"'
            )
            return plain
        limits[key] = float(value)
    engine = table.get("engine", "")
    if not isinstance(engine, str):
        reader.problem(f"engine is {engine!r}", "leave it as gatepost calibrate wrote it")
        return plain
    certificate = table.get("certificate", {})
    if not isinstance(certificate, dict) or not all(isinstance(text, str) for text in certificate.values()):
        reader.problem("certificate is not a table of texts", "leave it as gatepost calibrate wrote it")
        return plain
    reader.where = reader.source
    return Automation(limits["approve_below"], limits["reject_from"], engine, certificate)
