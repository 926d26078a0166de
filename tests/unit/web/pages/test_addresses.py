from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.web.pages.addresses import is_public, may_be_asked

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
REFUSED = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.0.1", "198.18.0.1",
    "192.0.2.1", "192.88.99.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1",
    "ff02::1", "2001:db8::1", "3fff::1", "100::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::", "5f00::1",
    "localhost", "", "1", "0x7f000001", "127.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_ordinary_addresses_may_be_asked(address: str) -> None:
    assert may_be_asked(address, ())


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_nobodys_or_ours_are_refused(address: str) -> None:
    assert not may_be_asked(address, ())


def test_the_operator_allows_what_is_named_and_nothing_beside() -> None:
    own = (ip_network("10.1.2.0/24"), ip_network("fd12::/16"))
    assert may_be_asked("10.1.2.3", own)
    assert may_be_asked("::ffff:10.1.2.3", own)
    assert may_be_asked("fd12::9", own)
    assert not may_be_asked("10.1.3.1", own)
    assert not may_be_asked("127.0.0.1", own)


@given(st.integers(0, 2**32 - 1))
def test_an_embedded_ipv4_address_is_judged_as_that_address(number: int) -> None:
    plain = IPv4Address(number)
    assert is_public(IPv6Address((0xFFFF << 32) | number)) == is_public(plain)
    assert is_public(IPv6Address((0x64FF9B << 96) | number)) == is_public(plain)


@given(st.ip_addresses())
def test_private_and_special_addresses_are_never_public(address: IPv4Address | IPv6Address) -> None:
    if is_public(address):
        real = ip_address(int(address) & 0xFFFFFFFF) if str(address).startswith("64:ff9b::") else address
        kinds = (real.is_private, real.is_loopback, real.is_link_local, real.is_multicast)
        assert not any(kinds)
