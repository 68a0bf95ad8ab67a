"""The address that a request counts for."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052, 2.1


def normalize_ident(ident: str) -> str:
    """Return what stands for everybody behind the address.

    A household has a whole /64 of IPv6 addresses to choose from, so that is what
    counts.  An IPv4 address that is written as an IPv6 address is that IPv4 address.
    What is not one address is returned as it stands.
    """
    try:
        address = ipaddress.ip_address(ident)
    except ValueError:
        return ident
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(_get_ipv4(address) or _get_network(address))


def _get_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if int(address) in range(int(_NAT64[0]), int(_NAT64[-1]) + 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def _get_network(address: ipaddress.IPv6Address) -> ipaddress.IPv6Network:
    # By its number, because an address may have a zone, which a network cannot.
    return ipaddress.IPv6Network((int(address) >> 64 << 64, 64))
