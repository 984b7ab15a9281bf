"""Foreign text in Discord: nothing of it acts, and shortening cuts between words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_text import Address, address, clean, clean_for_link, shorten, units

HIDDEN = (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x00AD, 0x061C, 0x3164)
FORBIDDEN = "".join(map(chr, (*HIDDEN, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
ACTING = re.compile(
    r"<(@[!&]?|#|/|t:|a?:|id:|https?:)|<[^\s<>]{1,150}>|@everyone|@here|://|\[\d+\]|discord\.gg/|:[a-z]\w*:",
    re.IGNORECASE,
)

SNIPPETS = st.sampled_from(
    [
        *("<@1>", "<@!2>", "<@&3>", "<#4>", "</ask:5>", "<t:6:R>", "<:a:7>", "<a:b:8>", "@everyone", "@HERE", "[9]"),
        *(
            "https://evil.example/a",
            "discord://x",
            "[x](y)",
            "**",
            "__",
            "||",
            "```",
            "`",
            "~~",
            "\\",
            "> ",
            "# ",
            "- ",
        ),
        *("discord.gg/abc", ":smile:", ":a", ":", "-# ", ">>> ", "[1, 2]", "<x", ">"),
        *("1. ", "://", "\n", "\t", "\x00", "\ud800", "é", "e\u0301", "😀", "word", "新聞", "<", "@", "[", "]", " "),
        *FORBIDDEN,
    ]
)
NASTY = st.lists(SNIPPETS | st.text(max_size=8), max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("“There was no involvement,” he said.", "“There was no involvement,” he said."),
        ("a *b* _c_ ~~d~~ `e` ||f||", r"a \*b\* \_c\_ \~\~d\~\~ \`e\` \|\|f\|\|"),
        ("[x](https://evil.example)", r"\[x\](https：//evil.example)"),
        ("He [Biden] said so.", r"He \[Biden\] said so."),
        ("It rained [1] and [ 12 ].", "It rained (1) and ( 12 )."),
        ("# Big", r"\# Big"),
        ("> quoted", r"\> quoted"),
        ("- a point", r"\- a point"),
        ("1986. A year", r"1986\. A year"),
        ("under 5 < 6", "under 5 < 6"),
        ("ping <@123> in <#4>, </ask:1> at <t:5:R> <:x:6>", "ping ＜@123> in ＜#4>, ＜/ask:1> at ＜t:5:R> ＜：x:6>"),
        ("call <+44 20 1> or <1@post.example>", "call ＜+44 20 1> or ＜1@post.example>"),
        ("join discord.gg/abc or DiscordApp.com/invite/x", "join discord.gg／abc or DiscordApp.com／invite/x"),
        ("steam://run/1 and www.post.example", "steam：//run/1 and www.post.example"),
        (":smile: at 12:30:45, 3:2 to :a", "：smile: at 12:30:45, 3:2 to ：a"),
        ("It rained [1, 2] and [3-5].", "It rained (1, 2) and (3-5)."),
        ("-# small", r"\-# small"),
        (">>> all of it", r"\>>> all of it"),
        ("ends in <", "ends in ＜"),
        ("@everyone and @Here", "＠everyone and ＠Here"),
        ("two\n\nlines\tand\u2028more", "two lines and more"),
        ("a\u202eb\u200bc\ufeffd\u2066e", "abcde"),
        ("half \ud83d a pair", "half \N{REPLACEMENT CHARACTER} a pair"),
        ("", ""),
    ],
)
def test_clean_text_reads_the_same_and_does_nothing(text, shown):
    assert clean(text) == shown


def test_the_text_of_a_link_holds_nothing_that_would_need_an_escape():
    assert (
        clean_for_link("Live: [Video] a_b (1/2) *now* | x\\y <@1>")
        == "Live: ［Video］ a＿b （1/2） ＊now＊ ｜ x＼y ＜@1＞"
    )


@given(NASTY)
def test_nothing_acts_after_cleaning_and_nothing_hidden_is_left(text):
    for harmless in (clean(text), clean_for_link(text)):
        assert not ACTING.search(harmless)
        assert not set(FORBIDDEN) & set(harmless)
        assert "\n" not in harmless


@given(NASTY)
def test_every_markdown_character_is_escaped(text):
    # Pairs of a backslash and its character are taken away; what remains would act.
    assert not re.search(r"[*_~`|\[\]\\]", re.sub(r"\\[^\w\s]|\\_", "", clean(text)))


@given(NASTY, st.integers(min_value=0, max_value=200))
def test_shortened_text_fits_and_ends_at_the_end_of_a_word(text, limit):
    whole = clean(text)

    short = shorten(whole, limit)

    assert units(short) <= limit
    if units(whole) <= limit:
        assert short == whole
    elif short:
        head = short.removesuffix(" …")
        assert head != short
        assert whole.startswith(head)
        assert whole[len(head)] == " " or " " not in head
        assert not (len(head) - len(head.rstrip("\\"))) % 2


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two …"),
        ("one two three", 9, "one two …"),
        ("one two three", 8, "one …"),
        ("abcdefghij", 6, "abcd …"),
        (r"abc\*def", 6, "abc …"),
        ("ae\u0301iou", 4, "a …"),
        ("😀😀😀", 5, "😀 …"),
        ("one", 2, ""),
    ],
)
def test_shortening_counts_utf_16_units(text, limit, short):
    assert shorten(text, limit) == short


def test_units_are_those_of_utf_16():
    assert units("a😀é") == 4


@given(NASTY, st.integers(min_value=0, max_value=60))
def test_a_limit_reads_no_more_than_it_shows_and_shows_the_same(text, limit):
    for cleaning in (clean, clean_for_link):
        short = cleaning(text, limit)

        assert units(short) <= limit
        if len(text) <= 4 * limit:
            assert short == shorten(cleaning(text), limit)


def test_only_the_beginning_of_an_endless_text_is_read():
    assert units(clean("word " * 1_000_000)) < 9_000
    assert clean(" " * 1_000_000 + "word") == "…"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/a?b=c#d", Address(url="https://news.example/a?b=c#d", host="news.example")),
        ("http://News.Example:8080/", Address(url="http://news.example:8080/", host="news.example")),
        (
            "https://news.example/a_(b) [c]\u202e",
            Address(url="https://news.example/a_%28b%29%20%5Bc%5D%E2%80%AE", host="news.example"),
        ),
        ("https://good.example@evil.example/", Address(url="https://evil.example/", host="evil.example")),
        ("https://bücher.example/", Address(url="https://xn--bcher-kva.example/", host="xn--bcher-kva.example")),
        ("javascript:alert(1)", None),
        ("ftp://news.example/", None),
        ("/a/b.html", None),
        ("https://", None),
        ("https://news.example:port/", None),
        ("https://[::1]/", None),
        ("https://a b.example/", None),
        ("https://news.example/" + "a" * 400, None),
        ("https://" + "a" * 70 + ".example/", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_linked_only_where_it_leads_where_it_says(url, expected):
    assert address(url) == expected


@given(NASTY)
def test_no_address_can_end_its_link_early(text):
    found = address(f"https://news.example/{text}")

    assert found is None or re.fullmatch(r"https://news\.example/[!-'*-;=?A-Z_a-z~]*", found.url)
