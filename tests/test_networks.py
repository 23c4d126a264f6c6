"""Addresses: one client's, and the network around it."""

import pytest

from intake.networks import client_of, network_of


@pytest.mark.parametrize(
    ("address", "client", "network"),
    [
        ("192.0.2.7", "192.0.2.7", "c00002"),
        ("::ffff:192.0.2.7", "192.0.2.7", "c00002"),
        ("2001:db8:1:2::9", "20010db800010002", "20010db80001"),
        ("::1", "0000000000000000", "000000000000"),
        ("", "unknown", "unknown"),
        ("kitchen", "unknown", "unknown"),
    ],
)
def test_an_address_is_of_one_client_in_one_network(address: str, client: str, network: str) -> None:
    assert (client_of(address), network_of(address)) == (client, network)
