"""Whom a run may ask, and whom it may change something at."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.errors import UsageError
from replaytest.run.hosts import Hosts, host_of, is_local
from replaytest.run.proxy import serve
from tests.support.loops import in_a_loop

SHOP = "https://shop.example"


def test_the_base_url_is_asked_and_on_this_machine_changed():
    here = Hosts.of("http://localhost:3000/app", ())
    assert here.may_send("POST", "localhost:3000")
    assert here.may_send("POST", "127.0.0.1:3000")
    assert here.may_send("POST", "[::1]:3000")
    assert not here.may_ask("localhost:3001")
    assert not here.may_ask("127.0.0.2:3000")
    there = Hosts.of(SHOP, ())
    assert there.may_send("GET", "shop.example:443")
    assert not there.may_send("POST", "shop.example:443")
    assert not there.may_ask("shop.example:80")
    assert not there.may_ask("api.shop.example:443")


def test_what_is_allowed_is_changed_where_the_servers_are_live():
    assert Hosts.of(SHOP, [SHOP]).may_send("DELETE", "shop.example:443")
    assert Hosts.of("", ["Shop.Example"]).may_send("POST", "shop.example:8080")
    below = Hosts.of(SHOP, ["*.example"])
    assert below.may_send("POST", "shop.example:443")
    assert below.may_send("POST", "a.b.example:9")
    assert not below.may_ask("example:443")
    assert not below.may_ask("badexample:443")
    stubbed = Hosts.of("http://localhost:3000", ["shop.example"], writes=False)
    assert stubbed.may_send("GET", "localhost:3000")
    assert not stubbed.may_send("POST", "localhost:3000")
    assert not stubbed.may_send("PUT", "shop.example:443")


def test_a_socket_goes_where_something_may_be_changed():
    assert Hosts.of("http://localhost:3000", ()).may_meet("localhost:3000")
    assert not Hosts.of("http://shop.example:8080", ()).may_meet("shop.example:8080")
    # An encrypted page looks the same from outside.
    assert Hosts.of("https://shop.example:8443", ()).may_meet("shop.example:8443")
    assert not Hosts().may_meet("shop.example:443")


@pytest.mark.parametrize("wrong", ["", " ", "a b", "a,b", "<-loopback>", "a/8", "u@a"])
def test_what_is_no_host_is_refused(wrong):
    with pytest.raises(UsageError, match="is no host"):
        Hosts.of("", [wrong])


def test_a_cookie_is_told_to_its_host_and_those_below():
    hosts = Hosts.of("https://shop.example.org", ["*.pay.test"])
    assert hosts.has_cookie("shop.example.org")
    assert hosts.has_cookie(".Example.org")
    assert hosts.has_cookie("pay.test")
    assert not hosts.has_cookie("other.example.org")
    assert not hosts.has_cookie("evil.test")
    assert not hosts.has_cookie("hop.example.org")


@given(st.text(max_size=30))
def test_any_text_has_a_host_or_none(text):
    assert isinstance(host_of(text), str)
    assert not is_local(f"http://{text}.example/") or "localhost" in text


async def through(request, hosts):
    """Send bytes to the proxy; return (its answer, what it refused)."""
    refused = []

    async def one(reader, writer):
        await serve(reader, writer, hosts, refused.append)

    async with await asyncio.start_server(one, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
    return answer, refused


async def with_a_site(request, hosts_of=lambda url: Hosts.of(url, ())):
    """The same with an application; return also what that was asked."""
    asked = []

    async def answer(reader, writer):
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as site:
        host = f"127.0.0.1:{site.sockets[0].getsockname()[1]}"
        hosts = hosts_of(f"http://{host}")
        told, refused = await through(request.replace(b"HOST", host.encode()), hosts)
    return told, refused, asked


def sent(request, *more):
    return in_a_loop(with_a_site(request, *more))


def test_what_may_be_sent_is_passed_on_as_it_was():
    request = b"GET http://HOST/a?b HTTP/1.1\r\nHost: x\r\nProxy-Connection: y\r\n\r\n"
    told, refused, asked = sent(request)
    assert told.startswith(b"HTTP/1.1 204")
    assert refused == []
    assert asked == [b"GET /a?b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]


def test_a_tunnel_is_dug_to_where_it_may():
    request = b"CONNECT HOST HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"
    told, refused, asked = sent(request)
    assert told.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 204")
    assert (refused, asked) == ([], [b"GET / HTTP/1.1\r\n\r\n"])


def only_read(url):
    return Hosts((host_of(url),))


@pytest.mark.parametrize(
    ("request_", "hosts"),
    [
        (b"GET http://HOST/ HTTP/1.1\r\n\r\n", lambda _: Hosts()),
        (b"CONNECT HOST HTTP/1.1\r\n\r\n", lambda _: Hosts()),
        (b"POST http://HOST/ HTTP/1.1\r\n\r\n", only_read),
        (b"CONNECT HOST HTTP/1.1\r\n\r\n", only_read),
        (b"GET http://HOST@evil.test/ HTTP/1.1\r\n\r\n", only_read),
        (b"GET /etc/passwd HTTP/1.1\r\n\r\n", only_read),
        (b"GET http://[/ HTTP/1.1\r\n\r\n", only_read),
    ],
)
def test_all_else_is_refused_and_told(request_, hosts):
    told, refused, asked = sent(request_, hosts)
    assert told.startswith(b"HTTP/1.1 403")
    assert asked == []
    assert len(refused) == 1


@pytest.mark.parametrize(
    "noise", [b"", b"\r\n\r\n", b"x" * 100_000, b"\x16\x03\x01\x02"]
)
def test_noise_is_no_request(noise):
    _, refused, asked = sent(noise)
    assert (refused, asked) == ([], [])
