"""Pages for readers that need no script: the thread, the form, the report, the receipt; and the frame.

They hold no rules of their own. What they show and take goes through the very functions that answer the API
(`asking.py`), so that a limit, a switch or a refusal cannot hold at one door only. They set no cookie.
"""

from gatepost.web.public.embed import embed, embed_script
from gatepost.web.public.posting import post_thread
from gatepost.web.public.receipt import get_receipt
from gatepost.web.public.receipt_steps import (
    ask_erase,
    ask_withdraw,
    post_appeal_page,
    post_erase,
    post_withdraw_page,
)
from gatepost.web.public.refused import HANDLERS
from gatepost.web.public.reporting import ask_report, post_report_page
from gatepost.web.public.thread import get_thread

ROUTES = (
    get_thread,
    post_thread,
    ask_report,
    post_report_page,
    get_receipt,
    post_appeal_page,
    ask_withdraw,
    post_withdraw_page,
    ask_erase,
    post_erase,
    embed,
    embed_script,
)

__all__ = ["HANDLERS", "ROUTES"]
