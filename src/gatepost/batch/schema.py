"""The columns of a verdict in Arrow: stable names and types, described in docs/reference/batch.md."""

from __future__ import annotations

import pyarrow

from gatepost.batch.columns import CARRIED, ID, Chosen
from gatepost.engine.numbers import ATTACKS, CLAUSES, FEATURES

EVIDENCE = pyarrow.struct([("start", pyarrow.int32()), ("end", pyarrow.int32()), ("text", pyarrow.string())])
GROUND = pyarrow.struct(
    [
        ("clause", pyarrow.string()),
        ("probability", pyarrow.float64()),
        ("evidence", pyarrow.list_(EVIDENCE)),
        ("by", pyarrow.string()),
        ("target", pyarrow.string()),
    ]
)
MEASURED = pyarrow.struct([(name, pyarrow.float64()) for name in (*FEATURES.values(), *ATTACKS.values())])

VERDICT = pyarrow.schema(
    [
        ("outcome", pyarrow.string()),
        ("violation", pyarrow.float64()),
        ("language", pyarrow.string()),
        ("grounds", pyarrow.list_(GROUND)),
        *((clause, pyarrow.float64()) for clause in CLAUSES),
        ("engine", pyarrow.string()),
        ("guidelines", pyarrow.string()),
        ("features", MEASURED),
        ("error_code", pyarrow.string()),
        ("error_message", pyarrow.string()),
    ]
)
"""What is said of one row; all null but the last two where the row could not be screened."""


def result_schema(source: pyarrow.Schema, chosen: Chosen) -> pyarrow.Schema:
    """The columns out: the id, the verdict, then what is carried over with the types of `source`."""
    identity = source.field(chosen.id).type if chosen.id else pyarrow.string()
    return pyarrow.schema(
        [
            pyarrow.field(ID, identity),
            *VERDICT,
            *(pyarrow.field(CARRIED + name, source.field(name).type) for name in chosen.kept),
        ]
    )
