"""What tests of following the news share: a fake embedding model, a small web, and a wait with a deadline."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
from made_index import DIMENSION, vector_of

DEADLINE_S = 60


class FakeEmbedder:
    """Vectors of a hash, at once."""

    name, fingerprint, dimension, window_tokens = "made", "made@1", DIMENSION, 60

    def count_tokens(self, texts):
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts):
        return np.stack([vector_of(text) for text in texts])

    def embed_query(self, text):
        return vector_of(text)


def until(look, what):
    """The first true thing that `look` finds; a test fails where there is none before the deadline."""
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {DEADLINE_S} s for {what}")


class Web:
    """Pages by path, which may change while they are served; what is asked for is in `asked`."""

    def __init__(self, address):
        self.address = address
        self.pages = {}
        self.asked = []
        self.lock = threading.Lock()

    def add(self, name, text):
        """One more article, which the feed lists."""
        with self.lock:
            paragraphs = "".join(
                f"<p>{text} It was said in paragraph {number} of the report.</p>" for number in range(4)
            )
            head = f"<title>{name}</title></head><body><article><h1>{name}</h1>"
            self.pages[f"/{name}"] = f"<html><head>{head}{paragraphs}</article></body></html>"

    def feed(self):
        items = "".join(
            f"<item><title>{path[1:]}</title><link>{self.address}{path}</link></item>" for path in self.pages
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


@contextmanager
def served():
    """A web on the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            with web.lock:
                web.asked.append(self.path)
                body = web.feed() if self.path == "/feed" else web.pages.get(self.path)
            kind = "application/rss+xml" if self.path == "/feed" else "text/html"
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            data = (body or "").encode()
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = Web(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


FETCHING = "[fetch]\nrobots = false\ndelay = 0\nprivate_addresses = true\n"
