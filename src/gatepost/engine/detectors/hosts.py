"""What kind of place a link leads to, by its host: a source, a shortener, a messenger, a private page."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

KINDS = ("source", "video", "shortener", "messenger", "profile", "market")
"""The lists of `lexicons/hosts.toml`; any other host is a plain `link`."""


@cache
def known() -> Mapping[str, str]:
    """Host, or the way a host ends (`.gov`), -> kind: `lexicons/hosts.toml`, read once."""
    file = files("gatepost.engine.detectors") / "lexicons" / "hosts.toml"
    tables: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {host: kind for kind, hosts in tables.items() for host in hosts}


def kind_of(host: str, own: Collection[str] = ()) -> str:
    """`own` for a host of `own` (the publisher's) or below one; else its kind; `link` if nobody knows it.

    `host` is lower case, without scheme, port or path. Walks up the name: five labels at most.
    """
    labels = host.split(".")[-6:]
    names = [".".join(labels[at:]) for at in range(len(labels))]
    if any(name in own for name in names):
        return "own"
    places = known()
    for name in names:
        kind = places.get(name) or places.get(f".{name}")
        if kind is not None:
            return kind
    return "link"
