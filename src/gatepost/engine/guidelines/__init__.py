"""The publisher's rules: clauses, their wording in each language, thresholds; versioned by what they say."""

from gatepost.engine.guidelines.parse import NEVER_REJECTS, GuidelinesError, load, parse, read_text
from gatepost.engine.guidelines.records import Automation, Clause, Guidelines, OwnWord, Words
from gatepost.engine.guidelines.written import document_of, written

__all__ = [
    "NEVER_REJECTS",
    "Automation",
    "Clause",
    "Guidelines",
    "GuidelinesError",
    "OwnWord",
    "Words",
    "document_of",
    "load",
    "parse",
    "read_text",
    "written",
]
