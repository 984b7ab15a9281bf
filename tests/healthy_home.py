"""A small home in which nothing is wrong, made without the embedding model, and the checks of it by name."""

import importlib
from datetime import timedelta

from made_index import MODEL, NOW, RECIPE, keep, made_article, silent

from bot.check_list import all_checks
from index.archive import Archive
from index.building import Recipe
from index.embedded import KnownModel
from index.finding import Scope
from index.model_choice import signature_of
from index.publishing import publish
from index.splitting import Splitter

WINDOW = 254
SPLITTER = Splitter().within(WINDOW).fingerprint
LATER = NOW + timedelta(hours=1)


def news(number):
    """An article of two passages."""
    text = f"Quay {number} of Port Quill was rebuilt.\nMayor Ida Brook opened it at noon on day {number}."
    return made_article(f"quay-{number}", text, published=NOW - timedelta(days=number), publisher="The Quill Post")


def keep_cut(archive, *articles):
    """Store articles with passages as the splitter in use names them."""
    keep(archive, *articles)
    with archive.transaction():
        archive.file.write("UPDATE passage SET splitter = ?", (SPLITTER,))


def publish_all(home, archive):
    return publish(home, archive, Recipe(model=MODEL, splitter=SPLITTER, built=RECIPE.built), silent)


def make_healthy(home, articles=12):
    """Articles, an edition of them, a model that is known, and a run that ended well."""
    with Archive(home.archive) as archive:
        keep_cut(archive, *map(news, range(articles)))
        with archive.transaction():
            known = KnownModel(fingerprint=MODEL, window=WINDOW, rate=None)
            archive.embedded.store_model(signature_of(""), known)
            archive.runs.end(archive.runs.begin(NOW), NOW, {"new": articles})
        publish_all(home, archive)


def scope_of(home, *, quick=True, now=LATER):
    return Scope(home=home, signature=signature_of(""), now=now, quick=quick)


def index_findings(home, *, quick=True, now=LATER):
    """What the checks of the index find, in this very process, by name."""
    found = {}
    for check in all_checks():
        module, name = check.place.split(":")
        if module.startswith("index."):
            found[check.name] = getattr(importlib.import_module(module), name)(scope_of(home, quick=quick, now=now))
    return found


def troubles(findings):
    """The names of those that are not as they should be."""
    return {name for name, finding in findings.items() if finding.status in {"warning", "wrong"}}
