"""The publisher's rules: clauses, their wording in each language, thresholds; versioned by what they say."""

from gatepost.engine.guidelines.parse import NEVER_REJECTS, GuidelinesError, load, parse
from gatepost.engine.guidelines.records import Clause, Guidelines, OwnWord, Words

__all__ = ["NEVER_REJECTS", "Clause", "Guidelines", "GuidelinesError", "OwnWord", "Words", "load", "parse"]
