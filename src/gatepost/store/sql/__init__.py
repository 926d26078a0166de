"""What the conversation keeps, as SQL that SQLite and PostgreSQL both understand: one operation a function.

An operation takes a `Cursor` and is one transaction, or a part of one. Who runs it, on which thread or
connection, and what happens when a disk is full, is told in `sqlite/` and `postgresql/`.
"""
