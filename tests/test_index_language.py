"""The language of a text is told where it is clear, and by one code however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language import LanguageReader
from index.language_code import simple

TEXTS = {
    "en": "The bridge over the Selle was shut on Monday after engineers had found a crack in its second arch.",
    "de": "Die Brücke über die Selle wurde am Montag gesperrt, nachdem im zweiten Bogen ein Riss gefunden worden war.",
    "fr": "Le pont sur la Selle a été fermé lundi après que des ingénieurs ont découvert une fissure dans son arche.",
    "es": "El puente sobre el Selle fue cerrado el lunes después de que los ingenieros encontraran una grieta en él.",
    "pt": "A ponte sobre o Selle foi fechada na segunda-feira depois que engenheiros encontraram uma rachadura nela.",
    "ru": "Мост через реку Селле закрыли в понедельник после того, как инженеры нашли трещину во второй арке.",
    "uk": "Міст через річку Селле закрили в понеділок після того, як інженери знайшли тріщину в другій арці.",
    "ar": "أُغلق الجسر فوق نهر سيل يوم الاثنين بعد أن وجد المهندسون صدعًا في قوسه الثاني، وقالت البلدية إنه سيبقى مغلقًا.",
    "zh": "工程师在第二个桥拱发现裂缝后，塞勒河上的大桥周一关闭。市长表示，大桥将关闭到十月，没有人因此受伤。",
    "ja": "技師が二番目のアーチにひび割れを見つけた後、セレ川の橋は月曜日に閉鎖された。市長は閉鎖が続くと述べた。",
}
UNCLEAR = [
    "",
    "Bridge shut",
    "12 34 56 78 90 " * 20,
    "Ann Lee, Bo Ek, Selle, Courier, Orla Marsh, Tom Berg, Jan Novak, Lin Wei, Eva Sol",
    "The bridge was shut. Die Brücke wurde gesperrt. Le pont a été fermé. El puente fue cerrado. Мост закрыли.",
    "asdf qwer zxcv tyui ghjk bnmv poiu lkjh mnbv cxza qazx wsxe dcrf vtgb",
    "ERR_2041 0xFFA3 /usr/bin/ls --help http://x.example/a?b=c class='x' data-id=77 onclick=go()",
    "\ud800" * 100,
    "a" * 5000,
]


@pytest.fixture(scope="module")
def reader():
    return LanguageReader()


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_of_a_sentence_is_told(reader, language):
    assert reader.language_of(TEXTS[language]) == language


def test_capitals_and_what_comes_later_change_nothing(reader):
    assert reader.language_of(TEXTS["en"].upper()) == "en"
    assert reader.language_of(TEXTS["de"] * 20 + TEXTS["ru"] * 1000) == "de"


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_short_or_unclear_has_no_language(reader, text):
    assert reader.language_of(text) is None


def test_a_beginning_that_may_be_two_languages_has_none(reader):
    """So short, this is Galician as much."""
    assert reader.language_of("A ponte sobre o Selle foi fechada na segunda-feira") is None


@given(st.text(max_size=300))
def test_whatever_the_text_the_answer_is_a_code_or_none(reader, text):
    found = reader.language_of(text)

    assert found is None or simple(found) == found


@pytest.mark.parametrize(
    ("code", "letters"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("en_US", "en"),
        (" zh-Hant-TW ", "zh"),
        ("eng", "en"),
        ("ger", "de"),
        ("deu", "de"),
        ("DEU-at", "de"),
        ("cmn", "zh"),
        ("iw", "he"),
        ("xx", None),
        ("zxx", None),
        ("yue", None),
        ("x-klingon", None),
        ("english", None),
        ("e", None),
        ("", None),
        ("en GB", None),
        ("en-" + "x" * 100, None),
        (None, None),
        (7, None),
        (["en"], None),
    ],
)
def test_a_code_is_brought_to_its_two_letters(code, letters):
    assert simple(code) == letters
