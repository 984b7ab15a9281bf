"""The links to quoted words, opened by a real Chromium on a page of this machine: it scrolls to where the words stand.

Chromium runs on virtual time, so that the page's clock waits for the browser's work, however slow the machine is.
"""

import html
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.discord_text import address
from bot.text_fragment import at_words

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 90
VIEWPORT_HEIGHT = 600

PARAGRAPHS = [
    "The harbour of Dunmere – closed since July, after the storm – re-opened at dawn, and 1,200 people came & cheered.",
    "“Nobody was hurt,” said Tomás Reuel; he'd counted the night's crew twice, and it’s a relief.",
    "Die Fähre nach Süderoog fährt wieder täglich um 8 Uhr, außer montags, sagte Jörg Weiß in Fahretoft.",
    "Паром снова ходит каждый день, сообщила в среду администрация порта Дальний, и билеты уже проданы.",
    "渡轮周三恢复通航。港务局表示，维修费用为二百四十万镑，低于此前的估计。第一班船于清晨离港，船上载有三百人。",
    "Half of the bill (about £1.2m) is paid by the county. Who pays the rest is open: “ask me in May”, she said,"
    " <laughing>.",
    "The <b>second</b> pier stays shut. It needs a new deck and new piles, and nobody knows what it will cost; the"
    " engineers want to look at the old drawings first, then at the sea bed, and only then at their <i>budgets</i>.",
]
"""Each is one paragraph of the page, as markup where it has tags of its own."""

GAP_PIXELS = 2000

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Dunmere</title><style>
body {{ margin: 0 }} p {{ margin: 0 0 {gap}px; min-height: 20px }}</style></head><body>
<h1 style="margin-bottom: {gap}px">News of the harbour</h1>{paragraphs}<div style="height: 3000px"></div><script>
addEventListener("load", () => setTimeout(() => {{
  const seen = [...document.querySelectorAll("p")].filter((p) => {{
    const box = p.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }}).map((p) => p.id);
  document.body.innerHTML = `<output>${{Math.round(scrollY)}} ${{seen.join(" ")}}</output>`;
}}, 2000));
</script></body></html>"""


def page():
    marked = (text if "<b>" in text else html.escape(text, quote=False) for text in PARAGRAPHS)
    paragraphs = "".join(f'<p id="p{number}">{text}</p>' for number, text in enumerate(marked))
    return PAGE.format(gap=GAP_PIXELS, paragraphs=paragraphs)


def words_of(number):
    return re.sub(r"</?[bi]>", "", PARAGRAPHS[number])


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = page().encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/news/harbour.html"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> str:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.skip(
            "no Chromium here, so nothing shows that links open at the quoted words; install one, on Debian with"
            " `apt-get install chromium-headless-shell`"
        )
    return found


def opened(chromium: str, url: str, profile: Path) -> tuple[int, set[str]]:
    """How far Chromium scrolled when it opened an address, and the paragraphs that are seen there."""
    run = subprocess.run(
        [
            chromium,
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
            *(f"--user-data-dir={profile}", f"--window-size=412,{VIEWPORT_HEIGHT}"),
            *("--virtual-time-budget=6000", "--dump-dom", url),
        ],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    found = re.search(r"<output>(\d+) ?([p\d ]*)</output>", run.stdout)
    assert found, f"Chromium ended with {run.returncode} and showed no page: {run.stderr[-2000:]}"
    return int(found[1]), set(found[2].split())


QUOTES = [
    pytest.param(0, "re-opened at dawn", id="hyphen"),
    pytest.param(0, "1,200 people came & cheered", id="comma and ampersand"),
    pytest.param(0, words_of(0), id="a whole sentence with dashes"),
    pytest.param(1, "“Nobody was hurt,” said Tomás Reuel", id="curly marks and an accent"),
    pytest.param(1, '"Nobody was hurt," said Tomás Reuel; he\'d counted', id="straight marks for curly ones"),
    pytest.param(1, "it's a relief.", id="straight apostrophe for a curly one"),
    pytest.param(2, words_of(2), id="German, by its ends"),
    pytest.param(3, words_of(3), id="Russian, by its ends"),
    pytest.param(3, "билеты уже проданы", id="Russian"),
    pytest.param(4, "港务局表示，维修费用为二百四十万镑，低于此前的估计。", id="Chinese"),
    pytest.param(4, PARAGRAPHS[4], id="a Chinese paragraph, by its ends"),
    pytest.param(5, "(about £1.2m) is paid by the county", id="parenthesis and pound"),
    pytest.param(5, "is open: “ask me in May”, she said, <laughing>.", id="signs of markup"),
    pytest.param(6, "The second pier stays shut.", id="across inline markup"),
    pytest.param(6, words_of(6), id="long, by its ends"),
    pytest.param(6, "It needs  a new\tdeck and new piles", id="other white space"),
    pytest.param(2, f"{words_of(2)}\n\n{words_of(3)}", id="two paragraphs"),
    pytest.param(5, f"{words_of(5)}\n{words_of(6)}", id="two paragraphs, the next line"),
    pytest.param(1, f"it’s a relief.\n- {words_of(2)}", id="the end of one paragraph, and the next with a bullet"),
]


@pytest.mark.parametrize(("paragraph", "quote"), QUOTES)
def test_the_link_opens_the_page_at_the_quoted_words(chromium, site, tmp_path, paragraph, quote):
    link = address(at_words(site, quote))
    assert link is not None
    assert "#:~:text=" in link.url

    scrolled, seen = opened(chromium, link.url, tmp_path)

    assert scrolled > GAP_PIXELS / 2
    assert f"p{paragraph}" in seen


def test_words_that_the_page_does_not_hold_leave_it_at_its_top(chromium, site, tmp_path):
    assert opened(chromium, at_words(site, "The lighthouse was painted green."), tmp_path) == (0, set())


def test_a_link_without_words_leaves_the_page_at_its_top(chromium, site, tmp_path):
    assert opened(chromium, site, tmp_path) == (0, set())


def test_the_words_win_over_a_place_that_the_address_named(chromium, site, tmp_path):
    _, named = opened(chromium, f"{site}#p0", tmp_path)
    _, quoted = opened(chromium, at_words(f"{site}#p0", words_of(6)), tmp_path)

    assert (named, quoted) == ({"p0"}, {"p6"})
