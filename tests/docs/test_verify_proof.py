"""The script in the docs that checks a proof: against a real server, and what it refuses."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.gatepost_here import ARTICLE, LiveServer
from tests.api.stub_engine import StubEngine

from gatepost.cli.ledger import app
from gatepost.store.ledger.signing import Ed25519Signer

SCRIPT = Path(__file__).parents[2] / "docs/explanation/verify_proof.py"
Proof = dict[str, Any]


@dataclass
class World:
    """A server with a covered comment, and what an outsider has."""

    folder: Path
    url: str
    key: str
    text: Path
    proof: Proof

    def check(self, proof: Proof, *more: str) -> subprocess.CompletedProcess[str]:
        file = self.folder / "proof.json"
        file.write_text(json.dumps(proof))
        return run(str(file), str(self.text), self.key, *more)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )


def ledger(*arguments: str) -> None:
    assert app(list(arguments), result_action="return_value") == 0


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("proof")
    server = LiveServer(folder, StubEngine())
    server.start()
    with httpx.Client(base_url=server.url) as client:
        ids = []
        for text in ("One before.", "A fair point, ماشاءالله.", "One after."):
            body = {"article": {"url": ARTICLE}, "text": text, "author": {"name": "Ann"}}
            answer = client.post("/api/v1/comments", json=body)
            assert answer.json()["state"] == "approved"
            ids.append(answer.json()["id"])
        ledger("checkpoint", "--data", str(folder), "-o", str(folder / "kept.json"))
        path = f"/api/v1/comments/{ids[1]}/proof"
        proof = client.get(path).json()
        key = client.get("/api/v1/ledger/key").json()["key"]
    text_file = folder / "text"
    text_file.write_bytes("A fair point, ماشاءالله.".encode())
    yield World(folder, server.url + path, key, text_file, proof)
    server.stop()


def test_it_is_short_and_independent() -> None:
    source = SCRIPT.read_text()
    assert len(source.splitlines()) <= 100
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    tops = {name.split(".")[0] for name in imported}
    assert tops - set(sys.stdlib_module_names) == {"cryptography"}


def test_it_believes_an_honest_server(world: World) -> None:
    assert len(world.proof["inclusion"][0]["entries"]) == 4
    for arguments in ((world.url,), (world.url, "-", world.key), (world.url, str(world.text), world.key)):
        found = run(*arguments)
        assert (found.returncode, found.stderr) == (0, ""), found.stderr
        assert found.stdout.count("stands in checkpoint 1") == 4
    assert world.check(world.proof, str(world.folder / "kept.json")).returncode == 0


def test_what_no_checkpoint_covers_is_told(world: World) -> None:
    proof = copy.deepcopy(world.proof)
    proof["inclusion"] = []
    assert world.check(proof).returncode == 2


def first(proof: Proof, kind: str) -> Proof:
    entry: Proof = next(entry for entry in proof["entries"] if entry["kind"] == kind)
    return entry


def other_digest(written: str) -> str:
    head, last = written[:-1], written[-1]
    return head + ("0" if last != "0" else "1")


def recanonical(proof: Proof) -> None:
    entry = first(proof, "submission")
    entry["at"] += 1
    entry["canonical"] = entry["canonical"].replace(f'"at":{entry["at"] - 1}', f'"at":{entry["at"]}')


def shift(proof: Proof) -> None:
    for entry in proof["inclusion"][0]["entries"]:
        entry["seq"] -= 1
    for entry in proof["entries"]:
        entry["seq"] -= 1


def resigned(proof: Proof) -> None:
    signer = Ed25519Signer.new()
    checkpoint = proof["inclusion"][0]["checkpoint"]
    body = json.loads(checkpoint["body"])
    body["key"] = signer.key
    checkpoint["body"] = json.dumps(body, sort_keys=True, separators=(",", ":"))
    checkpoint["signature"] = signer.sign(checkpoint["body"].encode()).hex()


def set_in(*path: str | int, to: Callable[[Any], Any]) -> Callable[[Proof], None]:
    def change(proof: Proof) -> None:
        at: Any = proof
        for part in path[:-1]:
            at = at[part]
        at[path[-1]] = to(at[path[-1]])

    return change


TAMPERINGS: dict[str, Callable[[Proof], None]] = {
    "another salt": set_in("salt", to=other_digest),
    "another digest of the text": set_in("digest", to=other_digest),
    "another chain": set_in("chain", to=lambda chain: chain + "x"),
    "another comment": set_in("comment", to=lambda comment: comment + "x"),
    "an entry's digest": set_in("entries", 1, "digest", to=other_digest),
    "an entry shown otherwise": set_in("entries", 0, "at", to=lambda at: at + 1),
    "an entry's bytes": recanonical,
    "an entry gone": set_in("entries", to=lambda entries: entries[:2] + entries[3:]),
    "the submission gone": set_in("entries", to=lambda entries: entries[1:]),
    "entries in another order": set_in("entries", to=lambda entries: [entries[0], *entries[:0:-1]]),
    "other numbers": shift,
    "a hash in the path": set_in("inclusion", 0, "entries", 0, "path", 0, to=other_digest),
    "a path that is shorter": set_in("inclusion", 0, "entries", 0, "path", to=lambda path: path[:-1]),
    "a path that is longer": set_in("inclusion", 0, "entries", 0, "path", to=lambda path: [*path, path[0]]),
    "another place": set_in("inclusion", 0, "place", to=lambda place: place + 1),
    "another leaf": set_in("inclusion", 0, "leaf", to=lambda leaf: leaf.replace('",0,', '",1,')),
    "another body": set_in(
        "inclusion", 0, "checkpoint", "body", to=lambda body: body.replace('"at":1', '"at":2')
    ),
    "another signature": set_in("inclusion", 0, "checkpoint", "signature", to=other_digest),
    "another key": resigned,
}


@pytest.mark.parametrize("name", sorted(TAMPERINGS))
def test_it_refuses(world: World, name: str) -> None:
    proof = copy.deepcopy(world.proof)
    TAMPERINGS[name](proof)
    assert proof != world.proof
    found = world.check(proof)
    assert found.returncode == 1, found.stdout
    assert found.stderr.startswith("refused: ")


def test_it_refuses_another_text_and_another_kept_checkpoint(world: World) -> None:
    text = world.text.read_bytes()
    world.text.write_bytes(text + b" ")
    assert world.check(world.proof).returncode == 1
    world.text.write_bytes(text)
    kept = json.loads((world.folder / "kept.json").read_text())
    kept["body"] = kept["body"].replace('"at":1', '"at":2')
    (world.folder / "other.json").write_text(json.dumps(kept))
    found = world.check(world.proof, str(world.folder / "other.json"))
    assert (found.returncode, found.stderr) == (1, "refused: checkpoint 1 is not the kept one\n")
