"""Adding, inviting, changing roles, shutting out: refusals, and what the ledger gets to know."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gatepost.conversation.accounts import people
from gatepost.conversation.accounts.records import Identity
from gatepost.conversation.refusals import Refusal
from gatepost.store.sqlite import SQLiteStore
from gatepost.vocabulary import DESK_CHAIN


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLiteStore]:
    made = SQLiteStore(tmp_path / "people.sqlite3")
    await made.open()
    yield made
    await made.close()


def refused(code: str) -> pytest.RaisesExc:
    return pytest.raises(Refusal, match=f"^{code}:")


async def test_the_ledger_has_ids_and_roles_and_no_names(store: SQLiteStore) -> None:
    ann = await people.add_person(store, 1, people.OPERATOR, "Ann Example", "admin")
    offered = await people.invite(store, 2, f"moderator:{ann.id}", "Cem Example", "editor", b"t")
    cem = await people.accept(store, 3, b"t", "hash")
    await people.change_role(store, 4, f"moderator:{ann.id}", cem.id, "auditor")
    await people.shut_out(store, 5, f"moderator:{ann.id}", cem.id)
    await people.let_in(store, 6, f"moderator:{ann.id}", cem.id)
    entries = [entry async for entry in store.entries(DESK_CHAIN)]
    assert cem.id == offered.id
    assert [(entry.comment, dict(entry.body)) for entry in entries] == [
        (ann.id, {"act": "added", "by": "operator", "role": "admin"}),
        (cem.id, {"act": "invited", "by": f"moderator:{ann.id}", "role": "editor"}),
        (cem.id, {"act": "joined", "by": f"moderator:{cem.id}", "role": "editor"}),
        (cem.id, {"act": "role-changed", "by": f"moderator:{ann.id}", "role": "auditor"}),
        (cem.id, {"act": "disabled", "by": f"moderator:{ann.id}"}),
        (cem.id, {"act": "enabled", "by": f"moderator:{ann.id}"}),
    ]
    assert not any(b"Example" in entry.canonical for entry in entries)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb", "a\u202eb", "\0"])
async def test_names_that_cannot_be(store: SQLiteStore, name: str) -> None:
    with refused("name-invalid"):
        await people.add_person(store, 1, "operator", name, "admin")
    with refused("name-invalid"):
        await people.invite(store, 1, "operator", name, "admin", b"t")


async def test_a_name_is_one_name_however_it_is_written(store: SQLiteStore) -> None:
    made = await people.add_person(store, 1, "operator", " Jose\u0301 ", "admin")
    assert made.name == "José"
    with refused("name-taken"):
        await people.add_person(store, 2, "operator", "José", "editor")


async def test_refusals_say_what_is_wrong(store: SQLiteStore) -> None:
    ann = await people.add_person(store, 1, "operator", "Ann", "admin")
    with refused("role-unknown"):
        await people.invite(store, 1, "operator", "Cem", "king", b"t")
    with refused("role-unknown"):
        await people.change_role(store, 1, "operator", ann.id, "")
    with refused("name-taken"):
        await people.invite(store, 1, "operator", "Ann", "editor", b"t")
    with refused("last-admin"):
        await people.change_role(store, 1, "operator", ann.id, "editor")
    with refused("last-admin"):
        await people.shut_out(store, 1, "operator", ann.id)
    for step in (
        people.change_role(store, 1, "operator", "nobody", "editor"),
        people.shut_out(store, 1, "operator", "nobody"),
        people.let_in(store, 1, "operator", "nobody"),
        people.withdraw_invitation(store, 1, "operator", "nobody"),
    ):
        with refused("not-found"):
            await step
    with refused("invitation-gone"):
        await people.accept(store, 1, b"t")


async def test_an_invitation_holds_for_seven_days(store: SQLiteStore) -> None:
    await people.invite(store, 0, "operator", "Cem", "editor", b"t")
    with refused("invitation-gone"):
        await people.accept(store, 7 * people.DAY, b"t")
    assert (await people.accept(store, 7 * people.DAY - 1, b"t")).password_hash == ""


async def test_somebody_elses_account_opens_no_second_seat(store: SQLiteStore) -> None:
    ann = await people.add_person(store, 1, "operator", "Ann", "admin")
    await store.accounts.link_identity(Identity("https://id.test", "7", ann.id))
    await people.invite(store, 2, "operator", "Cem", "editor", b"t")
    with refused("identity-taken"):
        await people.accept(store, 3, b"t", identity=("https://id.test", "7"))
