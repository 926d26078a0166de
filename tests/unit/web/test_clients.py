from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.web.clients import client_address, networks, rate_key

PROXIES = networks(["127.0.0.1", "10.0.0.0/8", "fd00::/8"])


@pytest.mark.parametrize(
    ("peer", "header", "client"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "10.1.2.3, 10.1.2.4", "10.1.2.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "1.1.1.1, nonsense", "127.0.0.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("fd00::1", "2001:db8::5", "2001:db8::5"),
        ("a-unix-socket", "1.1.1.1", "a-unix-socket"),
        (None, "1.1.1.1", "unknown"),
    ],
)
def test_the_nearest_address_that_nobody_vouches_for(peer: str | None, header: str, client: str) -> None:
    assert client_address(peer, header, PROXIES) == client


@given(header=st.text())
def test_a_stranger_cannot_choose_an_address(header: str) -> None:
    assert client_address("203.0.113.5", header, PROXIES) == "203.0.113.5"


def test_one_line_of_ipv6_is_one_client() -> None:
    assert rate_key("2001:db8:1:2:aaaa::1") == rate_key("2001:db8:1:2:bbbb::2")
    assert rate_key("2001:db8:1:2::1") != rate_key("2001:db8:1:3::1")
    assert rate_key("::ffff:192.0.2.1") == rate_key("192.0.2.1") == "192.0.2.1"
    assert rate_key("unknown") == "unknown"


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        networks(["example.org"])
