"""Guesses at one word: starred, without vowels, letters swapped or doubled, turned round, or cut in two.

A guess goes from a written word to a word of a strong entry, never to a mild one, and never away from an
ordinary word (`text.ordinary`). The guessed word takes the place of the written one in a view of its own,
so that phrases, endings and guards work as ever. What such a view finds is a guess: see `strike`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, product
from operator import add

from ahocorasick_rs import AhoCorasick

from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.detectors.forms import Form, forms_of
from gatepost.engine.text.disguises import Undone, masked_words
from gatepost.engine.text.offsets import pieced
from gatepost.engine.text.ordinary import ordinary_words
from gatepost.vocabulary import TextView

MASKS = "*#%•"
MAX_READINGS = 4
"""So many words at most stand for one written word: `s**t` is two."""
MAX_GUESSES = 300
"""So many written words at most are guessed at in one text."""
MAX_PIECE = 3

_WORDS = re.compile(r"[^\W_]+")
_CHUNKS = re.compile(r"(?:[^\W_]|[*#%•])+")
_GAP = re.compile(r"[^\w\n'\"(),;:?!@$€£|+]{1,3}|_")
_BESIDE_SIGN = re.compile(r"[^\W_][@$€£|+!]{1,2}$")
_SIGN_BESIDE = re.compile(r"[@$€£|+!]{1,2}[^\W_]")
_STOP = re.compile(r"[.] ")
_ODD_GAPS = frozenset("._~·")
_ALONE = frozenset("aioueyوبلژد")
MAX_STRETCHED = 24
_VOWELS = str.maketrans("", "", "aeiou")
_ONES = re.compile("[1|!]")
MAX_ONES = 4
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_ANY_RUN = re.compile(r"([^\W\d_])\1+")
_UNDOTTED = str.maketrans("بتثنیپجحخچدذرزژسشصضطظعغفقکگڤ", "ٮٮٮٮٮٮححححددرررسسصصططععڡڡککڡ")
_WITHOUT_DOTS = re.compile("[ٮٯڡںٸ]")
_UNDOTTED_WRITTEN = str.maketrans("ٯںنیظضغشخجذزق", "ڡٮٮٮطصعسححدرڡ")


Guess = tuple[int, int, tuple[str, ...], str]
"""Start and end of a written word, the words that it may stand for, and the name of the reading."""


def strong_words(entries: Iterable[LexiconEntry]) -> dict[str, None]:
    """Every word of three letters or more that a strong entry is made of, folded, in order."""
    return _words_of(form for entry in entries if entry.severity != "mild" for form in forms_of(entry))


def _words_of(forms: Iterable[Form]) -> dict[str, None]:
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


class Respeller:
    """What written words may stand for, over the words of the strong entries. Immutable after loading."""

    def __init__(self, forms: Iterable[Form], plain: AhoCorasick) -> None:
        self._plain = plain
        self._ordinary = ordinary_words()
        self._words = _words_of(forms)
        self._variants: dict[str, tuple[str, ...]] = {}
        self._readings: dict[str, str] = {}
        ordinary, words, variants, readings = self._ordinary, self._words, self._variants, self._readings
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
            for word in self._words:
                for at, letter in enumerate(word):
                    table.setdefault((at, letter, len(word)), []).append(word)
            self._by_letter = table
        return self._by_letter

    def _by_squeezed(self) -> dict[str, list[str]]:
        if not self._squeezed:
            table: dict[str, list[str]] = {}
            for word in self._words:
                table.setdefault(_ANY_RUN.sub(r"\1", word), []).append(word)
            self._squeezed = table
        return self._squeezed

    def _by_bare(self) -> dict[str, list[str]]:
        if not self._bare_of_dots:
            table: dict[str, list[str]] = {}
            for word in self._words:
                if not word.isascii():
                    table.setdefault(word.translate(_UNDOTTED), []).append(word)
            self._bare_of_dots = table
        return self._bare_of_dots

    def views(self, undone: Undone, stretched: bool, words: list[str] | None = None) -> Iterator[Undone]:
        """`undone` with its guessable words guessed: one view for each rank of guesses, none for clean text.

        `stretched`: does some letter of the view stand three times or more? `words`: those of the view, in
        order, if they are known already.
        """
        text = undone.view.text
        masked = "*" in text or "#" in text or "%" in text or "•" in text
        in_order = _WORDS.findall(text) if words is None else words
        guesses = self._guesses(undone, set(in_order), stretched, masked)
        cuts = list(self._cut(undone.view, _CHUNKS.findall(text) if masked else in_order, stretched, masked))
        if guesses:
            yield from _ranked(undone, guesses)
        if cuts:
            sure = [cut for rank, cut in cuts if rank < 2]
            yield from _ranked(undone, _apart([*sure, *guesses, *(cut for rank, cut in cuts if rank == 2)]))

    def _guesses(self, undone: Undone, words: set[str], stretched: bool, masked: bool) -> list[Guess]:
        """Stretches of the view, in order, with the words each may stand for and the name of the reading."""
        view, text = undone.view, undone.view.text
        variants = self._variants
        found: list[Guess] = []
        wanted = {}
        if not variants.keys().isdisjoint(words):
            wanted = {word: (variants[word], self._readings[word]) for word in words if word in variants}
        if stretched:
            for word in words:
                if word not in wanted and _RUN.search(word) is not None:
                    guess = self._stretched(word)
                    if guess:
                        firm = _ANY_RUN.sub(r"\1", word) in self._by_squeezed()
                        wanted[word] = (guess, "stretched" if firm else "guessed")
        if _WITHOUT_DOTS.search(text) is not None:
            for word in words:
                if word not in wanted and _WITHOUT_DOTS.search(word) is not None:
                    bare = self._by_bare().get(word.translate(_UNDOTTED_WRITTEN).translate(_UNDOTTED))
                    if bare:
                        wanted[word] = (tuple(bare[:MAX_READINGS]), "undotted")
        if wanted:
            for at in _WORDS.finditer(text):
                guess_and_reading = wanted.get(at.group())
                if guess_and_reading is not None and not (
                    _acronym(view, at.start(), at.end()) or _piece(text, at.start(), at.end())
                ):
                    found.append((at.start(), at.end(), *guess_and_reading))
                    if len(found) == MAX_GUESSES:
                        break
        if undone.signed and _ONES.search(undone.signed) is not None:
            found.extend(self._signed(text, undone.signed))
        cache: dict[str, tuple[str, ...]] = {}
        for start, end in masked_words(text) if masked else ():
            word = text[start:end]
            if word not in cache:
                cache[word] = self._unmasked(word)
            if cache[word]:
                found.append((start, end, cache[word], "starred"))
        return _apart(found)

    def _signed(self, text: str, signed: str) -> Iterator[Guess]:
        """Words in which `1`, `|` or `!` stand for i here and for l there: `1i|`, at most MAX_ONES of
        them.
        """
        seen: dict[str, tuple[str, ...]] = {}
        count = 0
        for at in _WORDS.finditer(text):
            start, end = at.span()
            written = signed[start:end]
            if written not in seen:
                seen[written] = self._read_ones(at.group(), written)
            if seen[written]:
                yield start, end, seen[written], "leet"
                count += 1
                if count == MAX_GUESSES:
                    return

    def _read_ones(self, word: str, written: str) -> tuple[str, ...]:
        ones = [place for place, sign in enumerate(written) if sign in "1|!"]
        if not 0 < len(ones) <= MAX_ONES or len(written) > MAX_STRETCHED or word in self._words:
            return ()
        for letters in product("il", repeat=len(ones)):
            read = list(word)
            for place, letter in zip(ones, letters, strict=True):
                read[place] = letter
            whole = "".join(read)
            if whole in self._words or whole in self._variants:
                return self._variants.get(whole, (whole,))
        return ()

    def _stretched(self, word: str) -> tuple[str, ...]:
        """Words that `word`, with some letter three times or more, may stand for."""
        squeezed = _ANY_RUN.sub(r"\1", word)
        exact = self._by_squeezed().get(squeezed)
        once, twice = _RUN.sub(r"\1", word), _RUN.sub(r"\1\1", word)
        if not self._words.keys().isdisjoint((once, twice)):
            return tuple(word for word in (once, twice) if word in self._words)
        if once in self._ordinary or twice in self._ordinary:
            return ()
        if exact:
            return tuple(exact[:MAX_READINGS])
        for read in (once, twice, squeezed):
            if read in self._variants:
                return self._variants[read]
        return ()

    def _unmasked(self, word: str) -> tuple[str, ...]:
        """Words that a starred word may stand for: known letters agree, endings may follow. Best first."""
        if _RUN.search(word) is not None:
            guesses = self._fill(_RUN.sub(r"\1", word)) or self._fill(_RUN.sub(r"\1\1", word))
            if guesses:
                return guesses
        return self._fill(word)

    def _fill(self, word: str) -> tuple[str, ...]:
        known = [(at, letter) for at, letter in enumerate(word) if letter not in MASKS]
        if not known:
            return ()
        last_mask = max((at for at, letter in enumerate(word) if letter in MASKS), default=-1)
        if word[0] in MASKS and len(known) < 3:
            return ()
        places = self._by_place()
        shortest = max(3, last_mask + 1)
        for length in range(len(word), shortest - 1, -1):
            here = [(at, letter) for at, letter in known if at < length]
            if len(here) < 2 or (length < len(word) and (length == 3 or len(word) - len(known) > 1)):
                continue
            likely = min((places.get((at, letter, length), ()) for at, letter in here), key=len)
            fits = [word for word in likely if all(word[at] == letter for at, letter in here)]
            if fits:
                return tuple(fit + word[length:] for fit in fits[:MAX_READINGS])
        return ()

    def _cut(
        self, view: TextView, chunks: list[str], stretched: bool, masked: bool
    ) -> Iterator[tuple[int, Guess]]:
        """Words cut in two or three (`f uck`, `sh-it`): some piece is no ordinary word, the whole is a term.

        With each goes its rank: 0 a term as it stands, 1 a term with endings, 2 a term respelt.
        """
        text = view.text
        vocabulary, variants, ordinary = self._words, self._variants, self._ordinary
        groups: dict[tuple[int, int], None] = {}
        wholes = list(map(add, chunks, chunks[1:]))
        if stretched or not (vocabulary.keys().isdisjoint(wholes) and variants.keys().isdisjoint(wholes)):
            for at, whole in enumerate(wholes):
                if len(whole) > 3 and (
                    whole in vocabulary or whole in variants or (stretched and _RUN.search(whole) is not None)
                ):
                    groups[at, 2] = None
        rare = [
            at
            for at, word in enumerate(chunks)
            if (len(word) <= MAX_PIECE and word not in ordinary and not word.isdigit())
            or (masked and not word.isalnum())
        ]
        for place in rare[:MAX_GUESSES]:
            for count in (2, 3):
                for at in range(max(0, place - count + 1), min(place, len(chunks) - count) + 1):
                    sizes = sorted(map(len, chunks[at : at + count]))
                    if 4 <= sum(sizes) <= 16 and (count == 2 or sizes[1] <= 2):
                        groups[at, count] = None
        if not groups:
            return
        spans = [at.span() for at in _CHUNKS.finditer(text)]
        tried: list[tuple[int, int, str, tuple[int, int]]] = []
        for at, count in list(groups)[:MAX_GUESSES]:
            gaps = [text[spans[one][1] : spans[one + 1][0]] for one in range(at, at + count - 1)]
            if self._may_be_cut(chunks[at : at + count], gaps):
                whole = "".join(chunks[at : at + count])
                seams = (len(chunks[at]), len(whole) - len(chunks[at + count - 1]))
                tried.append((spans[at][0], spans[at + count - 1][1], whole, seams))
        crossing = self._crossing(tried)
        unmasked: dict[str, tuple[str, ...]] = {}
        for number, (start, end, whole, _) in enumerate(tried):
            if whole in vocabulary:
                yield 0, (start, end, (whole,), "split")
            elif number in crossing:
                yield 1, (start, end, (whole,), "split")
            elif len(whole) > 3:
                guess = variants.get(whole, ())
                if not guess and masked and not whole.isalnum():
                    if whole not in unmasked:
                        unmasked[whole] = self._unmasked(whole)
                    guess = unmasked[whole]
                if not guess and stretched and _RUN.search(whole) is not None:
                    guess = self._stretched(whole)
                if guess:
                    yield 2, (start, end, guess, "split")

    def _crossing(self, tried: list[tuple[int, int, str, tuple[int, int]]]) -> set[int]:
        """Which of the joined words hold a term of four letters or more that goes over every seam."""
        offsets = list(accumulate((len(whole) + 1 for _, _, whole, _ in tried), initial=0))
        wholes = "\n".join(whole for _, _, whole, _ in tried)
        crossing: set[int] = set()
        for _, start, end in self._plain.find_matches_as_indexes(wholes, overlapping=True):
            if end - start >= 4:
                place = bisect_right(offsets, start) - 1
                first, last = tried[place][3]
                if start - offsets[place] < first and last < end - offsets[place]:
                    crossing.add(place)
        return crossing

    def _may_be_cut(self, group: list[str], gaps: list[str]) -> bool:
        """Is some piece no ordinary word, or does a sign stand where no sign stands between words?"""
        if not all(_GAP.fullmatch(gap) is not None and _STOP.search(gap) is None for gap in gaps):
            return False
        if all(gap in _ODD_GAPS for gap in gaps):
            return True
        ordinary = self._ordinary
        return any(
            (len(piece) == 1 and piece not in _ALONE)
            or (piece not in ordinary and _RUN.sub(r"\1", piece) not in ordinary)
            for piece in group
        )

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
        if once in self._words or twice in self._words:
            return False
        return once in self._ordinary or twice in self._ordinary


def _apart(guesses: Iterable[Guess]) -> list[Guess]:
    """The guesses that overlap none before them in the list, by their place in the text."""
    kept: list[Guess] = []
    taken: list[tuple[int, int]] = []
    for guess in guesses:
        at = bisect_right(taken, (guess[0], guess[1]))
        if (at and taken[at - 1][1] > guess[0]) or (at < len(taken) and taken[at][0] < guess[1]):
            continue
        taken.insert(at, (guess[0], guess[1]))
        kept.append(guess)
    return sorted(kept)


def _ranked(undone: Undone, guesses: list[Guess]) -> Iterator[Undone]:
    """One view for each rank of guesses: all first ones, all second ones, ..."""
    readings = {reading for _, _, _, reading in guesses}
    for rank in range(min(MAX_READINGS, max(len(words) for _, _, words, _ in guesses))):
        chosen = [(start, end, words[min(rank, len(words) - 1)]) for start, end, words, _ in guesses]
        view, touched = pieced(undone.view, b"", chosen)
        yield Undone(view, touched, readings.copy().pop() if len(readings) == 1 else "guessed")


def _piece(text: str, start: int, end: int) -> bool:
    """Is it only a piece of a word with signs for letters: `3rs` of `h@t3rs`?"""
    return (
        _BESIDE_SIGN.search(text, max(0, start - 3), start) is not None
        or _SIGN_BESIDE.match(text, end) is not None
    )


def _acronym(view: TextView, start: int, end: int) -> bool:
    """Is a short word written in capitals where the text is not? Then it is an abbreviation: `FCN`."""
    if end - start > 4:
        return False
    first, last = view.span(start, end)
    return view.original[first:last].isupper() and not view.original.isupper()
