"""The errors that people may be shown.

    NewshoundError                 str() is one sentence: what was found, where, what to do next
    ├── SettingsError              a setting is missing or can't be used
    ├── NoIndexError               there is no published edition to ask
    ├── IndexFaultError            an edition or the archive can't be read or was built by another model or schema
    ├── SourceError                one file or record could not be read as an article
    ├── BusyError                  another process holds the writer's lock
    ├── QuestionError              the question can't be asked as it stands
    ├── PromptError                a template or a case is broken
    └── ModelError                 the embedding model or the chat model could not be used

Adapters translate every foreign exception into one of these, so that no foreign text reaches a reader.
"""


class NewshoundError(Exception):
    """Something that a person can be told in one sentence; `str()` is that sentence."""


class SettingsError(NewshoundError):
    """A setting is missing or can't be used; the reader of the message can mend it."""


class NoIndexError(NewshoundError):
    """No edition is published yet; asking is possible after the first `reindex`."""


class IndexFaultError(NewshoundError):
    """The index on disk is not one that this program, with these settings, can use."""


class SourceError(NewshoundError):
    """One file or record is not an article that can be read; the others are not affected."""


class BusyError(NewshoundError):
    """Another process is writing to this home; wait for it or stop it."""


class QuestionError(NewshoundError):
    """The question can't be asked as it stands; it says how to ask instead."""


class PromptError(NewshoundError):
    """A prompt template or a case can't be used; the message names file and line."""


class ModelError(NewshoundError):
    """A model could not be loaded, reached or understood."""
