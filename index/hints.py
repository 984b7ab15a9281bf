"""What a feed says of a page, kept from run to run: it completes what the page says of itself."""

import json
from dataclasses import replace

from index.dates import read_date
from index.draft import Draft
from index.entry import Entry


def hint_of(entry: Entry) -> str:
    """What a feed says of a page, in the form in which it is kept."""
    said = {
        "title": entry.title,
        "published": entry.published.isoformat() if entry.published else None,
        "zone": entry.zone,
        "modified": entry.modified.isoformat() if entry.modified else None,
        "author": entry.author,
        "section": entry.section,
    }
    return json.dumps({name: value for name, value in said.items() if value is not None}, ensure_ascii=False)


def with_hint(draft: Draft, hint: str | None) -> Draft:
    """A page's draft, completed by its feed: which knows the time of publication better, and the rest worse."""
    said = json.loads(hint) if hint else {}
    published = read_date(said.get("published"))
    modified = draft.modified or read_date(said.get("modified"))
    when = published or draft.published
    return replace(
        draft,
        title=draft.title or said.get("title"),
        published=when,
        zone=said.get("zone") if published else draft.zone,
        modified=modified if modified and when and modified > when else None,
        author=draft.author or said.get("author"),
        section=draft.section or said.get("section"),
    )
