"""Whether a text holds a name, and whether somebody speaks for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.names import first_names, holds_name, last_name, same_word, speaks_for, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Israel’s U.S. allies", ["israel", "US", "allies"]),
        ("The U.S. and US told us", ["the", "US", "and", "US", "told", "us"]),
        ("Sánchez, Erdoğan", ["sanchez", "erdogan"]),
        ("James' boat didn't", ["james", "boat", "didn't"]),
        ("— … 7.5", ["7", "5"]),
    ],
)
def test_words_are_compared_without_dress(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The U.S. left.", "United States"),
        ("The United States left.", "U.S."),
        ("The United States left.", "US"),
        ("American forces left.", "United States"),
        ("The UN met.", "United Nations"),
        ("Britain left.", "UK"),
        ("The WHO met.", "World Health Organization"),
        ("Israeli jets", "Israel"),
        ("Israel’s jets", "Israel"),
        ("in Israel.", "Israeli"),
        ("Ilse Brandt’s plan", "Ilse Brandt"),
        ("Brandt's plan", "Ilse Brandt"),
        ("Pedro Sánchez left.", "Pedro Sanchez"),
        ("Pedro Sanchez left.", "Sánchez"),
        ("the PENTAGON", "Pentagon"),
    ],
)
def test_a_text_holds_a_name_also_in_its_common_short_forms(text, name):
    assert holds_name(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He told us to go.", "US"),
        ("He told us to go.", "United States"),
        ("Who went there?", "WHO"),
        ("a museum of arms", "US"),
        ("the unit", "UN"),
        ("The Israelites", "Israel"),
        ("Anne left.", "Ann"),
        ("Leeds", "Lee"),
        ("Ukraine", "UK"),
        ("Chad", "China"),
        ("", "Lee"),
        ("Lee", ""),
        ("Lee", "?!"),
    ],
)
def test_a_text_does_not_hold_what_only_looks_like_a_name(text, name):
    assert not holds_name(text, name)


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("Ann Lee", "Ann Lee"),
        ("Lee", "Ann Lee"),
        ("Mayor Lee", "Ann Lee"),
        ("Mayor Ann Lee", "Lee"),
        ("Mayor Ann Lee", "Mayor Lee"),
        ("Gen. Herzi Halevi", "General Halevi"),
        ("U.S. President Joe Biden", "Biden"),
        ("House Speaker Mike Johnson", "Mike Johnson"),
        ("Speaker Johnson", "Mike Johnson"),
        ("Biden", "President Joe Biden"),
        ("Pedro Sánchez", "Pedro Sanchez"),
        ("Pentagon spokesperson Sabrina Singh", "Sabrina Singh"),
        ("Pentagon spokesperson Sabrina Singh", "Pentagon"),
        ("Sabrina Singh, the Pentagon's spokesperson", "Pentagon"),
        ("the Pentagon’s deputy spokesman", "Pentagon"),
        ("a spokesman for the Navy", "Navy"),
        ("a senior official at the Pentagon", "Pentagon"),
        ("Tom Hart, leader of the fishing union", "fishing union"),
        ("Iran's Supreme Leader Ali Khamenei", "Khamenei"),
        ("Iran's Supreme Leader Ali Khamenei", "Iran"),
        ("White House spokesperson John Kirby", "White House"),
        ("Israel's army", "Israel"),
        ("the Israeli military", "Israel"),
        ("the coastguard", "coastguard"),
        ("the Bank of England", "Bank of England"),
        ("the United States", "U.S."),
        ("the U.S.", "United States"),
        ("the U.S.", "us"),
        ("U.S. officials", "United States"),
        ("Mayor Ann Lee", "mayor"),
        ("Port Ennis mayor Ann Lee", "mayor"),
        ("Ann Lee, the mayor", "mayor"),
        ("the mayor of Port Ennis", "mayor"),
        ("Mayor Ann Lee of Port Ennis", "mayor of Port Ennis"),
        ("army chief Jim Roe", "army"),
        ("Lee's lawyer, Tom Hart", "Hart"),
        ("critics of Singh", "critics of Singh"),
        ("former president Jim Roe", "Roe"),
    ],
)
def test_whoever_a_name_means_speaks_for_it(speaker, name):
    assert speaks_for(speaker, name)


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("critics of Singh", "Singh"),
        ("Critics of the Pentagon", "Pentagon"),
        ("opponents of the mayor", "mayor"),
        ("Singh's lawyer", "Singh"),
        ("Singh’s lawyer, Tom Hart", "Singh"),
        ("a lawyer for Lee", "Lee"),
        ("Lee's wife", "Lee"),
        ("the mayor's wife", "mayor"),
        ("Lee's former rival, Tom Hart", "Lee"),
        ("Tom Hart, a former rival of Lee", "Lee"),
        ("Lee, who defeated Hart", "Hart"),
        ("the man who attacked Lee", "Lee"),
        ("former Pentagon official Jim Roe", "Pentagon"),
        ("Jim Roe, a former Pentagon official", "Pentagon"),
        ("former mayor Ann Lee", "mayor"),
        ("Pentagon critic Jim Roe", "Pentagon"),
        ("Israel's opposition leader Yair Roe", "Israel"),
        ("a nurse in Israel", "Israel"),
        ("an Israeli", "Israel"),
        ("Tom Lee", "Ann Lee"),
        ("Mayor Ann Lee", "Tom Lee"),
        ("Jill Biden", "Joe Biden"),
        ("the Federal Trade Commission", "European Commission"),
        ("Hugo Lindqvist, who grows potatoes near Alderbrook", "Petra Lindqvist"),
        ("Anne", "Ann"),
        ("Lee", ""),
        ("", "Lee"),
        (",,", "Lee"),
    ],
)
def test_others_do_not_speak_for_a_name(speaker, name):
    assert not speaks_for(speaker, name)


@pytest.mark.parametrize(
    ("speaker", "last", "first"),
    [
        ("Pentagon spokesperson Sabrina Singh", "singh", {"sabrina"}),
        ("its spokesperson, Petra Lindqvist", "lindqvist", {"petra"}),
        ("Tom Hart, the union's leader", "hart", {"tom"}),
        ("Mayor Lee", "lee", set()),
        ("the coastguard", "", set()),
        ("", "", set()),
    ],
)
def test_a_speaker_has_a_last_name_and_first_names(speaker, last, first):
    assert (last_name(speaker), first_names(speaker)) == (last, first)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("israel", "israeli", True), ("lee", "leeds", False), ("bush", "bushel", True), ("iran", "iranians", False)],
)
def test_a_name_and_its_slightly_longer_form_are_the_same(one, other, same):
    assert same_word(one, other) is same_word(other, one) is same


@given(speaker=st.text(max_size=60), name=st.text(max_size=30))
def test_no_speaker_and_no_name_is_too_strange(speaker, name):
    assert speaks_for(speaker, name) in {True, False}
    assert holds_name(speaker, name) in {True, False}
    assert isinstance(last_name(speaker), str)
