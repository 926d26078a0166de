"""Names pass the engine as texts do. What it would reject is refused at once; what it doubts brings the
comment to a person. A name that could not be screened in time is screened together with its comment.

A classifier learnt from sentences: of names alone it thinks all kinds of things. So its findings count here
only from `SURE` on; and that a name is in no known language, or no word at all, counts for nothing.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import structlog

from gatepost.conversation.discretion import told
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sound import sound_verdicts
from gatepost.vocabulary import Context, Finding, Outcome, Submission, Verdict

if TYPE_CHECKING:
    from gatepost.conversation.rules.records import InForce
    from gatepost.conversation.sites import Site

AUTHOR_NAME = "author-name"
"""Stands in the referral of a comment whose author's name a person should see; no clause of guidelines."""
SECONDS = 0.5
"""So long a reader waits for what the engine thinks of the name."""
SURE = 0.75
REMEMBERED = 20_000
_SAY_NOTHING = frozenset({"unknown-language", "not-sure", "gibberish", "off-topic", "shouting", "empty"})
_log = structlog.get_logger("gatepost.names")


class NameRefused(Refusal):
    """The name breaks these clauses, each once, the likeliest first."""

    def __init__(self, clauses: tuple[str, ...]) -> None:
        named = ", ".join(f"`{clause}`" for clause in clauses)
        super().__init__("name-refused", f"The name breaks a guideline: {named}. Choose another name.")
        self.clauses = clauses


class NameScreening:
    """Remembers what the engine said of a name under the same guidelines. Called from any thread."""

    def __init__(self) -> None:
        self._verdicts: OrderedDict[tuple[str, str, str], Verdict] = OrderedDict()
        self._lock = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None

    def verdicts(self, rules: InForce, names: Sequence[str]) -> dict[str, Verdict]:
        """What the engine says of each. Blocking; raises what the engine raises."""
        versions = (rules.screening.version, rules.guidelines.version)
        with self._lock:
            known = {name: self._verdicts.get((name, *versions)) for name in names}
        new = [name for name, verdict in known.items() if verdict is None]
        if new:
            submissions = [Submission(name) for name in new]
            found = sound_verdicts(rules.screening, submissions, [Context()] * len(new))
            with self._lock:
                for name, verdict in zip(new, found, strict=True):
                    known[name] = self._verdicts[name, *versions] = verdict
                while len(self._verdicts) > REMEMBERED:
                    self._verdicts.popitem(last=False)
        return {name: verdict for name, verdict in known.items() if verdict is not None}

    async def check(self, rules: InForce, site: Site, name: str) -> None:
        """Refuse (`NameRefused`) what the site lets the engine reject. Never holds a reader up for long.

        Nothing is refused where no engine is loaded: the name is screened with the comment, elsewhere.
        """
        if not rules.screening.version:
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="gatepost-names")
        asked = asyncio.get_running_loop().run_in_executor(self._thread, self.verdicts, rules, (name,))
        try:
            verdict = (await asyncio.wait_for(asked, SECONDS))[name]
        except TimeoutError:
            return
        except Exception as error:
            _log.warning("name-unscreened", error=told(error))
            return
        if verdict.outcome is Outcome.REJECT and site.modes.outcome_for(verdict)[0] is Outcome.REJECT:
            ranked = sorted(verdict.grounds, key=lambda ground: -_likely(ground))
            raise NameRefused(tuple(dict.fromkeys(ground.clause for ground in ranked)))

    def stop(self) -> None:
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._thread = None


def doubt(verdict: Verdict) -> Finding | None:
    """What a person should be told of this name; None when there is nothing to tell."""
    found = [ground for ground in verdict.grounds if _counts(ground)]
    if not found:
        return None
    strongest = max(map(_likely, found))
    return Finding(AUTHOR_NAME, strongest, "gatepost", note=AUTHOR_NAME, refer_only=True)


def unscreened() -> Finding:
    """The engine failed on the name: a person looks at it."""
    return Finding(AUTHOR_NAME, 1.0, "gatepost", note=AUTHOR_NAME, refer_only=True)


def _counts(ground: Finding) -> bool:
    if ground.clause in _SAY_NOTHING:
        return False
    return ground.by != "classifier" or _likely(ground) >= SURE


def _likely(ground: Finding) -> float:
    """What is no number from 0 to 1 must never look harmless."""
    given: object = ground.probability
    return float(given) if isinstance(given, int | float) and 0 <= given <= 1 else 1.0
