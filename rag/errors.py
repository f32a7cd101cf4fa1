"""The errors Ponte raises for things a person can put right.

PonteError
├── ArticleError     an article cannot be read: missing, empty, too large, not text
├── ArchiveError     an archive that is missing, damaged, or of another format or model
├── LanguageError    a language that Ponte does not speak
├── QuestionError    a question with nothing in it
├── PassageError     a passage number or reference that does not exist
├── ModelError       an embedding model that cannot be loaded
├── CitationError    a quote that is not, letter for letter, what the article says
├── ServerError      the page cannot be served (a busy port, say)
├── WriterError      a language model that gives no answer, or not to its end
└── StoppedError     an answer that nobody waits for any more

Each message says what, its value, and what to do. The command line alone makes exit codes of them.
"""


class PonteError(Exception):
    """Base of every error with a message meant for a person."""


class ArticleError(PonteError):
    """An article that cannot be read."""


class ArchiveError(PonteError):
    """An archive that cannot be opened or built."""


class LanguageError(PonteError):
    """A language code that is not one of Ponte's."""


class QuestionError(PonteError):
    """A question that holds no words."""


class PassageError(PonteError):
    """A reference to a passage that is not there."""


class ModelError(PonteError):
    """An embedding model that cannot be loaded."""


class CitationError(PonteError):
    """A quote that its edition does not contain at the stated place."""


class ServerError(PonteError):
    """A web page that cannot be served."""


class WriterError(PonteError):
    """A language model that gives no answer; the message is a reason of the catalogue."""


class StoppedError(PonteError):
    """An answer that is not wanted any more, in the middle of being written."""
