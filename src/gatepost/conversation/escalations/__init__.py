"""A comment that somebody else must see: an editor, the lawyers, the police; and what is kept for them."""
