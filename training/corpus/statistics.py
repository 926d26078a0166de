"""What is in the corpus, counted: the tables of README.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from training.corpus import FOLDER
from training.corpus.grammar import Grammar
from training.corpus.schema import CLAUSES, OPINIONS, STANCES, TARGETS, Example

BEGIN, END = "<!-- statistics -->", "<!-- end of statistics -->"
README = FOLDER / "README.md"


def tables(examples: Sequence[Example], grammars: Sequence[Grammar]) -> str:
    """All tables as Markdown; one column a language."""
    languages = sorted({example.lang for example in examples})
    pieces = [
        _whole(examples, grammars, languages),
        _counts("stance", languages, examples, lambda one: [one.stance], STANCES),
        _counts("target", languages, examples, lambda one: [one.target], TARGETS),
        _counts(
            "label",
            languages,
            examples,
            lambda one: [k for k, v in one.labels.items() if v],
            (*CLAUSES, *OPINIONS),
        ),
        _groups(examples),
    ]
    return "\n\n".join(pieces)


def renew(text: str, path: Path = README) -> None:
    """Put the tables between their marks."""
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")


def _table(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    rule = ["---"] + ["--:"] * (len(head) - 1)
    return "\n".join(
        "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in line) + " |"
        for line in (head, rule, *lines)
    )


def _whole(examples: Sequence[Example], grammars: Sequence[Grammar], languages: Sequence[str]) -> str:
    by_name = {grammar.language: grammar for grammar in grammars}

    def line(name: str, count: Callable[[list[Example]], object]) -> list[object]:
        return [name, *(count([one for one in examples if one.lang == language]) for language in languages)]

    templates, phrases = ["templates, by hand"], ["inventory entries, by hand"]
    lines: list[Sequence[object]] = [
        line("examples", len),
        line("for training", lambda many: sum(one.part == "train" for one in many)),
        line("for the test", lambda many: sum(one.part == "test" for one in many)),
        line("violating", lambda many: f"{sum(one.violating for one in many) / max(len(many), 1):.0%}"),
        line("contrast sets told", lambda many: len({one.set for one in many})),
        line("distinct skeletons", lambda many: len({one.skeleton for one in many})),
        line("evading spelling", lambda many: sum(one.evading for one in many)),
        line("longer than 200 letters", lambda many: sum(len(one.text) > 200 for one in many)),
    ]
    handmade: list[list[object]] = [[*templates], [*phrases]]
    for language in languages:
        grammar = by_name[language]
        handmade[0].append(sum(len(m.templates) for one in grammar.sets for m in one.members))
        handmade[1].append(
            sum(len(many) for inv in grammar.inventories.values() for many in inv.entries.values())
        )
    return _table(["", *languages], [*lines, *handmade])


def _counts(
    name: str,
    languages: Sequence[str],
    examples: Sequence[Example],
    values: Callable[[Example], Sequence[str]],
    order: Sequence[str],
) -> str:
    found = Counter((one.lang, value) for one in examples for value in values(one))
    return _table(
        [name, *languages], [[value, *(found[language, value] for language in languages)] for value in order]
    )


def _groups(examples: Sequence[Example]) -> str:
    """How each kind of group is spoken of, all languages together: nobody is only ever named to be abused."""
    stances = ("attack", "denial", "quotation", "report", "question", "praise", "neutral", "counter-speech")
    found = Counter((one.group, one.stance) for one in examples if one.group)
    kinds = sorted({kind for kind, _ in found})
    lines = [[kind, *(found[kind, stance] for stance in stances)] for kind in kinds]
    return _table(["kind of group", *stances], lines)
