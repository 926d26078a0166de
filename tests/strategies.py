"""Hypothesis strategies for text as people, and people who test limits, write it."""

from __future__ import annotations

from hypothesis import strategies as st

NASTY = (
    "\u0000\u00ad\u034f\u061c\u0640\u064e\u0651\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufe0f\ufeff"
    "\u0300\u0301\u0307\u0327\u0336İIıiŞşĞğßſŉ\ufb01\ufdfa\ufdfb\u3000\u00a0\u2028\u2029\r\n\t\x0b\x1c"
    "аеосрхуАВСΑΒΕοսА\uff26\uff35\uff23\uff2b𝐟𝐮𝐜𝐤🅵🆄ᴜᴄᴋⓕ①²½…‘’“”«»‐–—أإآٱىيېکكةەھہۀێۆڕڵئؤ٠١۲۳०१\u1100\u1161각"
    "👩🏽‍🚀🇹🇷\U000e0061\ufffe\uffff\U0010ffff"
)
SIGNS = "0134578@$!|+*#%•._-~/'\"(){}[]<>&,;:?€£"

any_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
"""Any Unicode, surrogates excepted."""

nasty_text = st.text(
    st.sampled_from(NASTY) | st.sampled_from("abcfuckshitABCINı  ") | st.sampled_from(SIGNS), max_size=80
)
"""Dense in what breaks offset maps: ignorable and combining characters, expansions, look-alikes, signs."""

stretched_text = st.lists(st.tuples(st.sampled_from("abfuckeiس ا*.1@"), st.integers(1, 6)), max_size=20).map(
    lambda runs: "".join(letter * count for letter, count in runs)
)
"""Runs of one letter, of every length."""

ascii_text = st.text(st.characters(max_codepoint=127), max_size=80)

text = any_text | nasty_text | stretched_text | ascii_text
