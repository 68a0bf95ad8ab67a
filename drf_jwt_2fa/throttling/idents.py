"""The address that a request counts for."""

from __future__ import annotations

import ipaddress
import re

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052, 2.1
# RFC 7239, 6: a port is a number, or a name that hides it.
_PORT = re.compile(r":(?:[0-9]*|_[A-Za-z0-9._-]+)\Z")
_BRACKETS = re.compile(r"\A\[(.*)\]\Z")


def normalize_ident(ident: str) -> str:
    """Return the text that stands for every client behind the address.

    A household has a whole /64 of IPv6 addresses to choose from, so that is what
    counts.  An IPv6 address that is made of an IPv4 address is that IPv4 address.
    A port, brackets, quotes and spaces around the address do not count: a proxy may
    write another port for each connection.  Anything else is returned stripped.
    """
    text = ident.strip()
    address = _find_address(text)
    if address is None:
        return text
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(_get_ipv4(address) or _get_network(address))


def _find_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    bare = text.strip('"').strip()
    # As it stands first: the end of an IPv6 address looks like a port.
    for candidate in (bare, _PORT.sub("", bare)):
        inner = _BRACKETS.sub(r"\1", candidate)
        try:
            return ipaddress.ip_address(inner)
        except ValueError:
            continue
    return None


def _get_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if int(address) in range(int(_NAT64[0]), int(_NAT64[-1]) + 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    # Teredo (RFC 4380, 4) has the client's address at its end, 6to4 (RFC 3056, 2) in
    # front of networks that a single client may number as it likes.
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


def _get_network(address: ipaddress.IPv6Address) -> ipaddress.IPv6Network:
    # By its number, because an address may have a zone, which a network cannot.
    return ipaddress.IPv6Network((int(address) >> 64 << 64, 64))
