"""Fetching what a stranger named: real HTTP on this machine, which only the operator's own origin may use."""

import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from storyboard.files import fetcher


class Slow:
    """A link that answers when it is let: `asked` counts who waits for it."""

    def __init__(self):
        self.asked, self.go_on = threading.Semaphore(0), threading.Event()


class Handler(BaseHTTPRequestHandler):
    slow = Slow()

    def do_GET(self):
        if self.path == "/slow":
            self.slow.asked.release()
            self.slow.go_on.wait(20)
        if self.path == "/gone":
            self.send_error(404)
        elif self.path == "/packed":
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(b"a bomb")
        elif self.path == "/inward":
            self.send_response(302)
            self.send_header("Location", "http://localhost:1/secret")
            self.end_headers()
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a clip" * (1_000_000 if self.path == "/large" else 1))

    def log_message(self, *args):
        pass


@pytest.fixture
def site(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.AZERION_BASE_URL = f"http://127.0.0.1:{server.server_port}/v1"
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def slow():
    Handler.slow = Slow()
    yield Handler.slow
    Handler.slow.go_on.set()


def test_the_operators_own_origin_is_fetched(site, tmp_path):
    assert fetcher.fetch(f"{site}/clip.mp4", tmp_path / "clip").read_bytes() == b"a clip"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/clip.mp4",
        "http://localhost/clip.mp4",
        "http://[::1]/clip.mp4",
        "http://[::ffff:127.0.0.1]/clip.mp4",
        "http://10.0.0.5/clip.mp4",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/clip.mp4",
        "http://2130706433/clip.mp4",
        "ftp://example.com/clip.mp4",
        "file:///etc/passwd",
        "http:///clip.mp4",
        "clip.mp4",
        "http://[bad/clip.mp4",
        "http://example.com:99999/clip.mp4",
        "http://" + "a" * 70 + ".example.com/clip.mp4",
        "http://user:word@127.0.0.1/clip.mp4",
        "http://[64:ff9b::a9fe:a9fe]/clip.mp4",
        "http://[2002:7f00:1::]/clip.mp4",
        "http://[::127.0.0.1]/clip.mp4",
        "http://[fec0::1]/clip.mp4",
    ],
)
def test_nothing_private_and_nothing_odd_is_fetched(address, tmp_path):
    with pytest.raises(fetcher.CannotFetch) as no:
        fetcher.fetch(address, tmp_path / "clip")
    assert no.value.gone
    assert not (tmp_path / "clip").exists()


def test_a_redirect_is_checked_like_the_first_address(site, tmp_path):
    with pytest.raises(fetcher.CannotFetch, match="private"):
        fetcher.fetch(f"{site}/inward", tmp_path / "clip")


def test_a_link_that_goes_round_ends(site, tmp_path):
    with pytest.raises(fetcher.CannotFetch, match="without end"):
        fetcher.fetch(f"{site}/round", tmp_path / "clip")


def test_a_dead_link_says_so(site, tmp_path):
    with pytest.raises(fetcher.CannotFetch, match="404") as no:
        fetcher.fetch(f"{site}/gone", tmp_path / "clip")
    assert no.value.gone


def test_too_much_is_cut_off(site, tmp_path):
    with pytest.raises(fetcher.CannotFetch, match="larger"):
        fetcher.fetch(f"{site}/large", tmp_path / "clip", most=1_000_000)


def test_packed_bytes_are_not_unpacked(site, tmp_path):
    with pytest.raises(fetcher.CannotFetch, match="packed"):
        fetcher.fetch(f"{site}/packed", tmp_path / "clip")


def test_a_few_links_are_fetched_at_once_and_the_next_is_told_to_come_again(site, slow, tmp_path):
    with ThreadPoolExecutor() as pool:
        slowly = [
            pool.submit(fetcher.fetch, f"{site}/slow", tmp_path / f"{n}") for n in range(fetcher.AT_ONCE)
        ]
        for _ in slowly:
            assert slow.asked.acquire(timeout=10)
        with pytest.raises(fetcher.CannotFetch, match="Other links are being fetched just now"):
            fetcher.fetch(f"{site}/clip.mp4", tmp_path / "clip")
        slow.go_on.set()
        assert {each.result(10).read_bytes() for each in slowly} == {b"a clip"}
    assert fetcher.fetch(f"{site}/clip.mp4", tmp_path / "clip").read_bytes() == b"a clip"


def test_a_link_that_failed_leaves_its_line_to_the_next(site, tmp_path):
    for _ in range(fetcher.AT_ONCE + 1):
        with pytest.raises(fetcher.CannotFetch, match="no longer works"):
            fetcher.fetch(f"{site}/gone", tmp_path / "clip")
