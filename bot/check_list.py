"""What `newshound doctor` looks at, in the order in which it is told: what others depend on comes first.

A check is named by where it stands and imported when it is made, for Chroma, the word indexes and torch take seconds
each, and one that can't be imported must not keep the others from being made.
"""

from dataclasses import dataclass

from index.finding import FROM_ARCHIVE, RESTORE


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of the doctor: `place` is module:function, `mend` what to do where it gives no answer."""

    name: str
    place: str
    mend: str


def all_checks() -> tuple[Check, ...]:
    """Every check."""
    look = "look at the disk and the memory of this machine"
    model = "to a model that loads"
    places = {
        "settings": ("bot.diagnosis:check_settings", look),
        "sources": ("bot.diagnosis:check_sources", look),
        "home": ("index.checkup:check_home", look),
        "permissions": ("index.checkup:check_permissions", look),
        "disk": ("index.checkup:check_disk", look),
        "archive": ("index.checkup_archive:check_archive", RESTORE),
        "texts": ("index.checkup_archive:check_texts", RESTORE),
        "passages": ("index.checkup_archive:check_passages", RESTORE),
        "vectors": ("index.checkup_archive:check_vectors", RESTORE),
        "runs": ("index.checkup_archive:check_runs", RESTORE),
        "edition": ("index.checkup_edition:check_edition", FROM_ARCHIVE),
        "agreement": ("index.checkup_edition:check_agreement", FROM_ARCHIVE),
        "edition texts": ("index.checkup_edition:check_edition_texts", FROM_ARCHIVE),
        "edition vectors": ("index.checkup_edition:check_edition_vectors", FROM_ARCHIVE),
        "chroma": ("index.checkup_stores:check_chroma", FROM_ARCHIVE),
        "words": ("index.checkup_stores:check_words", FROM_ARCHIVE),
        "article words": ("index.checkup_stores:check_article_words", FROM_ARCHIVE),
        "model": ("bot.diagnosis_models:check_embedder", f"set NEWSHOUND_EMBEDDER {model}, or install Newshound again"),
        "reranker": ("bot.diagnosis_models:check_reranker", f"set NEWSHOUND_RERANKER {model}, or unset it"),
        "support": ("bot.diagnosis_models:check_support", f"set NEWSHOUND_SUPPORT {model}, or unset it"),
        "discord": ("bot.diagnosis:check_discord", look),
        "chat model": ("bot.diagnosis_models:check_chat_model", "see that its server answers"),
        "locks": ("index.checkup:check_locks", look),
        "clock": ("index.checkup:check_clock", look),
        "ledger": ("bot.diagnosis:check_ledger", "move it away, and a new one is begun"),
    }
    return tuple(Check(name=name, place=place, mend=mend) for name, (place, mend) in places.items())
