"""What a page may not make this machine ask."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.addresses import is_public

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.7",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.167.255.255"]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_no_public_host_are_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_not(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fe80::a9fe:a9fe",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "100::1",
        "2001:db8::1",
        "3fff::1",
        "2001::1",  # Teredo
        "2001:10::1",
        "2001:2::1",
        "2002:7f00:1::1",  # 6to4 of 127.0.0.1
        "2002:808:808::1",
        "64:ff9b:1::7f00:1",
        "2a00:1450:4001:80f::200e%1",
    ],
)
def test_addresses_of_no_public_ipv6_host_are_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["2606:4700::1111", "2a00:1450:4001:80f::200e", "2001:4860:4860::8888"])
def test_public_ipv6_addresses_are_not(address):
    assert is_public(address)


@pytest.mark.parametrize("form", ["::ffff:{}", "64:ff9b::{}"])
@pytest.mark.parametrize(("address", "public"), [(a, False) for a in PRIVATE] + [(a, True) for a in PUBLIC])
def test_an_ipv4_address_in_an_ipv6_one_is_judged_as_itself(form, address, public):
    assert is_public(form.format(address)) is public


@pytest.mark.parametrize("address", PRIVATE)
def test_the_old_form_of_ipv4_in_ipv6_is_refused(address):
    assert not is_public(f"::{address}")


@pytest.mark.parametrize(
    "text", ["", "localhost", "example.org", "0x7f.1", "2130706433", "0177.0.0.1", "1.1.1.1:80", "\0"]
)
def test_what_is_no_address_is_not_public(text):
    assert not is_public(text)


@pytest.mark.parametrize("spelling", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1", "0x7f000001", "017700000001"])
def test_every_spelling_of_loopback_resolves_to_what_is_refused(spelling):
    found = {place[4][0] for place in socket.getaddrinfo(spelling, 80, type=socket.SOCK_STREAM)}

    assert found == {"127.0.0.1"}
    assert not any(map(is_public, found))


@given(st.ip_addresses())
def test_nothing_that_the_standard_library_calls_private_is_public(address):
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        embedded = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped
        assert embedded or not is_public(str(address))


@given(st.text())
def test_no_text_raises(text):
    is_public(text)
