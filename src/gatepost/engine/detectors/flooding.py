"""The same or nearly the same text again on one site (clause `flooding`), by similarity sketches.

`conversation/` hands in the sketches of earlier comments that may be alike (`Context.earlier`); without them
nothing is found, and nothing is paid. Each earlier text counts by how much it is alike, and more the longer
the text is: one repetition is a slip of the finger, the third of a long text is a campaign. A text too short
to be told from what anybody would say (`ENOUGH_LETTERS` in the sketches) never counts, in any script.
"""

from __future__ import annotations

from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import letters, similarity, sketch
from gatepost.vocabulary import Context, Evidence, Finding

CLAUSE = "flooding"
ALIKE = 0.5
"""From this similarity on an earlier text counts: about six words in thirty may have been changed."""

ALONE = 0.55
"""What is left of the doubt after one repetition of a long text; each further one multiplies."""

LONG = 80
"""Letters from which a text counts fully; a shorter one needs more repetitions."""

MOST = 0.99


def detect(reading: Reading, context: Context) -> list[Finding]:
    """At most one finding; its evidence is the whole text, its note tells how often it came before."""
    if not context.earlier:
        return []
    own = sketch(reading)
    shares = [share for one in context.earlier if (share := similarity(own, one)) >= ALIKE]
    if not shares:
        return []
    weight = sum(shares) * min(1.0, len(letters(reading)) / LONG)
    text = reading.original
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    evidence = (Evidence(start, end, text[start:end]),)
    probability = min(MOST, 1.0 - ALONE**weight)
    return [Finding(CLAUSE, probability, CLAUSE, evidence, f"{CLAUSE}.{len(shares)}")]
