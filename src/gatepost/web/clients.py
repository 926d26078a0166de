"""Who is calling: the client's address, read from X-Forwarded-For only as far as trusted proxies wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def networks(addresses: Sequence[str]) -> tuple[Network, ...]:
    """Addresses and CIDR ranges as networks. Raises ValueError for anything else."""
    return tuple(ip_network(address, strict=False) for address in addresses)


def client_address(peer: str | None, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The nearest address that no trusted proxy vouches for away; `unknown` where there is none.

    Reads the header from the right: each proxy appends the address that it saw, so everything left of the
    first untrusted address may be invented by the caller.
    """
    if peer is None:
        return "unknown"
    current = peer
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    while hops and is_trusted(current, trusted):
        candidate = hops.pop()
        if not _is_address(candidate):
            break
        current = candidate
    return current


def rate_key(address: str) -> str:
    """What a rate limit counts: one IPv4 address, or one IPv6 /64, which is one customer's line."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def network_key(address: str) -> str:
    """The network that a caller shares: IPv4 /24, IPv6 /48, which is what one customer or office is given."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Network((int(parsed) >> 80 << 80, 48)))
    four = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else parsed
    assert four is not None
    return str(IPv4Network((int(four) >> 8 << 8, 24)))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    """Whether a proxy of ours stands at this address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return any(parsed.ipv4_mapped in network for network in trusted if network.version == 4)
    return any(parsed in network for network in trusted if network.version == parsed.version)
