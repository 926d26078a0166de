"""From a TOML file to `Guidelines`, or to one error that lists all that is wrong and how to mend it."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from gatepost.engine.guidelines.automation import read_automation
from gatepost.engine.guidelines.records import Clause, Guidelines
from gatepost.engine.guidelines.words import read_words

RESERVED = frozenset(
    {"abuse", "promotion", "toxicity", "empty", "engine-error", "unknown-language", "not-sure"}
)
"""Names with another meaning in a verdict: sums of clauses, and the engine's own reasons to refer."""

NEVER_REJECTS = frozenset({"off-topic"})
"""Clauses on which the engine is never sure enough: a person rejects or nobody does."""

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)?")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FILE_KEYS = ("name", "language", "preamble", "clause", "words", "automation")
_CLAUSE_KEYS = ("id", "active", "refer", "reject", "title", "wording")
_WELCOME_KEYS = ("id", "active", "protect", "title", "wording")


class GuidelinesError(Exception):
    """The guidelines cannot be used. Each of `problems` names file, clause, what is wrong, and the mend."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def load(path: str | Path | None = None) -> Guidelines:
    """Read guidelines from `path`; the shipped ones without. Raises `GuidelinesError`."""
    return parse(*read_text(path))


def read_text(path: str | Path | None = None) -> tuple[str, str]:
    """The text of a guidelines file, the shipped one without, and its name. Raises `GuidelinesError`."""
    if path is None:
        shipped = files("gatepost.engine.guidelines") / "default.toml"
        return shipped.read_text("utf-8"), shipped.name
    path = Path(path)
    try:
        return path.read_bytes().decode("utf-8-sig"), str(path)
    except UnicodeDecodeError as error:
        raise GuidelinesError([f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8"]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise GuidelinesError([f"{path}: cannot be read ({reason}); check the path and its rights"]) from None


def parse(text: str, source: str) -> Guidelines:
    """Guidelines from the text of a TOML file; `source` names it in errors. Raises `GuidelinesError`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise GuidelinesError([f"{source}: not valid TOML: {error}; mend it there"]) from None
    except RecursionError:
        raise GuidelinesError([f"{source}: not valid TOML: nested too deeply; flatten it"]) from None
    reader = _Reader(source)
    guidelines = reader.guidelines(document)
    if reader.problems:
        raise GuidelinesError(reader.problems)
    return guidelines


class _Reader:
    """Reads one document and collects every problem on the way, so that one run shows them all."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.where = source
        self.problems: list[str] = []

    def guidelines(self, document: dict[str, Any]) -> Guidelines:
        self.unknown_keys(document, _FILE_KEYS)
        name = document.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.problem(f"name is {name!r}", 'give it a short name, such as name = "my-paper"')
            name = "unnamed"
        language = document.get("language", "en")
        if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
            self.problem(f"language is {language!r}", 'give a language code, such as language = "en"')
            language = "en"
        preamble = self.texts(document.get("preamble", {}), "preamble")
        clauses = self.clauses(document.get("clause", []), language)
        if not any(clause.active and not clause.welcome for clause in clauses) and not self.problems:
            self.problem(
                "no clause is active", "leave at least one clause active, or nothing is ever rejected"
            )
        words = read_words(document.get("words", {}), clauses, self)
        automation = read_automation(document.get("automation", {}), self)
        plain = Guidelines(name, language, preamble, clauses, words)
        certified = automation.certificate.get("guidelines", plain.version)
        if certified != plain.version:
            self.problem(
                f"[automation] is certified for the rules {certified}, and these are {plain.version}",
                "run gatepost calibrate again, or remove [automation.certificate]: the limits are then your "
                "own judgement",
            )
        return replace(plain, automation=automation)

    def clauses(self, tables: Any, language: str) -> tuple[Clause, ...]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.problem("clause is not a list of tables", "begin every clause with a line [[clause]]")
            return ()
        read: dict[str, Clause] = {}
        for number, table in enumerate(tables, start=1):
            clause = self.clause(table, number, language)
            if clause.id in read:
                self.problem(f"the id {clause.id!r} is given twice", "keep one of the two clauses")
            read[clause.id] = clause
        self.where = self.source
        return tuple(read.values())

    def clause(self, table: dict[str, Any], number: int, language: str) -> Clause:
        identity = table.get("id")
        if isinstance(identity, str) and len(identity) <= 64 and _ID.fullmatch(identity):
            self.where = f"{self.source}: clause {identity}"
        else:
            self.where = f"{self.source}: clause number {number}"
            self.problem(
                f"its id is {identity!r}",
                'give it an id of small letters, digits and hyphens, such as id = "spoilers"',
            )
            identity = f"number-{number}"
        if identity in RESERVED:
            self.problem(
                "this id has another meaning in verdicts", f"choose another one, such as {identity}.other"
            )
        welcome = identity.startswith("welcome.")
        self.unknown_keys(table, _WELCOME_KEYS if welcome else _CLAUSE_KEYS)
        active = table.get("active", True)
        if not isinstance(active, bool):
            self.problem(f"active is {active!r}", "write active = true or active = false")
        title = self.texts(table.get("title", {}), "title", need=language if active is True else None)
        wording = self.texts(table.get("wording", {}), "wording", need=language if active is True else None)
        if welcome:
            protect = self.probability(table, "protect", 0.9)
            return Clause(identity, title, wording, active is True, protect=protect, welcome=True)
        refer = self.probability(table, "refer", 0.5)
        reject = self.probability(table, "reject", 0.9) if "reject" in table else None
        if reject is not None and identity in NEVER_REJECTS:
            self.problem("reject is set, but this clause can only refer", "remove the line with reject")
        if reject is not None and reject < refer:
            self.problem(f"reject ({reject}) is below refer ({refer})", "raise reject or lower refer")
        return Clause(identity, title, wording, active is True, refer=refer, reject=reject)

    def probability(self, table: dict[str, Any], key: str, default: float) -> float:
        value = table.get(key, default)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0.0 < value <= 1.0:
            return float(value)
        self.problem(
            f"{key} is {value!r}", f"give a probability above 0 and up to 1, such as {key} = {default}"
        )
        return default

    def texts(self, table: Any, key: str, need: str | None = None) -> Mapping[str, str]:
        """A table of language codes and texts, white space made even so that line breaks do not matter."""
        if not isinstance(table, dict):
            self.problem(
                f"{key} is not a table", f'write it by language, such as {key}.{need or "en"} = "..."'
            )
            return {}
        texts = {}
        for language, text in table.items():
            if not _LANGUAGE.fullmatch(language):
                self.problem(
                    f"{key} has the language {language!r}", "use a code such as en, ar, ckb, kmr, tr, fa"
                )
            elif not isinstance(text, str) or not text.strip():
                self.problem(f"{key} in {language} is empty or no text", "write it or remove the line")
            else:
                texts[language] = " ".join(text.split())
        if need and need not in table:
            self.problem(f"{key} in {need} is missing", f'add {key}.{need} = "..." (others fall back to it)')
        return texts

    def unknown_keys(self, table: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                close = difflib.get_close_matches(key, known, n=1)
                mend = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
                self.problem(f"{key!r} is not known here", mend)

    def problem(self, wrong: str, mend: str) -> None:
        self.problems.append(f"{self.where}: {wrong}; {mend}")
