"""What an asker sees until the answer is there: few edits, the newest state, and never anything unchecked."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import aiohttp
import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_custom_id import Action, Pressed, read_custom_id
from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_text import units
from bot.discord_waiting import Pace, accompany, waiting_text, waiting_view
from prompts.answer import Claim
from prompts.answering import Stage, Step

KEY = "9f3a"
SAFETY_SECONDS = 30
SOON = datetime.now(UTC) + timedelta(hours=1)
LONG_AGO = datetime(2031, 1, 1, tzinfo=UTC) - timedelta(days=9000)


class Asked:
    """A question whose fate the test decides."""

    def __init__(self, *, ahead=0, expected=SOON):
        self.stage = None
        self.claims = ()
        self.done = False
        self.ahead = ahead
        self.expected = expected
        self._changed = asyncio.Event()

    async def changed(self):
        await self._changed.wait()
        self._changed.clear()

    def turn(self, **values):
        """Change it, and tell so."""
        for name, value in values.items():
            setattr(self, name, value)
        self._changed.set()


class Sleeper:
    """Sleeps until the test wakes it."""

    def __init__(self):
        self.slept = []
        self._gate = asyncio.Semaphore(0)

    async def __call__(self, seconds):
        self.slept.append(seconds)
        await self._gate.acquire()

    def wake(self):
        self._gate.release()


class Screen:
    """What is shown, and how many edits are on their way; `slow` edits arrive when the test says so."""

    def __init__(self, *, slow=False, answer="a message"):
        self.shown = []
        self.most_on_their_way = 0
        self.slow = slow
        self.answer = answer
        self._on_their_way = 0
        self._gate = asyncio.Semaphore(0)

    async def __call__(self, view):
        self._on_their_way += 1
        self.most_on_their_way = max(self.most_on_their_way, self._on_their_way)
        self.shown.append(view)
        if self.slow:
            await self._gate.acquire()
        self._on_their_way -= 1
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    def arrive(self):
        self._gate.release()

    @property
    def texts(self):
        return [text_of(view) for view in self.shown]


def text_of(view):
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))


async def settle():
    """Let everything happen that can."""
    for _ in range(50):
        await asyncio.sleep(0)


class Case:
    """A question that is accompanied."""

    def __init__(self, asked, *, screen=None, articles=12_480):
        self.asked = asked
        self.screen = screen or Screen()
        self.sleeper = Sleeper()
        pace = Pace(sleep=self.sleeper)
        self.task = asyncio.create_task(accompany(asked, self.screen, key=KEY, articles=articles, pace=pace))

    async def next_pause_ends(self):
        await settle()
        self.sleeper.wake()
        await settle()

    async def end(self):
        self.asked.turn(done=True)
        await asyncio.wait_for(self.task, SAFETY_SECONDS)


async def test_an_answer_that_comes_at_once_gets_no_edit_before_it():
    case = Case(Asked())
    for step in Step:
        case.asked.turn(stage=Stage(step=step))
        await settle()
    await case.end()

    assert case.screen.shown == []
    assert case.sleeper.slept == [Pace().first]
    assert Pace().first < 1


async def test_stages_are_shown_with_what_they_work_on():
    case = Case(Asked())
    stages = (
        Stage(step=Step.SEARCHING),
        Stage(step=Step.READING, passages=8, articles=6),
        Stage(step=Step.READING, passages=1, articles=1),
        Stage(step=Step.WRITING, passages=8, articles=6),
        Stage(step=Step.CHECKING, passages=8, articles=6),
    )
    for stage in stages:
        case.asked.turn(stage=stage)
        await case.next_pause_ends()
    await case.end()

    assert case.screen.texts == [
        "Searching 12,480 articles…",
        "Reading 8 passages from 6 articles…",
        "Reading 1 passage from 1 article…",
        "Writing, and checking every sentence against its source…",
        "Checking every sentence against its source…",
    ]


async def test_only_the_newest_state_is_shown_and_never_faster_than_the_pace():
    case = Case(Asked())
    await case.next_pause_ends()
    for step in (Step.SEARCHING, Step.READING, Step.CHECKING):
        case.asked.turn(stage=Stage(step=step))
        await settle()
    assert len(case.screen.shown) == 1
    await case.next_pause_ends()
    await case.end()

    assert case.screen.texts == ["Searching 12,480 articles…", "Checking every sentence against its source…"]
    assert case.sleeper.slept[:2] == [Pace().first, Pace().between]


async def test_nothing_is_shown_again_that_has_not_changed():
    case = Case(Asked())
    for _ in range(5):
        case.asked.turn(stage=Stage(step=Step.SEARCHING))
        await case.next_pause_ends()
    await case.end()

    assert len(case.screen.shown) == 1


async def test_while_nothing_changes_nothing_is_looked_at():
    case = Case(Asked())
    for _ in range(5):
        await case.next_pause_ends()
    await case.end()

    assert case.sleeper.slept == [Pace().first, Pace().between]


async def test_one_edit_is_on_its_way_at_a_time_and_none_once_it_has_returned():
    case = Case(Asked(), screen=Screen(slow=True))
    await case.next_pause_ends()
    for step in Step:
        case.asked.turn(stage=Stage(step=step))
        await settle()
    case.asked.turn(done=True)
    await settle()
    assert not case.task.done()
    case.screen.arrive()
    await asyncio.wait_for(case.task, SAFETY_SECONDS)

    assert (len(case.screen.shown), case.screen.most_on_their_way) == (1, 1)


async def test_a_place_in_line_is_told_with_the_time_that_discord_counts_down():
    case = Case(Asked(ahead=3))
    await case.next_pause_ends()
    await case.end()

    stamp = f"<t:{int(SOON.timestamp())}:R>"
    assert case.screen.texts == [f"3 questions are before yours; I expect to answer it {stamp}."]


async def test_one_question_before_it_is_one():
    assert waiting_text(Asked(ahead=1), articles=5).startswith("1 question is before yours; ")


async def test_a_place_is_told_again_when_it_has_halved():
    case = Case(Asked(ahead=100))
    for ahead in range(100, 0, -1):
        case.asked.ahead = ahead
        case.asked.expected = SOON - timedelta(seconds=100 - ahead)
        await case.next_pause_ends()
        await case.next_pause_ends()
    await case.end()

    told = [int(text.split()[0]) for text in case.screen.texts]
    assert told[0] == 100
    assert all(after <= before / 2 for before, after in pairwise(told))
    assert 5 <= len(told) <= 8


async def test_a_place_is_told_again_when_the_time_that_was_told_has_passed():
    case = Case(Asked(ahead=9, expected=LONG_AGO))
    await case.next_pause_ends()
    case.asked.expected = SOON
    for _ in range(6):
        await case.next_pause_ends()
    await case.end()

    assert [
        f"<t:{int(at.timestamp())}:R>" in text for at, text in zip((LONG_AGO, SOON), case.screen.texts, strict=True)
    ]


async def test_when_its_turn_comes_a_quick_answer_gets_no_edit_and_a_slow_one_does():
    for done in (True, False):
        case = Case(Asked(ahead=1))
        await case.next_pause_ends()
        assert case.sleeper.slept == [Pace().first, Pace().in_line]
        case.asked.turn(ahead=0)
        await settle()
        case.asked.turn(stage=Stage(step=Step.READING, passages=8, articles=6))
        await settle()
        assert case.sleeper.slept == [Pace().first, Pace().in_line, Pace().between]
        assert len(case.screen.shown) == 1
        if done:
            await case.end()
            assert len(case.screen.shown) == 1
        else:
            await case.next_pause_ends()
            assert case.screen.texts[1:] == ["Reading 8 passages from 6 articles…"]
            await case.end()


@pytest.mark.parametrize(
    "error",
    [aiohttp.ClientError(), OSError(), TimeoutError(), discord.DiscordServerError],
)
async def test_what_discord_does_not_take_ends_it_quietly(error):
    if isinstance(error, type):
        error = error(type("Response", (), {"status": 503, "reason": "Service Unavailable"})(), "no")
    case = Case(Asked(), screen=Screen(answer=error))
    await case.next_pause_ends()
    await asyncio.wait_for(case.task, SAFETY_SECONDS)

    assert len(case.screen.shown) == 1


async def test_no_more_edits_are_made_where_nobody_can_see_them():
    case = Case(Asked(), screen=Screen(answer=None))
    await case.next_pause_ends()
    await asyncio.wait_for(case.task, SAFETY_SECONDS)

    assert len(case.screen.shown) == 1


async def test_a_program_error_is_not_hidden():
    case = Case(Asked(), screen=Screen(answer=LookupError("no such row")))
    await case.next_pause_ends()

    with pytest.raises(LookupError):
        await asyncio.wait_for(case.task, SAFETY_SECONDS)


async def test_it_leaves_no_task_behind_whenever_it_is_ended():
    for pauses in range(5):
        for asked in (Asked(), Asked(ahead=4)):
            case = Case(asked)
            for _ in range(pauses):
                await case.next_pause_ends()
            case.task.cancel()
            await settle()
            assert asyncio.all_tasks() == {asyncio.current_task()}
    for pauses in range(5):
        case = Case(Asked(ahead=4))
        for _ in range(pauses):
            await case.next_pause_ends()
        await case.end()
        await settle()
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_checked_sentences_stand_under_the_stage_and_are_harmless():
    asked = Asked()
    asked.stage = Stage(step=Step.WRITING, passages=8, articles=6)
    asked.claims = (
        Claim(text="The **wall** costs 14 million crowns, @everyone.", citations=(1, 3)),
        Claim(text="Work begins in May <@123>.", citations=(2,)),
    )

    text = waiting_text(asked, articles=5)

    assert text == (
        "Writing, and checking every sentence against its source…\n"
        r"Checked so far: The \*\*wall\*\* costs 14 million crowns, ＠everyone. [1] [3] Work begins in May ＜@123>. [2]"
    )


def test_sentences_that_do_not_fit_any_more_are_left_to_the_answer():
    class Waiting:
        stage = Stage(step=Step.WRITING, passages=8, articles=6)
        ahead = 0
        claims = tuple(Claim(text=f"Boat {number} {'sails ' * 40}away.", citations=(1,)) for number in range(50))

    text = waiting_text(Waiting(), articles=5)

    assert VIEW_TEXT_UNITS / 2 < units(text) <= VIEW_TEXT_UNITS
    assert text.endswith("away. [1]")


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=3000), st.lists(st.integers(1, 40), min_size=1, max_size=6))),
    st.integers(0, 10**9),
)
def test_whatever_was_checked_fits_and_ends_with_a_marker(claims, articles):
    class Waiting:
        stage = Stage(step=Step.WRITING, passages=8, articles=6)
        ahead = 0

    waiting = Waiting()
    waiting.claims = tuple(Claim(text=text, citations=tuple(numbers)) for text, numbers in claims)

    text = waiting_text(waiting, articles=articles)

    assert units(text) <= VIEW_TEXT_UNITS
    _, _, checked = text.partition("\nChecked so far: ")
    assert not checked or checked.endswith("]")


async def test_the_view_has_a_cancel_button_of_this_question_and_is_stored_nowhere():
    view = waiting_view("Searching…", key=KEY)
    [button] = [item for item in view.walk_children() if isinstance(item, discord.ui.Button)]

    assert (button.label, read_custom_id(button.custom_id)) == ("Cancel", Pressed(action=Action.CANCEL, key=KEY))
    assert view.is_finished()


async def test_where_no_number_is_known_none_is_told():
    assert waiting_text(Asked(), articles=0) == "Searching…"
