"""Checks the proof of one comment without Gatepost: verify_proof.py URL|FILE [TEXT|-] [ed25519:KEY | KEPT]...

TEXT: the words as they were read, in a file; with -, and from a URL, they are fetched. KEY: as the publisher
printed it. KEPT: a checkpoint that you kept. Needs Python 3.11 and `cryptography`. Ends with 0 when all
is proven, 1 when it is refused, and 2 when it is sound, but no checkpoint covers all of the entries yet.
"""

import json
import sys
import urllib.request
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def raw(written):
    return bytes.fromhex(written.rpartition(":")[2])


def sha(*parts):
    return sha256(b"".join(parts)).digest()


def must(holds, what):
    if not holds:
        raise ValueError(what)


def fetch(place):
    address = place if "://" in place else Path(place).resolve().as_uri()
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
        return answer.read()


def climb(found, place, count, path):
    beside, last = [bytes.fromhex(one) for one in path], count - 1  # up to the root, as in RFC 6962
    must(0 <= place <= last, "a leaf stands outside its tree")
    while last:
        if place % 2 or place < last:
            must(beside, "a path is too short")
            found = sha(b"\x01", *((beside.pop(0), found) if place % 2 else (found, beside.pop(0))))
        place, last = place // 2, last // 2
    must(not beside, "a path is too long")
    return found


def check_entry(proof, entry, before):
    name, previous = f"entry {entry['seq']}", raw(entry["previous"])
    if entry["canonical"]:  # empty for verdicts and decisions: only their digests are shown
        said = json.loads(entry["canonical"])
        found = sha(b"gatepost/ledger/1\n", previous, entry["canonical"].encode())
        must(found == raw(entry["digest"]), f"{name} was changed")
        shown = {part: proof[part] for part in ("chain", "comment")} | entry
        must(all(shown[part] == said[part] for part in said if part != "v"), f"{name} is shown otherwise")
    if entry["kind"] in ("submission", "publication"):
        must(entry["canonical"] and entry["body"]["digest"] == proof["digest"], f"{name}: another text")
    if entry["seq"] == 0:
        must(previous == sha(b"gatepost/ledger/1/genesis\n", proof["chain"].encode()), f"{name} is no first")
    must(before or entry["kind"] == "submission", "the submission is missing")
    if before and before["seq"] + 1 >= entry["seq"]:
        must(raw(before["digest"]) == previous, f"{name} does not follow the one before")


def check_inclusion(proof, one, keys, kept):
    signed, leaf = one["checkpoint"]["body"].encode(), one["leaf"].encode()
    body, (chain, first, last, head, stretch) = json.loads(signed), json.loads(leaf)
    name, key = f"checkpoint {body['number']}", body["key"]
    must(body["format"][-12:] == "checkpoint/2" and (not keys or key in keys), f"{name} is signed by {key}")
    public = Ed25519PublicKey.from_public_bytes(raw(key))
    public.verify(bytes.fromhex(one["checkpoint"]["signature"]), signed)
    must(all(one == body for one in kept if one["number"] == body["number"]), f"{name} is not the kept one")
    top = climb(sha(b"\x00", leaf), one["place"], body["leaves"], one["path"])
    must(top == raw(body["root"]) and chain == proof["chain"], f"the leaf is not in {name}")
    digests = {entry["seq"]: entry["digest"] for entry in proof["entries"]}
    for seq, path in ((way["seq"], way["path"]) for way in one["entries"]):
        found = climb(sha(b"\x00", raw(digests[seq])), seq - first, last - first + 1, path)
        must(found == raw(stretch) and (seq != last or digests[seq] == head), f"entry {seq} is not in {name}")
        print(f"entry {seq} ({digests[seq]}) stands in {name}, signed by {key}")  # noqa: T201
    return {way["seq"] for way in one["entries"]}


def main(source, text="-", *known):
    proof, keys = json.loads(fetch(source)), [one for one in known if one.startswith("ed25519:")]
    bodies = [json.loads(json.loads(fetch(one))["body"]) for one in known if one not in keys]
    words = None if text == "-" else fetch(text)
    if text == "-" and source.startswith("http") and proof["salt"]:  # without a salt it was erased
        words = json.loads(fetch(source.removesuffix("/proof")))["text"].encode()
    must(words is None or sha(raw(proof["salt"]), words) == raw(proof["digest"]), "the text is another one")
    for before, entry in zip([None, *proof["entries"]], proof["entries"], strict=False):
        check_entry(proof, entry, before)
    covered = [check_inclusion(proof, one, keys, bodies) for one in proof["inclusion"]]
    return 2 * (set().union(*covered) != {entry["seq"] for entry in proof["entries"]})


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Exception as error:
        sys.exit(f"refused: {error or type(error).__name__}")
