"""Pages: nothing is lost, all is in order, none is too long, and what belongs together is never parted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback_payloads import COMPONENTS_V2
from loopback_rules import check_message

from bot.discord_custom_id import Action, Pressed, read_custom_id
from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_pages import NOTHING, as_file, file_view, page_view, pages_of
from bot.discord_text import clean, units

KEY = "0a1b2c3d4e5f"
LIMIT = 160
HEAD = re.compile(r"### Words\n(-# Page [\d,]+ of [\d,]+\n)?")
ACTING_START = re.compile(r"(-?#{1,3} |[-+*] |>|\d+[.)] )")
WHOLE = re.compile(r"\[[^\]]*\]\([^)]*\)|\S+")

WORDS = st.text("abcxyzé新😀", min_size=1, max_size=20)
LINKS = st.lists(WORDS, min_size=1, max_size=3).map(lambda title: f"[{' '.join(title)}](https://post.example/a)")
MARKERS = st.integers(1, 40).map("[{}]".format)
LINES = st.lists(WORDS | LINKS | MARKERS, min_size=1, max_size=30).map(" ".join)
BLOCKS = st.lists(st.lists(LINES, min_size=1, max_size=5).map("\n".join), max_size=8)


def bodies(pages):
    """What the pages hold under their headings."""
    assert all(HEAD.match(page) for page in pages)
    return [HEAD.sub("", page, count=1) for page in pages]


def goes_on(text):
    """A page without what says that it goes on with a line."""
    return re.sub(r"^(> )?… ", "", text)


@given(BLOCKS)
def test_nothing_is_lost_or_parted_and_no_page_is_too_long(blocks):
    pages = pages_of("Words", blocks, LIMIT)

    assert all(units(page) <= LIMIT for page in pages)
    shown = [word for body in bodies(pages) for word in WHOLE.findall(goes_on(body))]
    assert shown == (WHOLE.findall("\n".join(blocks)) or WHOLE.findall(NOTHING))


@given(BLOCKS)
def test_a_block_for_which_a_page_has_room_stands_on_one(blocks):
    pages = bodies(pages_of("Words", blocks, LIMIT))

    assert all(any(block in page for page in pages) for block in blocks if units(block) <= LIMIT - 50)


@given(st.lists(st.text("ab新 \n", max_size=600), max_size=4))
def test_writing_without_spaces_is_cut_between_characters_and_no_page_is_empty(blocks):
    pages = pages_of("Words", blocks, LIMIT)

    assert all(units(page) <= LIMIT for page in pages)
    assert all(body.strip() for body in bodies(pages))
    kept = "".join("".join(goes_on(body).split()) for body in bodies(pages))
    assert kept == ("".join("".join(blocks).split()) or "".join(NOTHING.split()))


@given(st.text(min_size=LIMIT, max_size=4 * LIMIT) | st.text(r"\*_# 1.-+>😀", min_size=LIMIT, max_size=4 * LIMIT))
def test_a_foreign_text_acts_nowhere_when_it_is_parted(text):
    pages = pages_of("Words", [f"> {clean(text)}"], LIMIT)

    assert all(units(page) <= LIMIT for page in pages)
    for line in (line for body in bodies(pages) for line in body.splitlines()):
        assert line.startswith(">")
        assert not ACTING_START.match(line[2:])
        assert (len(line) - len(line.rstrip("\\"))) % 2 == 0, "a lone backslash escapes nothing"


@pytest.mark.parametrize("sign", ["#", "##", "-#", "-", "+", ">", ">>>", "1.", "23)"])
def test_a_sign_before_which_a_line_is_parted_begins_nothing(sign):
    parted = set()
    for before in range(LIMIT - 60, LIMIT):
        first, second, *_ = bodies(pages_of("Words", [f"{'a' * before} {sign} loud" + " word" * 40], LIMIT))
        parted.add(first[-1] == "a")
        assert not ACTING_START.match(second)

    assert True in parted


@pytest.mark.parametrize("before", range(4))
def test_a_long_word_is_never_parted_within_an_escape(before):
    pages = bodies(pages_of("Words", ["a" * before + clean("*" * 400)], LIMIT))

    assert len(pages) > 1
    assert all(re.fullmatch(r"(… )?a*(\\\*)+", page) for page in pages)
    assert sum(page.count("*") for page in pages) == 400


@pytest.mark.parametrize("limit", range(LIMIT, LIMIT + 4))
def test_no_escape_is_parted_from_its_sign(limit):
    for body in bodies(pages_of("Words", [clean("\\*" * 200)], limit)):
        assert re.fullmatch(r"(?:… )?(?:\\[\\*])+", body)


def test_a_quotation_goes_on_as_one():
    pages = bodies(pages_of("Words", ["Quoted:\n> " + "word " * 100], LIMIT))

    assert pages[0].startswith("Quoted:\n> word ")
    assert all(page.startswith("> … word ") for page in pages[1:])


def test_there_is_always_a_page():
    assert bodies(pages_of("Words", [])) == bodies(pages_of("Words", [""])) == [NOTHING]


def test_short_blocks_share_a_page_that_has_no_number():
    assert pages_of("Words", ["One.", "Two."]) == ("### Words\nOne.\n\nTwo.",)


def test_several_pages_are_numbered():
    pages = pages_of("Words", ["a" * 100, "b" * 100, "c" * 100], LIMIT)

    assert [page.splitlines()[1] for page in pages] == [f"-# Page {number} of 3" for number in (1, 2, 3)]


def test_a_file_holds_all_of_it_without_signs_and_with_addresses():
    link = "[The dam](https://post.example/a)"
    file = as_file(pages_of("Words", [clean("5 * 3 # so"), f"{link}, <t:1727265600:D>", "a" * 120], LIMIT), "why")

    text = file.fp.read().decode()

    assert file.filename == "why.txt"
    assert "5 * 3 # so" in text
    assert "The dam <https://post.example/a>, 25 September 2024" in text
    assert "a" * 120 in text
    assert not re.search(r"^(#|-#)|\\", text, re.MULTILINE)


# The view


def parts(view):
    def walk(components):
        for component in components:
            yield component
            yield from walk(component.get("components", []))

    return list(walk(view.to_components()))


def buttons(view):
    return [part for part in parts(view) if part["type"] == 2]


async def test_a_single_page_has_no_buttons():
    view = page_view("All of it.", number=0, pages=1, action=Action.WHY, key=KEY)

    assert buttons(view) == []
    assert [part["content"] for part in parts(view) if part["type"] == 10] == ["All of it."]
    assert view.is_finished()


@pytest.mark.parametrize(("number", "shut"), [(0, [True, False]), (1, [False, False]), (2, [False, True])])
async def test_a_page_is_turned_to_its_neighbours_and_not_beyond(number, shut):
    view = page_view("A part.", number=number, pages=3, action=Action.PASSAGES, key=KEY)
    back, on = buttons(view)

    assert [(back["label"], back["disabled"]), (on["label"], on["disabled"])] == [
        ("Previous", shut[0]),
        ("Next", shut[1]),
    ]
    for button, to in ((back, number - 1), (on, number + 1)):
        if not button["disabled"]:
            assert read_custom_id(button["custom_id"]) == Pressed(action=Action.PASSAGES, key=KEY, number=to)
    assert [part["content"] for part in parts(view) if part["type"] == 10] == ["A part."]
    assert view.is_finished()


@pytest.mark.parametrize("pages", [1, 2, 25])
@pytest.mark.parametrize("text", ["", "a" * VIEW_TEXT_UNITS])
async def test_discord_takes_every_page(pages, text):
    for number in {0, pages - 1}:
        view = page_view(text, number=number, pages=pages, action=Action.SOURCES, key="0")

        check_message(
            {"flags": COMPONENTS_V2, "content": "", "embeds": [], "attachments": [], "components": view.to_components()}
        )
        assert sum(units(part["content"]) for part in parts(view) if part["type"] == 10) <= VIEW_TEXT_UNITS
        assert len({button["custom_id"] for button in buttons(view)}) == len(buttons(view))


async def test_what_nobody_would_turn_is_a_file_that_says_what_it_is():
    pages = pages_of("Words", ["a" * 100] * 30, LIMIT)
    file = as_file(pages, "passages-0a1b2c3d4e5f")

    view = file_view(file, len(pages))

    assert file.description == "The 30 pages that were asked for, as plain text."
    told, shown = parts(view)
    assert told["content"].startswith("This would be 30 pages to turn.")
    assert shown["file"]["url"] == "attachment://passages-0a1b2c3d4e5f.txt"
    check_message(
        {"flags": COMPONENTS_V2, "content": "", "embeds": [], "attachments": [], "components": view.to_components()}
    )
    assert view.is_finished()
