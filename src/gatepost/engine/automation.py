"""The last step of a verdict: where the engine is not sure enough to decide alone, a person decides.

It turns approvals and rejections into referrals and nothing into anything else, so it can only make the
engine more careful. The limits are those of the guidelines, set by hand or certified by `gatepost calibrate`.
"""

from __future__ import annotations

from msgspec.structs import replace

from gatepost.engine.guidelines import Automation
from gatepost.engine.policy import Decided
from gatepost.vocabulary import Finding, Outcome

NOT_SURE = "not-sure"
"""A ground of the engine's own: nothing speaks against the comment, and not enough speaks for it."""


def hold(decided: Decided, violation: float, automation: Automation, engine: str) -> Decided:
    """What the policy decided, or a referral. `violation`: 0..1, what is no number counts as not sure;
    `engine`: the version that speaks."""
    if not automation or decided.outcome is Outcome.REFER:
        return decided
    approving = decided.outcome is Outcome.APPROVE
    if automation.engine and automation.engine != engine:
        why = "automation is certified for another engine"
    elif approving and not violation < automation.approve_below:
        why = f"automation: violation {violation:.3f} is not below {automation.approve_below:g}"
    elif not approving and not violation >= automation.reject_from:
        why = f"automation: violation {violation:.3f} is not at least {automation.reject_from:g}"
    else:
        return decided
    grounds = decided.grounds
    if approving:
        grounds = (Finding(NOT_SURE, violation, "policy", note=NOT_SURE), *grounds)
    steps = (*decided.steps[:-1], f"{why}: a person decides", f"outcome: {Outcome.REFER.value}")
    return replace(decided, outcome=Outcome.REFER, grounds=grounds, steps=steps)
