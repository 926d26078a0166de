"""What one written word may stand for: a word of a strong entry, misspelt as people misspell on purpose.

Without vowels, with two letters swapped or one doubled, turned round, respelt (`ph`, `vv`), stretched,
starred, with signs for letters, or without dots. No ordinary word (`text.ordinary`) stands for anything
but itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.detectors.forms import Form, forms_of
from gatepost.engine.text.ordinary import ordinary_words
from gatepost.vocabulary import TextView

MASKS = "*#%•"
MAX_READINGS = 4
"""So many words at most stand for one written word: `s**t` is two."""
MAX_STRETCHED = 24
"""Longer words stand for no term, however they are written."""
MAX_ONES = 4

RUN = re.compile(r"([^\W\d_])\1{2,}")
ANY_RUN = re.compile(r"([^\W\d_])\1+")
WITHOUT_DOTS = re.compile("[ٮٯڡںٸ]")
_WORDS = re.compile(r"[^\W_]+")
_VOWELS = str.maketrans("", "", "aeiou")
_UNDOTTED = str.maketrans("بتثنیپجحخچدذرزژسشصضطظعغفقکگڤ", "ٮٮٮٮٮٮححححددرررسسصصططععڡڡککڡ")
_UNDOTTED_WRITTEN = str.maketrans("ٯںنیظضغشخجذزق", "ڡٮٮٮطصعسححدرڡ")


def strong_words(entries: Iterable[LexiconEntry]) -> dict[str, None]:
    """Every word of three letters or more that a strong entry is made of, folded, in order."""
    return words_of(form for entry in entries if entry.severity != "mild" for form in forms_of(entry))


def words_of(forms: Iterable[Form]) -> dict[str, None]:
    together = "\n".join([form.text for form in forms])
    return dict.fromkeys(word for word in _WORDS.findall(together) if len(word) > 2)


def variants_of(word: str) -> Iterator[tuple[str, str]]:
    """Misspellings of one folded word, each with the name of its reading; the first letter stays.

    Letters without vowels at all are read in Latin script only, and swapped letters of Arabic script only
    in words of five letters or more: shorter ones are too often other words.
    """
    latin = word.isascii()
    length = len(word)
    if length < 4 or word.isdigit():
        return
    if latin:
        bare = word[0] + word[1:].translate(_VOWELS)
        if 3 <= len(bare) < length:
            yield bare, "vowelless"
        if "v" not in word and "u" in word[1:]:
            yield word[0] + word[1:].replace("u", "v"), "respelt"
        if "f" in word:
            yield word.replace("f", "ph"), "respelt"
        if "w" in word:
            yield word.replace("w", "vv"), "respelt"
    if latin or length >= 5:
        for at in range(1, length - 1):
            if word[at] != word[at + 1]:
                yield word[:at] + word[at + 1] + word[at] + word[at + 2 :], "transposed"
        yield word[::-1], "reversed"
    for at in range(length):
        yield word[: at + 1] + word[at:], "doubled"


class Misspellings:
    """The words of strong entries, and what may stand for them. Immutable after loading; rare tables are
    late.
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        self.ordinary = ordinary_words()
        self.words = words_of(forms)
        self.variants: dict[str, tuple[str, ...]] = {}
        self.readings: dict[str, str] = {}
        ordinary, words, variants, readings = self.ordinary, self.words, self.variants, self.readings
        for word in words:
            for variant, reading in variants_of(word):
                if variant in ordinary or variant in words:
                    continue
                known = variants.get(variant)
                if known is None:
                    variants[variant] = (word,)
                    readings[variant] = reading
                elif len(known) < MAX_READINGS and word not in known:
                    variants[variant] = (*known, word)
        self._by_letter: dict[tuple[int, str, int], list[str]] = {}
        self._squeezed: dict[str, list[str]] = {}
        self._bare_of_dots: dict[str, list[str]] = {}

    def _by_place(self) -> dict[tuple[int, str, int], list[str]]:
        """The words by place and letter and length: `(0, "f", 4)`. Built when the first star is met."""
        if not self._by_letter:
            table: dict[tuple[int, str, int], list[str]] = {}
            for word in self.words:
                for at, letter in enumerate(word):
                    table.setdefault((at, letter, len(word)), []).append(word)
            self._by_letter = table
        return self._by_letter

    def _by_squeezed(self) -> dict[str, list[str]]:
        if not self._squeezed:
            table: dict[str, list[str]] = {}
            for word in self.words:
                table.setdefault(ANY_RUN.sub(r"\1", word), []).append(word)
            self._squeezed = table
        return self._squeezed

    def _by_bare(self) -> dict[str, list[str]]:
        if not self._bare_of_dots:
            table: dict[str, list[str]] = {}
            for word in self.words:
                if not word.isascii():
                    table.setdefault(word.translate(_UNDOTTED), []).append(word)
            self._bare_of_dots = table
        return self._bare_of_dots

    def with_ones(self, word: str, written: str) -> tuple[str, ...]:
        """Words in which `1`, `|` or `!` of `written` stand for i here and for l there: `1i|`.

        `word` is `written` with all of them read as i; at most MAX_ONES of them are tried.
        """
        ones = [place for place, sign in enumerate(written) if sign in "1|!"]
        if not 0 < len(ones) <= MAX_ONES or len(written) > MAX_STRETCHED or word in self.words:
            return ()
        for letters in product("il", repeat=len(ones)):
            read = list(word)
            for place, letter in zip(ones, letters, strict=True):
                read[place] = letter
            whole = "".join(read)
            if whole in self.words or whole in self.variants:
                return self.variants.get(whole, (whole,))
        return ()

    def stretched(self, word: str) -> tuple[str, ...]:
        """Words that `word`, with some letter three times or more, may stand for."""
        once = RUN.sub(r"\1", word)
        if len(once) > MAX_STRETCHED:
            return ()
        twice, squeezed = RUN.sub(r"\1\1", word), ANY_RUN.sub(r"\1", word)
        exact = self._by_squeezed().get(squeezed)
        if not self.words.keys().isdisjoint((once, twice)):
            return tuple(word for word in (once, twice) if word in self.words)
        if once in self.ordinary or twice in self.ordinary:
            return ()
        if exact:
            return tuple(exact[:MAX_READINGS])
        for read in (once, twice, squeezed):
            if read in self.variants:
                return self.variants[read]
        return ()

    def unmasked(self, word: str) -> tuple[str, ...]:
        """Words that a starred word may stand for: known letters agree, endings may follow. Best first."""
        if RUN.search(word) is not None:
            guesses = self._fill(RUN.sub(r"\1", word)) or self._fill(RUN.sub(r"\1\1", word))
            if guesses:
                return guesses
        return self._fill(word)

    def _fill(self, word: str) -> tuple[str, ...]:
        known = [(at, letter) for at, letter in enumerate(word) if letter not in MASKS]
        stars = len(word) - len(known)
        if len(word) > MAX_STRETCHED or len(known) < (3 if word[0] in MASKS else 2):
            return ()
        # Endings may follow a word with one star; with more, the word must fit as it stands.
        shortest = len(word) if stars > 1 else max(4, 1 + max(map(word.rfind, MASKS)))
        places = self._by_place()
        for length in range(len(word), min(shortest, len(word)) - 1, -1):
            here = [(at, letter) for at, letter in known if at < length]
            likely = min([places.get((at, letter, length), ()) for at, letter in here], key=len)
            fits = [fit for fit in likely if all(fit[at] == letter for at, letter in here)]
            if fits:
                return tuple(fit + word[length:] for fit in fits[:MAX_READINGS])
        return ()

    def undotted(self, word: str) -> tuple[str, ...]:
        """Words that `word`, in which Arabic letters lack their dots, may stand for."""
        bare = self._by_bare().get(word.translate(_UNDOTTED_WRITTEN).translate(_UNDOTTED), ())
        return tuple(bare[:MAX_READINGS])

    def is_firm(self, word: str) -> bool:
        """Is a stretched word a term once its runs are read as single letters?"""
        return ANY_RUN.sub(r"\1", word) in self._by_squeezed()

    def is_ordinary(self, view: TextView, runs: Sequence[int], start: int, end: int) -> bool:
        """Is a stretched word (`gooot`) an ordinary one with its letters once or twice?"""
        text = view.text
        while start and text[start - 1].isalnum():
            start -= 1
            if end - start > MAX_STRETCHED:
                return False
        while end < len(text) and text[end].isalnum():
            end += 1
            if end - start > MAX_STRETCHED:
                return False
        letters = list(zip(text[start:end], runs[start:end], strict=True))
        once = "".join(letter * (1 if run > 2 else run) for letter, run in letters)
        twice = "".join(letter * min(run, 2) for letter, run in letters)
        if once in self.words or twice in self.words:
            return False
        return once in self.ordinary or twice in self.ordinary
