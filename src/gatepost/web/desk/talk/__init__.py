"""Talking with readers at the desk: an article's settings, and replies of the newsroom."""

from gatepost.web.desk.talk.reply import reply
from gatepost.web.desk.talk.settings import article, article_settings

ROUTES = (article, article_settings, reply)
