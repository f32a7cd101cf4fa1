"""Machine-readable records."""

from dataclasses import replace

from rag.library import Library
from rag.records import article_record, found_record, passage_record


def test_article_record(bundled_library: Library) -> None:
    """What an article is, in six fields; and of an archive where it was read."""
    entry = bundled_library.entries[0]
    record = article_record(entry)
    assert list(record) == ["article", "title", "date", "source", "languages", "passages"]
    assert (record["article"], record["languages"]) == ("torino-pechino", ["it", "en", "zh"])
    assert record["passages"] == 11
    assert article_record(replace(entry, file="/a.md")) == {**record, "file": "/a.md"}


def test_passage_record(bundled_library: Library) -> None:
    """In the original's language, or in another."""
    passage = bundled_library.passage("4")
    record = passage_record(bundled_library, passage, None)
    assert list(record) == ["article", "passage", "language", "text", "url"]
    assert (record["language"], record["url"]) == ("it", "/p/torino-pechino/4")
    assert passage_record(bundled_library, passage, "zh")["text"].startswith("北京有90多所")


def test_found_record(bundled_library: Library) -> None:
    """The query, and as many hits as were asked for."""
    record = found_record(bundled_library, "Forum ZGC", "en", 2)
    assert [record["query"], len(record["hits"])] == ["Forum ZGC", 2]
    assert {hit["language"] for hit in record["hits"]} == {"en"}
