from __future__ import annotations

import pytest

from gatepost.web.crossorigin import is_cross_origin

TRUSTED = frozenset({"https://comments.example"})


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "nonsense"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, False),
        ({"origin": "http://desk.example", "host": "desk.example"}, False),
        ({"origin": "http://desk.example:8000", "host": "desk.example:8000"}, False),
        ({"origin": "http://DESK.example", "host": "desk.EXAMPLE"}, False),
        ({"origin": "http://desk.example:8000", "host": "desk.example"}, True),
        ({"origin": "https://evil.example", "host": "desk.example"}, True),
        ({"origin": "null", "host": "desk.example"}, True),
        ({"origin": "null", "host": ""}, True),
        ({"origin": "http://[", "host": "desk.example"}, True),
        ({"origin": "https://comments.example", "host": "inner:8000"}, False),
        ({"origin": "https://comments.example", "sec-fetch-site": "cross-site"}, False),
    ],
)
def test_the_algorithm_case_by_case(headers: dict[str, str], refused: bool) -> None:
    assert is_cross_origin("POST", headers, TRUSTED) is refused
    for safe in ("GET", "HEAD", "OPTIONS"):
        assert not is_cross_origin(safe, headers, TRUSTED)
