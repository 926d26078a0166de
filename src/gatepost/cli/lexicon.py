"""`gatepost lexicon`: why a word strikes or does not, and what is wrong with a word list."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import msgspec
from cyclopts import App, Parameter

from gatepost.cli.say import answer, complain
from gatepost.engine.guidelines import GuidelinesError, load

app = App(name="lexicon", help="Try words on the word lists, and check the lists.")


@app.command(name="test")
def try_words(
    text: Annotated[str, Parameter(allow_leading_hyphen=False)],
    /,
    *,
    language: str | None = None,
    guidelines: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Say which entries of the word lists a word or sentence touches, and what each would do by itself.

    Parameters
    ----------
    text
        A word or a sentence, in quotes.
    language
        The code of its language; detected without.
    guidelines
        The publisher's guidelines (TOML), whose own words and allowances count too; the shipped ones without.
    json
        For programs: one JSON object on standard output.
    """
    from gatepost.engine.detectors.explaining import explain
    from gatepost.engine.detectors.lexicon import Lexicon
    from gatepost.engine.models.language import LanguageIdentifier

    try:
        rules = load(guidelines)
    except GuidelinesError as error:
        complain(str(error))
        return 2
    spoken = language or LanguageIdentifier.load().identify([text])[0][0]
    found = explain(Lexicon.load(), rules, text, spoken)
    if json:
        head = {"text": text, "language": spoken, "detected": language is None, "guidelines": rules.version}
        hits = [_plain(hit, text) for hit in found.hits]
        spared = [_plain(each, text) for each in found.spared]
        answer(msgspec.json.encode(head | {"hits": hits, "spared": spared}).decode())
        return 0
    from rich.console import Console

    from gatepost.cli.hits import show

    show(text, spoken, language is None, found, rules.version, Console(highlight=False))
    return 0


@app.command
def lint(
    *lists: Annotated[Path, Parameter(name="FILE")],
    clean: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Name every fault of word lists, with its line and mend; of the shipped lists without a FILE.

    Parameters
    ----------
    lists
        Word lists, each named by its language: LANGUAGE.tsv.
    clean
        A text file, one clean sentence a line, in which nothing that may reject must be found.
    json
        For programs: one JSON object a line.
    """
    from gatepost.engine.detectors.lint import lint as faults

    shipped = files("gatepost.engine.detectors") / "lexicons"
    names = [file.name for file in shipped.iterdir() if file.name.endswith(".tsv")]
    try:
        texts = {str(path): path.read_text("utf-8") for path in lists} or {
            name: (shipped / name).read_text("utf-8") for name in sorted(names)
        }
        lines = clean.read_text("utf-8").splitlines() if clean is not None else []
    except (OSError, UnicodeDecodeError) as error:
        complain(f"cannot be read: {error}; check the path, its rights, and that it is UTF-8")
        return 2
    count = 0
    for name, text in texts.items():
        for problem in faults(text, Path(name).stem, lines):
            count += 1
            if json:
                found = {"file": name, **msgspec.structs.asdict(problem)}
                answer(msgspec.json.encode(found).decode())
            else:
                answer(f"{name}, line {problem.line}: {problem.wrong}; {problem.mend}")
    if count:
        complain(
            f"{count} problem{'s' if count > 1 else ''} in {len(texts)} list{'s' if len(texts) > 1 else ''}"
        )
        return 1
    if not json:
        answer(f"{len(texts)} list{'s' if len(texts) > 1 else ''}: sound")
    return 0


def _plain(each: Any, text: str) -> dict[str, Any]:
    """A hit or a spared entry as JSON: the entry's own fields beside those of the strike."""
    from gatepost.engine.detectors.lint import sources

    entry = each.entry
    source = sources().get(entry.source, {})
    said = msgspec.to_builtins(each)
    said.pop("entry")
    return {
        "term": entry.term,
        "list": entry.language or "publisher",
        "clause": entry.clause,
        "severity": entry.severity,
        "match": entry.match,
        "gloss": entry.gloss,
        "exceptions": list(entry.exceptions),
        "source": source.get("list", entry.source),
        "licence": source.get("licence", ""),
        "reviewed": entry.reviewed,
        "written": text[each.start : each.end],
        **said,
    }
