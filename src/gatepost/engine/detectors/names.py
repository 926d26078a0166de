"""The names that a comment's context knows: who takes part, who wrote the article, whom it calls minister.

Names are folded like any text. A public person is somebody whom the article gives a title (`Minister Harold
Pike`, `الوزير كريم منصور`): the word or two after the title, and the last of them alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from gatepost.engine.detectors.cues import Cue, Cues
from gatepost.engine.text.views import folded_view
from gatepost.vocabulary import Article, Context

READ = 5_000
"""So many code points of an article's body are read for names."""
MOST = 60
"""So many names of one kind count at most; a name counts at its first MOST places."""
SHORTEST = 3
"""A part of a name shorter than this is no sign of anybody."""

_WORD = re.compile(r"[^\W\d_]+(?:['’\u200c-][^\W\d_]+)*")
_HANDLE = re.compile(r"(?<!\w)@\w{2,30}")


def named(text: str, context: Context, titles: Cues) -> list[Cue]:
    """Where a folded text names somebody: cues of the kinds `commenter`, `author` and `figure`."""
    found: list[Cue] = []
    if context.article is not None:
        found.extend(_places(text, authors(context.article.authors), "author"))
        found.extend(_places(text, figures(context.article, titles), "figure"))
    known = {(cue.start, cue.end) for cue in found}
    participants = (folded_view(name).text.strip() for name in context.participants[:MOST])
    found.extend(cue for cue in _places(text, participants, "commenter") if (cue.start, cue.end) not in known)
    found.extend(
        Cue(match.start(), match.end(), "commenter") for match in islice(_HANDLE.finditer(text), MOST)
    )
    return found


@lru_cache(maxsize=256)
def authors(names: tuple[str, ...]) -> tuple[str, ...]:
    """The folded names of a byline, whole and by their last part."""
    return tuple(dict.fromkeys(part for name in names[:MOST] for part in _parts(folded_view(name).text)))


@lru_cache(maxsize=256)
def figures(article: Article, titles: Cues) -> tuple[str, ...]:
    """The folded names of those to whom the article gives a title, at most MOST."""
    names: dict[str, None] = {}
    for text in (article.title, article.body[:READ]):
        view = folded_view(text)
        for cue in titles.find(view.text):
            if cue.kind != "title" or len(names) >= MOST:
                continue
            _, behind = view.span(cue.start, cue.end)
            for name in _names_after(text, behind):
                names.update(dict.fromkeys(_parts(folded_view(name).text)))
    return tuple(names)


def _names_after(text: str, at: int) -> Iterable[str]:
    """The one or two words after a title, if they are written like a name where the script has capitals."""
    words: list[str] = []
    for match in _WORD.finditer(text, at, at + 60):
        gap = text[at : match.start()]
        word = match.group()
        cased = word[0].lower() != word[0].upper()
        if gap.strip(" .") or (cased and not word[0].isupper()) or len(words) == 2:
            break
        words.append(word)
        at = match.end()
    if words:
        yield " ".join(words)


def _parts(name: str) -> list[str]:
    words = name.split()
    last = words[-1:] if len(words) > 1 and len(words[-1]) >= SHORTEST else []
    return [part for part in (name.strip(), *last) if len(part) >= SHORTEST]


def _places(text: str, names: Iterable[str], kind: str) -> Iterable[Cue]:
    for name in names:
        at, places = text.find(name) if len(name) >= SHORTEST else -1, 0
        while at >= 0 and places < MOST:
            end = at + len(name)
            if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
                yield Cue(at, end, kind)
                places += 1
            at = text.find(name, end)
