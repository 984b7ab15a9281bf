"""Small indexes for tests, made without the embedding model: vectors come from a hash of the passage's text."""

import hashlib
from datetime import UTC, datetime

import numpy as np

from index.archive import Archive, Place, Sighting
from index.article import Article
from index.building import Recipe
from index.passage import Span
from index.publishing import publish

MODEL = "made@1"
SPLITTER = "made/1"
DIMENSION = 16
NOW = datetime(2024, 10, 1, 12, tzinfo=UTC)
RECIPE = Recipe(model=MODEL, splitter=SPLITTER, built=NOW)


def vector_of(text):
    """A unit vector that depends on the text alone."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    vector = np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
    return vector / np.linalg.norm(vector)


def made_article(name, text=None, **details):
    """An article; its text is one passage a line."""
    return Article(id=name, title=f"Title of {name}", text=text or f"The text of {name}.", **details)


def keep(archive, *articles, now=NOW):
    """Store articles with their passages, one a line, and their vectors."""
    for article in articles:
        with archive.transaction():
            archive.store(article, Sighting(place=Place(file=f"/news/{article.id}.txt"), now=now))
            spans, start = [], 0
            for line in article.text.split("\n"):
                if line:
                    spans.append(Span(start, start + len(line)))
                start += len(line) + 1
            archive.embedded.store_passages(article.version, article.text, SPLITTER, spans)
            texts = [span.of(article.text) for span in spans]
            archive.embedded.store_vectors(texts, np.stack([vector_of(text) for text in texts]), MODEL)


def silent(stage, done, total):
    """Tell nobody of the progress."""


def publish_articles(home, *articles, recipe=RECIPE):
    """Keep the articles and publish an edition of all that the archive holds; returns its name."""
    with Archive(home.archive) as archive:
        keep(archive, *articles)
        return publish(home, archive, recipe, silent)
