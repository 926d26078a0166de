"""`gatepost doctor`: looks at settings and surroundings, changes nothing, says the mend."""

from __future__ import annotations

from gatepost.web.doctor.findings import Finding, State
from gatepost.web.doctor.rounds import examine

__all__ = ["Finding", "State", "examine"]
