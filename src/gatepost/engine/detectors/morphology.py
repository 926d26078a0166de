"""Which letters may stand before and after a stem in each language, over folded text.

Generous with endings and strict with beginnings: an ending rarely makes another word, a beginning often does.
Tails are at most MAX_TAIL long, so that matching stays linear whatever the text holds.
"""

from __future__ import annotations

import re

MAX_TAIL = 16
MAX_HEAD = 5

HEADS: dict[str, frozenset[str]] = {
    # Arabic: and, so, with, for, as, the, and their ordinary chains; lil- = for the; ha- and ya- in dialects
    "ar": frozenset(
        {
            "و",
            "ف",
            "ب",
            "ل",
            "ک",
            "ال",
            "وال",
            "فال",
            "بال",
            "کال",
            "ولل",
            "لل",
            "ول",
            "وب",
            "فل",
            "فب",
            "وبال",
            "ه",
            "یا",
            "ویا",
            "هال",
            "عال",
        }
    ),
}

TAILS: dict[str, re.Pattern[str]] = {
    "en": re.compile(r"(?:s|es|z|ed|er|ers|erz|ing|in|ings|y|ies|ier|iest|ish|able)?"),
    # plural, possessive, case, copula, question: kaltak-lar-ın-dan-sın-ız
    "tr": re.compile(
        r"(?:c?[iu]k)?(?:l[iu][kg]|c[iu]|s[iu]z)?(?:l[ae]r)?"
        r"(?:[iu]m[iu]z|[iu]n[iu]z|m[iu]z|n[iu]z|[iu]m|[iu]n|m|n|s[iu]|[iu])?"
        r"(?:n?[iu]n|n?[dt][ae]n?|[yn]?[ae]|y?l[ae]|[yn][iu]|ca|ce)?"
        r"(?:[dt][iu]rl?[ae]?r?|y?[dt][iu]|y?m[iu]s|k[iu])?(?:s[iu]n[iu]z|s[iu]n|y[iu]z|y[iu]m|[iu]m|l[ae]r)?"
    ),
    "ar": re.compile(r"(?:ین|ون|ات|ان|یه|یین|ت)?(?:ی|ک|ه|ها|نا|کم|کن|کو|هم|هن|ا|وا)?"),
    "fa": re.compile(
        r"(?:ی|ه|گی|تر|ترین|ان)?(?:ها|ا)?(?:ی|یی|یم|ام|ات|اش|م|ت|ش|مان|تان|شان|مون|تون|شون)?"
        r"(?:ن|ین|ید|ند|اند|ست|رو|و|ه|س)?"
    ),
    "ckb": re.compile(
        r"(?:ی{0,2}ه?ک|ی?ه?که|ی?ه?کان|ی?ه?کانی|ان|انه|گهل|ه|یه|یهتی|یتی)?(?:ی|م|ت|مان|تان|یان)?(?:ن|ین|یت|یه|ه|م)?(?:ش|یش)?"
    ),
    "kmr": re.compile(
        r"(?:ek|tiy?|iti)?(?:eke|an|en|in|eki|a|e|i|o|no|ino|ye|ya|yi|yan|yen|yo)?"
        r"(?:d[ae]|ve|re)?(?:me|yi|ye|ne|in|im|i)?"
    ),
    "ar-latn": re.compile(r"(?:a|ak|ek|ik|o|ha|hom|kom|ko|i|y|ah|eh|at|een|in|ein)?"),
    "fa-latn": re.compile(r"(?:a|e|am|at|et|esh|i|o|ha|haye|eshun|etun|emun|an|and|id|in)?"),
}
_BARE = re.compile("")


def head_allowed(language: str, text: str, start: int) -> bool:
    """May the letters that stand directly before `start` belong to a word whose stem starts there?"""
    heads = HEADS.get(language)
    if heads is None:
        return False
    at = start
    while at and start - at <= MAX_HEAD and text[at - 1].isalnum():
        at -= 1
    return text[at:start] in heads


def word_end(text: str, end: int) -> int | None:
    """Where the word that goes on after `end` ends; None when it goes on for more than MAX_TAIL letters."""
    at = end
    stop = min(len(text), end + MAX_TAIL)
    while at < stop and text[at].isalnum():
        at += 1
    if at < len(text) and text[at].isalnum():
        return None
    return at


def tail_allowed(language: str, tail: str) -> bool:
    """Is `tail` a chain of ordinary endings of this language (at most MAX_TAIL letters)?"""
    return TAILS.get(language, _BARE).fullmatch(tail) is not None
