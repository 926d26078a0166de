"""What one character is read as, for matching only: the table behind every folded view.

Each code point folds to a string of 0 to 4 characters, whatever stands around it, so that folding costs one
look-up a character and offsets stay exact. The rules, in order:

- ignorable characters (zero-width, soft hyphen, bidi controls, variation selectors, tatweel) and the marks of
  Latin, Greek, Cyrillic, Hebrew and Arabic script fold to nothing (Unicode 17, UAX #44 and UAX #31);
- compatibility forms fold to what they stand for (NFKD, UAX #15: full width, mathematical, ligatures,
  Arabic presentation forms), then lower case; Turkish dotless and dotted i both read as `i`;
- letters of one Arabic-script sound fold together (alef, yeh, kaf, heh, and the marked Sorani letters);
- digits of every script fold to 0-9, every white space to one plain space, curly quotes to straight ones;
- letters drawn to look Latin (small capitals, negative squares) fold to Latin.

A folded text says nothing about language; entries of a word list say which marks they insist on.
"""

from __future__ import annotations

import unicodedata

MAX_EXPANSION = 4
"""A character that would fold to more (U+FDFA folds to 18) stays itself: no text grows without bound."""

_IGNORABLE = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x0600, 0x0605),  # Arabic number signs
    (0x061C, 0x061C),  # Arabic letter mark
    (0x0640, 0x0640),  # tatweel
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),  # zero-width space, ZWNJ, ZWJ, LRM, RLM
    (0x202A, 0x202E),  # bidi embeddings and overrides
    (0x2060, 0x206F),  # word joiner, isolates, deprecated format characters
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),  # tags, supplementary variation selectors
)
_MARKS = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x0898, 0x089F),
    (0x08CA, 0x08E1),
    (0x08E3, 0x08FF),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)

_ALIKE = {
    # one Arabic-script letter, several code points
    **dict.fromkeys("أإآٱٲٳٵ", "ا"),
    **dict.fromkeys("يىېێےۓۍؽؾؿئ", "ی"),
    **dict.fromkeys("كڪګڬڭڮ", "ک"),
    **dict.fromkeys("ةەھہۀۂۃ", "ه"),
    **dict.fromkeys("ؤۆۇۈۉۊۋ", "و"),
    **dict.fromkeys("ڕ", "ر"),
    **dict.fromkeys("ڵ", "ل"),
    "ں": "ن",
    # Latin letters whose stroke NFKD does not take off
    **dict(
        zip("øłđħŧðıȷĸŋƀƃɓƈɗƒɠɦɨƙɫɱƞɲɵƥɽʂƫʉʋƴƶɣɛɔəɪʏ", "oldhtdijknbbbcdfghiklmnnoprstuvyzgeoeiy", strict=True)
    ),
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    # drawn as small capitals
    **dict(zip("ᴀʙᴄᴅᴇꜰғɢʜᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡᴢ", "abcdeffghjklmnoprstuvwz", strict=True)),
    # quotation marks and dashes
    **dict.fromkeys("‘’‚‛ʼ´′＇", "'"),
    **dict.fromkeys("“”„‟″«»〝〞", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": ".",
    "٪": "%",
}

LOOK_ALIKES = str.maketrans(
    # Cyrillic, Greek and Armenian letters that a Latin word may borrow, in lower case (a hand-picked part
    # of the confusables of UTS #39)
    "авсԁеһіјкӏмнорԛгѕтицѵшщԝхубьпяαβϲδεηικμνορσςτυχωγλացհոօքսւ",
    "abcdehijklmhopqrstuuvwwwxybbnrabcdenikuvopoctuxwylwghnopul",
)
"""Applied only inside words that also hold a Latin letter: a wholly Cyrillic or Greek word stays."""


def _ranges(pairs: tuple[tuple[int, int], ...]) -> frozenset[str]:
    return frozenset(chr(point) for first, last in pairs for point in range(first, last + 1))


_DROPPED = _ranges(_IGNORABLE) | _ranges(_MARKS)
_READ = {
    **dict.fromkeys(_DROPPED, ""),
    **_ALIKE,
    **{chr(point): " " for point in range(0x3001) if chr(point).isspace()},
    **{
        chr(point): str(digit)
        for point in range(0x10000)
        if (digit := unicodedata.decimal(chr(point), None)) is not None
    },
}
NEGATIVE_CAPITALS = (0x1F150, 0x1F170)
"""Where the negative circled and negative squared capitals begin, A to Z; NFKD leaves them as they are."""


def fold_character(character: str) -> str:
    """What one code point is read as: 0 to 4 characters, never an error. Source: the module's docstring."""
    if character in _READ:
        return _READ[character]
    point = ord(character)
    if 0xAC00 <= point <= 0xD7A3:  # Hangul syllables stay whole
        return character
    read = unicodedata.normalize("NFKD", character)
    if read == character and character.casefold() == character:
        digit = unicodedata.decimal(character, None)
        for first in NEGATIVE_CAPITALS if point > 0x1F14F else ():
            if first <= point < first + 26:
                return chr(point - first + 97)
        return character if digit is None else str(digit)
    read = unicodedata.normalize("NFKD", read.casefold()).lower()
    folded = "".join(_READ.get(part, part) for part in read)
    if len(folded) > MAX_EXPANSION:
        return character
    return folded


MAX_KEPT = 50_000


class FoldTable(dict[str, str]):
    """`fold_character`, remembered for the first MAX_KEPT characters ever met, so that it stays small."""

    def __missing__(self, character: str) -> str:
        folded = fold_character(character)
        if len(self) < MAX_KEPT:
            self[character] = folded
        return folded


FOLD = FoldTable()
