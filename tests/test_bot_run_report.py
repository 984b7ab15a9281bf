"""What a run did, in lines and as an object."""

import json
from pathlib import Path

from bot.run_report import SHOWN, as_object, failed, report
from index.archive import Place
from index.tally import Failure, Note, Summary

NOTHING = {
    "new": 0,
    "changed": 0,
    "details": 0,
    "unchanged": 0,
    "elsewhere": 0,
    "failures": (),
    "vanished": (),
    "withdrawn": (),
    "restored": (),
    "held": (),
    "announced": (),
    "outside": (),
    "fields": {},
    "fetched": 0,
    "not_modified": 0,
    "waiting": 0,
    "articles": 1,
    "passages": 1,
    "embedded": 0,
    "edition": None,
    "seconds": 0.25,
}


def summary(**more):
    return Summary(**(NOTHING | more))


def failure(number=0):
    place = Place(file=f"/news/{number}.json", record="record 3")
    return Failure(place=place, sentence=f"{place} is not valid JSON.", source="news")


def test_only_what_is_not_zero_is_told():
    assert report(summary()) == ["1 article in 1 passage; 0.2 s", "Nothing to publish: the index is up to date."]


def test_everything_that_happened_is_told():
    whole = summary(
        new=12,
        changed=3,
        details=1,
        unchanged=9984,
        failures=(failure(),),
        articles=10_000,
        passages=25_312,
        embedded=340,
        fetched=12,
        not_modified=40,
        waiting=2,
        edition="20310305T120000Z-0",
        withdrawn=(Note(article_id="a", sentence="a is gone from news (/news/a.txt)"),),
        held=(Note(article_id="b", sentence="b says it was published on 05 March 2099 (/news/b.txt)"),),
        announced=(Note(article_id="c", sentence="c (Ferry) announces a correction: Correction: two"),),
        restored=(Note(article_id="d", sentence="d is in its source again (/news/d.txt)"),),
        vanished=(Place(file="/news/e.txt"),),
        fields={"/news/n.jsonl": "title <- headline, date <- published_at; not read: foo"},
    )

    assert report(whole) == [
        "12 new, 3 changed, 1 with new details, 9,984 unchanged, 1 failed; 12 fetched, 40 not modified since;"
        " 10,000 articles in 25,312 passages (340 embedded); 0.2 s",
        "Published edition 20310305T120000Z-0.",
        "1 said to be corrected or updated:",
        "- c (Ferry) announces a correction: Correction: two",
        "1 withdrawn:",
        "- a is gone from news (/news/a.txt)",
        "1 searched again:",
        "- d is in its source again (/news/d.txt)",
        "1 held for a date in the future:",
        "- b says it was published on 05 March 2099 (/news/b.txt)",
        "1 gone, but kept in the index:",
        "- /news/e.txt",
        "1 read as records, by these fields:",
        "- /news/n.jsonl: title <- headline, date <- published_at; not read: foo",
        "2 pages wait after failures: `newshound status` lists them, --retry asks for them now.",
    ]
    assert failed(whole) == ["1 could not be read:", "- /news/0.json (record 3) is not valid JSON."]


def test_a_dry_run_says_what_would_happen_and_cost():
    lines = report(summary(dry_run=True, new=3, to_embed=340, to_fetch=12, cost_s=9.2))

    assert lines == [
        "Dry run: 3 new; 0.2 s",
        "Would embed 340 passages, about 9 s; would fetch 12 pages. Nothing was changed.",
    ]
    assert report(summary(dry_run=True, to_embed=1))[1] == "Would embed 1 passage. Nothing was changed."
    assert report(summary(dry_run=True, to_embed=10**6, cost_s=30_000))[1].startswith(
        "Would embed 1,000,000 passages, about 8.3 h"
    )
    assert report(summary(dry_run=True))[1] == "Would embed and fetch nothing. Nothing was changed."


def test_a_long_list_is_counted_and_a_name_does_not_steer_the_terminal():
    lines = failed(summary(failures=tuple(map(failure, range(SHOWN + 2)))))
    assert (len(lines), lines[0], lines[-1]) == (SHOWN + 2, "52 could not be read:", "- and 2 more")

    [_, line] = failed(summary(failures=(Failure(place=Place(file="x"), sentence="bro\x1b[2Jken\u202e\ncan't be"),)))
    assert line == "- bro [2Jken can't be"


def test_the_object_has_all_of_it_and_is_json():
    found = as_object(
        summary(
            failures=(failure(),),
            vanished=(Place(file="/news/e.txt"),),
            outside=(Path("/news/link"),),
            held=(Note(article_id="b", sentence="b says so"),),
        )
    )

    assert json.loads(json.dumps(found)) == found
    assert found.keys() == set(Summary.__dataclass_fields__)
    assert found["failures"] == [
        {"place": "/news/0.json (record 3)", "source": "news", "reason": "/news/0.json (record 3) is not valid JSON."}
    ]
    assert (found["vanished"], found["outside"]) == (["/news/e.txt"], ["/news/link"])
    assert found["held"] == [{"article_id": "b", "reason": "b says so"}]
