"""The loopback Discord's limits: the largest message passes, and one more of anything is refused."""

import pytest
from loopback_payloads import COMPONENTS_V2
from loopback_rules import Refusal, check_message, check_modal

EMPTY = {"content": "", "embeds": [], "components": [], "attachments": [], "flags": 0}


def message(**fields):
    return EMPTY | fields


def embed(**fields):
    return message(embeds=[fields])


def buttons(*parts):
    return message(content="x", components=[{"type": 1, "components": list(parts)}])


def button(custom_id="a", **fields):
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id} | fields


def texts(*contents):
    return message(components=[{"type": 10, "content": content} for content in contents], flags=COMPONENTS_V2)


FIELD = {"name": "n", "value": "v"}
FITTING = [
    message(content="x" * 2000),
    embed(title="x" * 256, description="y" * 4096),
    embed(fields=[FIELD] * 25),
    embed(description="y" * 4096, footer={"text": "z" * 1904}),
    message(embeds=[{"title": "t"}] * 10),
    buttons(*(button(str(number)) for number in range(5))),
    buttons(button("x" * 100, label="l" * 80)),
    buttons({"type": 2, "style": 5, "label": "Open", "url": "https://example.org"}),
    texts("x" * 3000, "y" * 1000),
    texts(*("x" for _ in range(40))),
]
REFUSED = [
    message(content="x" * 2001),
    message(content="😀" * 1001),
    embed(title="x" * 257),
    embed(description="x" * 4097),
    embed(fields=[FIELD] * 26),
    embed(fields=[{"name": "x" * 257, "value": "v"}]),
    embed(fields=[{"name": "n", "value": "x" * 1025}]),
    embed(fields=[{"name": "n", "value": " "}]),
    embed(footer={"text": "x" * 2049}),
    embed(author={"name": "x" * 257}),
    embed(title="t", url="javascript:alert(1)"),
    message(embeds=[{"description": "x" * 3001}, {"description": "x" * 3000}]),
    message(embeds=[{"title": "t"}] * 11),
    buttons(*(button(str(number)) for number in range(6))),
    buttons(button("same"), button("same")),
    buttons(button("x" * 101)),
    buttons(button(label="l" * 81)),
    buttons(button(label=None)),
    buttons(button(custom_id=None)),
    buttons({"type": 2, "style": 5, "label": "Open", "url": "ftp://example.org"}),
    message(content="x", components=[{"type": 1, "components": [button(str(row))]} for row in range(6)]),
    message(content="x", components=[{"type": 10, "content": "x"}]),
    texts("x" * 3000, "y" * 1001),
    texts(*("x" for _ in range(41))),
    texts("x") | {"content": "not with components"},
]


@pytest.mark.parametrize("fitting", FITTING)
def test_what_just_fits_is_taken(fitting):
    check_message(fitting)


@pytest.mark.parametrize("refused", REFUSED)
def test_one_more_is_an_invalid_form(refused):
    with pytest.raises(Refusal) as refusal:
        check_message(refused)

    assert (refusal.value.status, refusal.value.code) == (400, 50035)


@pytest.mark.parametrize("empty", [message(), message(content=" \n"), embed(color=1)])
def test_nothing_to_show_is_an_empty_message(empty):
    with pytest.raises(Refusal) as refusal:
        check_message(empty)

    assert refusal.value.code == 50006


def test_a_refusal_names_the_field_as_discord_does():
    with pytest.raises(Refusal) as refusal:
        check_message(embed(title="x" * 257))

    error = refusal.value.json()
    assert error["code"] == 50035
    assert error["errors"]["embeds"]["0"]["title"]["_errors"][0]["message"] == "Must be 256 or fewer in length."


@pytest.mark.parametrize("changed", [{"title": "x" * 46}, {"title": ""}, {"custom_id": "x" * 101}, {"components": []}])
def test_modals_have_limits_too(changed):
    field = {"type": 1, "components": [{"type": 4, "custom_id": "text", "label": "Your question"}]}
    modal = {"title": "x" * 45, "custom_id": "x" * 100, "components": [field]}

    check_modal(modal)
    with pytest.raises(Refusal):
        check_modal(modal | changed)
