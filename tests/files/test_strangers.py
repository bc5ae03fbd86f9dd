"""The fetcher against servers that mean it ill: raw sockets on this machine, reached by names of the test's own."""

import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from itertools import repeat

import pytest

from storyboard.files.fetcher import CannotFetch, Way, fetch
from storyboard.files.network import CONNECT, MOST_LOOKUPS, is_public, ssl_context

OK = b"HTTP/1.1 200 OK\r\n"
ENDED = threading.Event()
PATIENCE = 30


def drip(start: bytes, piece: bytes) -> Iterator[bytes]:
    yield start
    while not ENDED.wait(0.05):
        yield piece


def stalled(start: bytes) -> Iterator[bytes]:
    yield start
    ENDED.wait(30)


ANSWERS = {
    "/clip": lambda port: [OK + b"Content-Length: 6\r\n\r\na clip"],
    "/round": lambda port: [b"HTTP/1.1 302 Found\r\nLocation: /clip\r\nContent-Length: 0\r\n\r\n"],
    "/file": lambda port: [b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"],
    "/inward": lambda port: [b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n"],
    "/next-door": lambda port: [f"HTTP/1.1 307 x\r\nLocation: http://127.0.0.1:{port - 1}/\r\n\r\n".encode()],
    "/userinfo": lambda port: [b"HTTP/1.1 302 Found\r\nLocation: http://dana:word@films.example/\r\n\r\n"],
    "/slow-head": lambda port: drip(OK, b"X-A: b\r\n"),
    "/slow-body": lambda port: drip(OK + b"\r\n", b"x"),
    "/slow-welcome": lambda port: drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "/endless-head": lambda port: (OK, *repeat(b"X-A: " + b"b" * 60_000 + b"\r\n", 200)),
    "/endless-body": lambda port: (OK + b"\r\n", *repeat(b"x" * 60_000, 200)),
    "/boast": lambda port: stalled(OK + b"Content-Length: 999999999999\r\n\r\n"),
    "/short": lambda port: [OK + b"Content-Length: 100\r\n\r\na clip"],
    "/two-lengths": lambda port: [OK + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\na clip"],
    "/more": lambda port: [OK + b"Content-Length: 6\r\n\r\na clip and more"],
    "/bomb": lambda port: [OK + b"Content-Encoding: br\r\n\r\na bomb"],
    "/noise": lambda port: [b"\x00\xff" * 400],
}


class Stranger(socketserver.ThreadingTCPServer):
    """Answers each path as it is told above; `heads` are the requests that came."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.heads: list[bytes] = []

    def at(self, path: str, name: str = "films.example") -> str:
        return f"http://{name}:{self.server_address[1]}{path}"


class Answering(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Stranger)
        head = self.rfile.readline()
        while (line := self.rfile.readline()).strip():
            head += line
        self.server.heads.append(head)
        try:
            for piece in ANSWERS[head.split()[1].decode()](self.server.server_address[1]):
                self.wfile.write(piece)
        except OSError:
            pass  # who asked has left


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    ENDED.clear()
    with Stranger() as server:
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield server
        ENDED.set()
        server.shutdown()


class Names:
    """Looks names up as an attacker's name server would: another answer each time, the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def to_here(*answers: list[str]) -> Way:
    """This machine plays the public internet; all else keeps its rule."""
    return Way(find=Names(*answers or (["127.0.0.1"],)), allows=lambda ip: ip == "127.0.0.1" or is_public(ip))


def test_the_connection_goes_to_the_address_that_was_checked(stranger, tmp_path):
    way = to_here(["127.0.0.1"], ["10.0.0.5"])
    assert fetch(stranger.at("/clip"), tmp_path / "clip", way=way).read_bytes() == b"a clip"
    assert way.find.asked == ["films.example"]
    assert f"Host: films.example:{stranger.server_address[1]}".encode() in stranger.heads[0]


def test_over_tls_the_certificate_asked_for_is_that_of_the_name(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        hello: list[bytes] = []

        def listen() -> None:
            peer, _ = listener.accept()
            with peer:
                hello.append(peer.recv(4096))

        thread = threading.Thread(target=listen)
        thread.start()
        with pytest.raises(CannotFetch, match="to its end"):
            fetch(f"https://films.example:{listener.getsockname()[1]}/", tmp_path / "clip", way=to_here())
        thread.join()
    assert b"films.example" in hello[0]
    assert ssl_context().check_hostname
    assert ssl_context().verify_mode == ssl.CERT_REQUIRED


def test_a_name_that_turns_inward_between_two_hops_is_caught(stranger, tmp_path):
    way = to_here(["127.0.0.1"], ["10.0.0.5"])
    with pytest.raises(CannotFetch, match="private"):
        fetch(stranger.at("/round"), tmp_path / "clip", way=way)
    assert len(stranger.heads) == 1


def test_one_private_address_among_public_ones_is_enough_to_refuse(stranger, tmp_path):
    with pytest.raises(CannotFetch, match="private"):
        fetch(stranger.at("/clip"), tmp_path / "clip", way=to_here(["127.0.0.1", "192.168.1.1"]))
    assert not stranger.heads


def test_the_next_address_is_tried_when_the_first_is_deaf(stranger, tmp_path):
    way = Way(find=Names(["127.0.0.2", "127.0.0.1"]), allows=lambda ip: True)
    assert fetch(stranger.at("/clip"), tmp_path / "clip", way=way).read_bytes() == b"a clip"


@pytest.mark.parametrize(
    ("path", "why"),
    [("/file", "plain http"), ("/inward", "private"), ("/userinfo", "plain http")],
)
def test_a_redirect_gets_no_further_than_an_address(stranger, tmp_path, path, why):
    way = Way(find=lambda host, port: [host.replace("films.example", "127.0.0.1")], allows=to_here().allows)
    with pytest.raises(CannotFetch, match=why) as no:
        fetch(stranger.at(path), tmp_path / "clip", way=way)
    assert no.value.gone
    assert not (tmp_path / "clip").exists()


def test_only_the_operators_own_origin_is_exempt_and_not_where_it_leads(stranger, tmp_path, settings):
    settings.AZERION_BASE_URL = stranger.at("/v1", name="127.0.0.1")
    assert fetch(stranger.at("/clip", name="127.0.0.1"), tmp_path / "clip").read_bytes() == b"a clip"
    for address in (
        stranger.at("/next-door", name="127.0.0.1"),
        stranger.at("/clip", name="127.0.0.1").replace("http:", "https:"),
        stranger.at("/clip", name="localhost"),
        stranger.at("/clip", name="127.1"),
    ):
        with pytest.raises(CannotFetch, match="private"):
            fetch(address, tmp_path / "clip")


@pytest.mark.parametrize("path", ["/slow-head", "/slow-body", "/slow-welcome", "/boast"])
def test_a_slow_answer_ends_when_the_time_is_up(stranger, tmp_path, path):
    with pytest.raises(CannotFetch, match=r"longer than 0\.4 s"):
        fetch(stranger.at(path), tmp_path / "clip", seconds=0.4, most=10**13, way=to_here())
    assert not (tmp_path / "clip").exists()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/endless-head", "to its end"),
        ("/endless-body", "larger than 1 MB"),
        ("/boast", "larger than 1 MB"),
        ("/short", "to its end"),
        ("/two-lengths", "to its end"),
        ("/bomb", "packed"),
        ("/noise", "to its end"),
    ],
)
def test_an_answer_that_lies_leaves_a_sentence_and_no_file(stranger, tmp_path, path, why):
    with pytest.raises(CannotFetch, match=why):
        fetch(stranger.at(path), tmp_path / "clip", most=1_000_000, way=to_here())
    assert not (tmp_path / "clip").exists()


def test_what_comes_after_the_promised_length_is_not_read(stranger, tmp_path):
    assert fetch(stranger.at("/more"), tmp_path / "clip", way=to_here()).read_bytes() == b"a clip"


def test_a_port_of_another_service_is_left_alone(tmp_path):
    with pytest.raises(CannotFetch, match="port 25"):
        fetch("http://films.example:25/clip", tmp_path / "clip", way=to_here())


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.31.0.1", "192.168.0.1", "127.8.8.8", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fd00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "100::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::a00:1",
        "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::", "2001::1", "2001:db8::1", "5f00::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_everybodys_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_an_address_of_the_open_internet_is_public(address):
    assert is_public(address)


class Hanging:
    """A resolver that says nothing until it is let."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Semaphore(0), threading.Event()

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.release()
        self.go_on.wait(PATIENCE)
        return ["127.0.0.1"]


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    resolver = Hanging()
    yield resolver
    resolver.go_on.set()


def test_a_name_that_is_looked_up_without_end_ends_in_time(hanging, tmp_path):
    began = time.monotonic()
    with pytest.raises(CannotFetch, match=r"Looking up the address films\.example took too long"):
        fetch("http://films.example/a.mp4", tmp_path / "a", seconds=0.3, way=Way(find=hanging))
    assert time.monotonic() - began < CONNECT
    assert not list(tmp_path.iterdir())


def test_lookups_that_hang_leave_so_many_threads_behind_and_no_more(stranger, hanging, tmp_path):
    """When they end, the next name is looked up again."""
    hung = Way(find=hanging)
    for _ in range(MOST_LOOKUPS):
        with pytest.raises(CannotFetch, match="took too long"):
            fetch("http://films.example/a.mp4", tmp_path / "a", seconds=0.05, way=hung)
    with pytest.raises(CannotFetch, match="cannot be looked up just now"):
        fetch(stranger.at("/clip"), tmp_path / "a", way=to_here())
    lost = [each for each in threading.enumerate() if each.name == "lookup films.example"]
    assert len(lost) == MOST_LOOKUPS
    hanging.go_on.set()
    for thread in lost:
        thread.join(PATIENCE)
    assert fetch(stranger.at("/clip"), tmp_path / "a", way=to_here()).exists()
