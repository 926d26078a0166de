"""`gatepost reader`: what a reader asks for by post. In the data folder, while the server runs or not."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from gatepost.cli.readers_house import open_house
from gatepost.conversation.authors.records import Author
from gatepost.conversation.erase import erase
from gatepost.conversation.house import House
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.readers.erase import erase_reader
from gatepost.conversation.readers.export import encoded, export_comment, export_reader
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.tokens import hash_of_hex
from gatepost.engine.guidelines import GuidelinesError
from gatepost.web.settings_file import SettingsInvalid
from gatepost.web.times import iso

app = App(name="reader", help="Export or erase what is kept about a reader.")

Config = Annotated[Path | None, Parameter(help="The settings file; gatepost.toml in this folder without.")]
Data = Annotated[Path | None, Parameter(help="The data folder, over the settings file's.")]
Email = Annotated[str | None, Parameter(help="The address of an account; on all sites of this server.")]
Id = Annotated[str | None, Parameter(name="--author", help="The author's id, as the desk's lists show it.")]
Receipt = Annotated[
    str | None, Parameter(help="A receipt's token: it proves one comment, and is good for that one alone.")
]


@app.command
def export(
    *,
    email: Email = None,
    author: Id = None,
    receipt: Receipt = None,
    language: str = "en",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    config: Config = None,
    data: Data = None,
) -> int:
    """Write everything that is kept about a reader as JSON, one document for each author found.

    Parameters
    ----------
    language
        Of the statements of reasons.
    output
        The file to write; without, it goes to standard output.
    """

    async def work(house: House) -> int:
        if receipt is not None:
            documents = [encoded(await export_comment(house, await _comment(house, receipt), language))]
        else:
            found = await _authors(house, email, author)
            documents = [encoded(await export_reader(house, one, language)) for one in found]
        if output is None:
            sys.stdout.write(b"".join(documents).decode())
        else:
            output.write_bytes(b"".join(documents))
        return 0

    return _run(work, (email, author, receipt), config, data)


@app.command(name="erase")
def erase_(
    *,
    email: Email = None,
    author: Id = None,
    receipt: Receipt = None,
    yes: Annotated[bool, Parameter(negative="", help="Do it. Without, only what would go is shown.")] = False,
    config: Config = None,
    data: Data = None,
) -> int:
    """Erase a reader: comments, account, sessions, marks, follows, letters. It cannot be undone.

    Interrupted, it is carried on by the server, or by the same command again.
    """

    async def work(house: House) -> int:
        if receipt is not None:
            comment = await _comment(house, receipt)
            if yes:
                await erase(house, comment, "author")
            return _say(f"The comment {comment} {'was' if yes else 'would be'} erased.{_hint(yes)}")
        for one in await _authors(house, email, author):
            record = await house.store.authors.record(one.id)
            total = record.approved + record.rejected + record.pending + record.withdrawn
            if not yes:
                _say(f"{one.id} on {one.site}: {total} comments and all else would be erased.{_hint(yes)}")
                continue
            done = await erase_reader(house, one.id)
            _say(f"{one.id} on {one.site}: {done.comments} comments and all else were erased.")
            if done.suspended_until is not None:
                _say(f"A suspension holds until {iso(done.suspended_until)}; it is forgotten then.")
        return 0

    return _run(work, (email, author, receipt), config, data)


async def _authors(house: House, email: str | None, author: str | None) -> Sequence[Author]:
    ids = [author] if author else [one.author for one in await house.store.readers.by_email(email or "")]
    found = [one for one in [await house.store.authors.by_id(id_) for id_ in ids] if one is not None]
    if not found:
        raise ValueError("nothing is kept about such a reader: there is no author with this id or address")
    return found


async def _comment(house: House, receipt: str) -> str:
    token_hash = hash_of_hex(receipt.strip())
    comment = await house.store.owner_of(token_hash) if token_hash else None
    if comment is None:
        raise ValueError("no comment has this receipt; its token is 32 characters long")
    return comment


def _run(
    work: Callable[[House], Awaitable[int]],
    named: Sequence[str | None],
    config: Path | None,
    data: Path | None,
) -> int:
    async def session() -> int:
        async with open_house(config, data) as house:
            return await work(house)

    if sum(one is not None for one in named) != 1:
        return _fail("name the reader by one of --email, --author and --receipt")
    try:
        return asyncio.run(session())
    except SettingsInvalid as invalid:
        return _fail("\n".join(str(fault) for fault in invalid.faults))
    except Refusal as refused:
        return _fail(refused.detail)
    except (ValueError, GuidelinesError) as error:
        return _fail(str(error))
    except (StoreUnavailable, sqlite3.Error, OSError) as error:
        return _fail(f"the database cannot be used: {error}")


def _hint(done: bool) -> str:
    return "" if done else " Say --yes to do it."


def _say(line: str) -> int:
    print(line)  # noqa: T201
    return 0


def _fail(message: str) -> int:
    print(f"gatepost reader: {message}", file=sys.stderr)  # noqa: T201
    return 2
