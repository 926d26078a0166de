"""Schemathesis asks a real server everything that its own OpenAPI allows, and much that it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from unittest import SkipTest

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.schemas import OpenApiSchema
from tests.api.gatepost_here import LiveServer
from tests.api.stub_engine import StubEngine

EXAMPLES = 10

CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 20261123,
        # Parameters that we do not know are ignored, by intention: newer clients may send them.
        "generation": {"allow-extra-parameters": False},
        "checks": {
            # A request may fit the schema and still be refused for what it says: 422 with a code of its own.
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "304", "401", "403", "404", "409", "422"]
            },
            # A body may be wrong in its size before it is wrong in its fields.
            "negative_data_rejection": {
                "expected-statuses": ["400", "401", "403", "404", "405", "413", "415", "422"]
            },
        },
    }
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    made = LiveServer(tmp_path_factory.mktemp("openapi"), StubEngine())
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def token(server: LiveServer) -> str:
    assert server.service is not None
    assert server.loop is not None
    adding = server.service.accounts.add_token("schemathesis", ["check", "desk"])
    return asyncio.run_coroutine_threadsafe(adding, server.loop).result(10)


@pytest.fixture(scope="module")
def api(server: LiveServer) -> OpenApiSchema:
    made = schemathesis.openapi.from_url(f"{server.url}/api/schema/openapi.json", config=CONFIG)
    # An open stream never ends its answer; test_stream.py listens to it.
    return made.exclude(path="/api/v1/stream")


def test_the_api_keeps_its_own_contract(api: OpenApiSchema, token: str) -> None:
    """Every operation, by right and by wrong requests; the plain loop needs no plug-in of pytest's."""
    headers = {"Authorization": f"Bearer {token}"}
    broken: dict[str, str] = {}
    asked = 0
    for result in api.get_all_operations():
        operation = result.ok()
        for mode in GenerationMode:

            @settings(
                max_examples=EXAMPLES,
                derandomize=True,
                deadline=None,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: Case) -> None:
                nonlocal asked
                asked += 1
                case.call_and_validate(headers=headers)

            try:
                ask()
            except (SkipTest, Unsatisfiable):
                continue  # an operation without parameters cannot be asked wrongly
            except FailureGroup as error:
                broken[f"{operation.label} ({mode.value})"] = "\n".join(
                    str(one)[:1500] for one in error.exceptions
                )
    assert not broken, "\n\n".join(f"{label}\n{fault}" for label, fault in broken.items())
    assert asked > 200


def test_every_route_of_the_api_documents_its_problems(server: LiveServer) -> None:
    document = httpx.get(f"{server.url}/api/schema/openapi.json").json()
    assert len(document["paths"]) >= 20
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], f"{method} {path}"
            errors = [status for status in operation["responses"] if status >= "400"]
            assert errors, f"{method} {path}"
            for status in errors:
                content = operation["responses"][status]["content"]
                assert list(content) == ["application/problem+json"], f"{method} {path} {status}"
    assert not any(path.startswith("/desk") for path in document["paths"])


def test_the_document_is_small_enough_to_read(server: LiveServer, tmp_path: Path) -> None:
    answer = httpx.get(f"{server.url}/api/schema/openapi.json")
    assert len(answer.content) < 240_000
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json"
