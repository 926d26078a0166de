"""Against abuse without CAPTCHA: who asks, how often, what is demanded in an attack, what authors are told.

Nothing here is done in secret: whoever is limited learns it in the answer to the very request, in their own
language, with what to do next. See docs/explanation/against-abuse.md.
"""
