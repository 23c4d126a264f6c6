"""Addresses as whoever counts by them needs them: an address of one client, and the network around it."""

from ipaddress import IPv4Address, IPv6Address, ip_address

UNKNOWN = "unknown"
_V6_CLIENT = 64  # bits: one household or one phone has a whole /64
_AROUND = {4: 24, 6: 48}  # bits: what one office, dormitory or rented rack usually has


def client_of(address: str) -> str:
    """Return an address as text; of IPv6 the network in hex, since one client has all of it; `unknown` for no address."""
    found = _parsed(address)
    return _first_bits(found, _V6_CLIENT) if isinstance(found, IPv6Address) else str(found or UNKNOWN)


def network_of(address: str) -> str:
    """Return the network around an address in hex: a /24, of IPv6 a /48; `unknown` for what is no address."""
    found = _parsed(address)
    return _first_bits(found, _AROUND[found.version]) if found else UNKNOWN


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _first_bits(address: IPv4Address | IPv6Address, bits: int) -> str:
    return (int(address) >> (address.max_prefixlen - bits)).to_bytes(bits // 8, "big").hex()
