"""Escalating a comment to an editor, the lawyers or the police; the evidence; closing with an answer."""

from gatepost.web.desk.escalations.actions import bundle, close, escalate
from gatepost.web.desk.escalations.page import escalate_form, escalations

ROUTES = (escalations, escalate_form, escalate, close, bundle)
