"""Which network addresses a page may be fetched from: public ones, and those that the operator names."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = ip_network("64:ff9b::/96")
_SPECIAL = tuple(
    map(
        ip_network,
        (
            "192.88.99.0/24",  # 6to4 relays
            "64:ff9b:1::/48",  # NAT64 of one network's own
            "2001::/23",  # protocol assignments, Teredo among them
            "2002::/16",  # 6to4: an IPv4 address inside
            "3fff::/20",  # documentation
            "5f00::/16",  # segment routing
            "fec0::/10",  # site-local, long deprecated and still routed here and there
        ),
    )
)
"""Not public, though some versions of `ipaddress` call them so (IANA special-purpose registries)."""


def is_public(address: Address) -> bool:
    """Whether this is an ordinary address of the internet; one that embeds an IPv4 address goes by that."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if any(address.version == network.version and address in network for network in _SPECIAL):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local
        or address.is_unspecified
    )  # fmt: skip


def may_be_asked(text: str, private: Sequence[Network]) -> bool:
    """Whether to connect to the address `text`, as a resolver gives it; `private`: the operator's own."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        address = address.ipv4_mapped or address
    return is_public(address) or any(
        address.version == network.version and address in network for network in private
    )
