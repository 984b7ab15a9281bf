"""What finding stories has learnt changes no result, and saves reading texts again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.errors import IndexFaultError
from index.sketching import Sketcher
from index.stories import numbered, outline, stories
from index.story_memory import STORIES, StoryMemory

DAY = datetime(2031, 3, 4, tzinfo=UTC)
SENTENCES = [
    "The ferry Aurora ran aground off Port Ansel in thick fog early on Monday.",
    "Its 230 passengers were taken ashore by fishing boats before noon.",
    "Nobody was hurt, said Ida Brook of the coast guard.",
    "Divers will look at the hull, said the owner, Selle Lines.",
    "The ferry Boreas ran aground off Mount Cassel in thick fog early on Thursday.",
    "The harbour master wants a second beacon on the reef.",
    "Its 41 passengers were taken ashore by fishing boats before noon.",
]
ARTICLES = st.lists(
    st.builds(
        lambda number, order, title, hours: Article(
            id=f"a-{number}",
            title=title,
            text="\n".join(SENTENCES[i] for i in order),
            published=None if hours is None else DAY + timedelta(hours=hours),
        ),
        st.integers(0, 5),
        st.lists(st.integers(0, len(SENTENCES) - 1), min_size=1, max_size=5, unique=True),
        st.sampled_from(["Ferry aground", "Boreas aground off Mount Cassel"]),
        st.sampled_from([None, 0, 5, 40, 400]),
    ),
    max_size=6,
    unique_by=lambda article: article.id,
)


def found(articles, memory, read=None):
    by_id = {article.id: article for article in articles}
    sketcher = Sketcher()
    return numbered(
        [outline(one, one.version, sketcher, memory) for one in articles], read or by_id.__getitem__, sketcher, memory
    )


def kept(memory, folder):
    memory.write(folder)
    return StoryMemory.read(folder)


@settings(max_examples=60, deadline=None)
@given(st.lists(ARTICLES, min_size=2, max_size=4))
def test_remembering_changes_no_story(tmp_path_factory, corpora):
    folder = tmp_path_factory.getbasetemp()
    memory = StoryMemory()
    for articles in corpora:
        assert found(articles, memory) == stories(articles)
        memory = kept(memory, folder)


def test_nothing_is_read_again_where_nothing_changed(tmp_path):
    one = Article(id="one", title="Ferry aground", text="\n".join(SENTENCES[:4]), published=DAY)
    articles = [one, replace(one, id="two", text=one.text + "\n" + SENTENCES[5]), replace(one, id="three")]
    memory = StoryMemory()
    first = found(articles, memory)
    memory = kept(memory, tmp_path)

    def refuse(name):
        raise AssertionError(f"{name} was read again")

    # Two articles of one wording are looked at, for it could be a notice that stands for many.
    assert found(articles[:2], memory, refuse) == {name: first[name] for name in ("one", "two")}


def test_a_title_or_a_day_that_changed_is_judged_anew(tmp_path):
    one = Article(id="one", title="Ferry aground", text="\n".join(SENTENCES[:4]), published=DAY)
    two = replace(one, id="two", text=one.text + "\n" + SENTENCES[5])
    memory = StoryMemory()
    assert len(set(found([one, two], memory).values())) == 1

    memory = kept(memory, tmp_path)
    late = replace(two, published=DAY + timedelta(days=9))
    assert found([one, late], memory) == stories([one, late])
    retitled = replace(two, title="Ferry Boreas aground off Mount Cassel on Thursday")
    assert found([one, retitled], memory) == stories([one, retitled])


def test_only_what_was_asked_for_is_kept(tmp_path):
    texts = [Article(id=f"a-{n}", title="t", text=" ".join(f"word{n}x{i}" for i in range(40))) for n in range(9)]
    memory = StoryMemory()
    found(texts, memory)
    size = kept(memory, tmp_path) and (tmp_path / STORIES).stat().st_size
    memory = StoryMemory.read(tmp_path)
    found(texts[:2], memory)
    memory.write(tmp_path)

    assert (tmp_path / STORIES).stat().st_size < size


@pytest.mark.parametrize("content", [None, b"", b"junk" * 100])
def test_a_damaged_file_is_a_sentence(tmp_path, content):
    if content is not None:
        (tmp_path / STORIES).write_bytes(content)

    with pytest.raises(IndexFaultError, match=r"can't be read; run `newshound reindex` to build it again\.$"):
        StoryMemory.read(tmp_path)
