"""Trying a text, and the guidelines as published."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest
from tests.api.gatepost_here import SITE, Client, problem

from gatepost.engine.face import Engine
from gatepost.vocabulary import LANGUAGES
from gatepost.web.abuse.layers import Layers, Shares


async def test_readers_get_clauses_and_spans_only(client: Client) -> None:
    answer = await client.post(
        "/api/v1/check", json={"text": "You idiot."}, headers={"Accept-Language": "tr"}
    )
    body = answer.json()
    assert answer.status_code == 200
    (clause,) = body["clauses"]
    assert clause["clause"] == "personal-attack"
    assert clause["spans"] == [{"start": 4, "end": 9}]
    assert clause["title"]
    assert len(clause["wording"]) > len(clause["title"])
    assert "0.9" not in answer.text
    assert set(body) == {"clauses", "language", "guidelines"}
    counts = await client.service.house.store.counts(None)
    assert sum(counts.values()) == 0


async def test_a_program_gets_the_whole_verdict_and_no_limit(client: Client) -> None:
    client.service.checks = Layers(1, 1, Shares(1, 1))
    token = await client.service.accounts.add_token("checker", ["check"])
    for _ in range(3):
        answer = await client.post(
            "/api/v1/check", json={"text": "You idiot."}, headers={"Authorization": f"Bearer {token}"}
        )
        body = answer.json()
        assert body["outcome"] == "reject"
        assert body["grounds"][0]["evidence"] == [{"start": 4, "end": 9, "text": "idiot"}]
        assert body["probabilities"]["off-topic"] is None
    assert (await client.post("/api/v1/check", json={"text": "x"})).status_code == 200
    limited = await client.post("/api/v1/check", json={"text": "x"})
    problem(limited, 429, "rate-limited")
    assert int(limited.headers["retry-after"]) > 0


async def test_tokens_without_the_scope_or_unknown(client: Client, desk: Client) -> None:
    problem(await desk.post("/api/v1/check", json={"text": "x"}), 403, "scope-missing")
    answer = await client.post("/api/v1/check", json={"text": "x"}, headers={"Authorization": "Bearer nope"})
    problem(answer, 401, "token-invalid")


@pytest.mark.parametrize("text", ["", " ", "\0", "😀" * 20_000])
async def test_any_text_can_be_checked(client: Client, text: str) -> None:
    assert (await client.post("/api/v1/check", json={"text": text})).status_code == 200


async def test_what_cannot_be_checked(client: Client) -> None:
    problem(await client.post("/api/v1/check", json={"text": "a" * 20_001}), 422, "text-too-long")
    problem(await client.post("/api/v1/check", json={}), 400, "invalid-field")
    strange = {"text": "x", "article": {"url": "https://elsewhere.test/"}}
    problem(await client.post("/api/v1/check", json=strange), 404, "unknown-article")
    headers = {"Origin": "https://evil.test"}
    problem(
        await client.post("/api/v1/check", json={"text": "x"}, headers=headers), 403, "origin-not-allowed"
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_guidelines_in_every_language(client: Client, language: str) -> None:
    body = (await client.get("/api/v1/guidelines", params={"language": language})).json()
    assert body["language"] == language
    assert body["direction"] == ("rtl" if language in {"ar", "ckb", "fa"} else "ltr")
    assert {"threat", "personal-attack"} <= {clause["id"] for clause in body["clauses"]}
    assert all(clause["title"] and clause["wording"] for clause in body["clauses"])
    assert all(not clause["id"].startswith("welcome.") for clause in body["clauses"])
    assert body["preamble"]


async def test_the_language_falls_back_sensibly(client: Client) -> None:
    async def language(accept: str, **params: str) -> str:
        answer = await client.get("/api/v1/guidelines", params=params, headers={"Accept-Language": accept})
        assert answer.headers["content-language"] == answer.json()["language"]
        found: str = answer.json()["language"]
        return found

    assert await language("de, tr;q=0.5, ar;q=0.9") == "ar"
    assert await language("", language="ku-Arab") == "ckb"
    assert await language("ku-TR") == "kmr"
    assert await language("fa", language="xx") == "fa"
    assert await language("q=;;,;q=x, *") == "en"
    origin = {"Origin": "https://shop.test"}
    assert (await client.get("/api/v1/guidelines", headers=origin)).json()["language"] == "ar"
    assert (await client.get("/api/v1/guidelines", headers={"Origin": SITE})).json()["language"] == "en"


async def test_a_program_gets_exactly_what_the_command_line_gives(client: Client) -> None:
    texts = ["You are a pack of idiots!", "Buy followers at http://spam.example", "Fine.", "", "\u202e\0"]
    lines = "\n".join(json.dumps({"text": text}) for text in texts)
    command = [sys.executable, "-m", "gatepost", "screen", "--jsonl"]
    ran = await asyncio.to_thread(
        subprocess.run, command, input=lines, capture_output=True, text=True, check=True
    )
    client.service.house.screening = Engine.load()
    token = await client.service.accounts.add_token("checker", ["check"])
    for text, line in zip(texts, ran.stdout.splitlines(), strict=True):
        answer = await client.post(
            "/api/v1/check", json={"text": text}, headers={"Authorization": f"Bearer {token}"}
        )
        expected = {name: value for name, value in json.loads(line).items() if name != "id"}
        assert answer.json() == expected
        assert list(answer.json()) == list(expected)
