"""Suspending authors at the desk, lifting, and answering their appeals."""

from gatepost.web.desk.suspensions.actions import answer, lift, suspend
from gatepost.web.desk.suspensions.page import suspensions

ROUTES = (suspensions, suspend, lift, answer)
