"""Telling the languages apart, and every word Ponte says in them."""

import re
import string
from typing import get_args

import pytest

from rag.errors import LanguageError
from rag.languages import (
    LANGUAGES,
    Language,
    detect_language,
    language_name,
    message,
    message_catalogue,
    parse_language,
    word_ngrams,
)

SENTENCES: dict[Language, list[str]] = {
    "it": [
        "Chi è?",
        "Dove si trova il museo?",
        "Perché?",
        "Quanti istituti ci sono?",
        "Quando arriva la delegazione?",
        "grazie mille",
        "Ciao, come stai?",
        "che cos'è il CIM4.0",
        "Di che cosa parla l'articolo?",
        "Il forum si tiene a maggio.",
        "Le aziende leader sono 600.",
        "Non lo so.",
        "Chi ha guidato la delegazione cinese a Torino?",
        "I due ecosistemi condividono settori strategici.",
        "Nella città vivono molti studenti.",
        "Gli scienziati arrivano da tutto il mondo.",
        "Forum ZGC: quando?",
        "E le università?",
        "Come si chiama il vicesindaco di Pechino?",
        "Piove sul bagnato.",
    ],
    "en": [
        "Who is it?",
        "Where is the museum?",
        "Why?",
        "How many institutes are there?",
        "When does the delegation arrive?",
        "thank you very much",
        "Hello, how are you?",
        "what is CIM4.0",
        "What is the article about?",
        "The forum takes place in May.",
        "There are 600 leading companies.",
        "I do not know.",
        "Who led the Chinese delegation to Turin?",
        "The two ecosystems share strategic sectors.",
        "Many students live in the city.",
        "Scientists come from all over the world.",
        "ZGC Forum: when?",
        "And the universities?",
        "What is the name of the vice-mayor of Beijing?",
        "It never rains but it pours.",
    ],
    "zh": [
        "谁？",
        "博物馆在哪里？",
        "为什么？",
        "有多少家研究机构？",
        "代表团什么时候到？",
        "非常感谢",
        "你好！",
        "CIM4.0是什么",
        "这篇文章讲什么？",
        "论坛在五月举行。",
        "有600家领军企业。",
        "我不知道。",
        "谁率领中国代表团访问都灵？",
        "两个生态系统拥有共同的战略产业。",
        "很多学生住在这座城市。",
        "科学家来自世界各地。",
        "中关村论坛：何时？",
        "那大学呢？",
        "Polo di Innovazione Piemonte Innova在哪里？",
        "皮埃蒙特大区有Torino City Lab吗？",
    ],
}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(text, language, id=f"{language}: {text}")
        for language in LANGUAGES
        for text in SENTENCES[language]
    ],
)
def test_a_sentence_is_known(text: str, language: Language) -> None:
    """Short questions too, and Chinese that names Western firms."""
    assert detect_language(text) == language


@pytest.mark.parametrize("default", LANGUAGES)
@pytest.mark.parametrize("text", ["", "42", "?!", "😀", " \n"])
def test_a_text_that_tells_nothing_is_the_default(text: str, default: Language) -> None:
    """Digits and signs belong to no language."""
    assert detect_language(text, default) == default


@pytest.mark.parametrize(
    ("code", "language"),
    [("it", "it"), ("EN", "en"), ("en-GB", "en"), ("zh_CN", "zh"), (" zh-Hans-CN ", "zh")],
)
def test_a_code_names_a_language(code: str, language: Language) -> None:
    """Regions, scripts and case do not matter."""
    assert parse_language(code) == language


@pytest.mark.parametrize("code", ["", "fr", "italian", "1", "-it", "中文"])
def test_an_unknown_code_is_refused(code: str) -> None:
    """The message shows what was given and what would do."""
    with pytest.raises(LanguageError) as caught:
        parse_language(code)
    assert str(caught.value) == f"Unknown language '{code}'. Use one of: it, en, zh."


@pytest.mark.parametrize("key", message_catalogue())
def test_every_message_is_in_every_language(key: str) -> None:
    """With the same placeholders, and no empty text."""
    texts = message_catalogue()[key]
    assert tuple(texts) == get_args(Language)
    assert all(text.strip() == text != "" for text in texts.values())
    fields = [
        sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
        for text in texts.values()
    ]
    assert fields[0] == fields[1] == fields[2]


@pytest.mark.parametrize("key", message_catalogue())
def test_chinese_messages_are_in_chinese(key: str) -> None:
    """No message was left in another language: but names, each Chinese text has Chinese signs."""
    text = re.sub(r"\{\w+\}", "", message_catalogue()[key]["zh"])
    signs = [sign for sign in text if sign.isalpha()]
    assert not signs or detect_language(text) == "zh"


@pytest.mark.parametrize(
    ("language", "reader", "name"),
    [("it", "en", "Italian"), ("zh", "it", "cinese"), ("en", "zh", "英语"), ("zh", "zh", "中文")],
)
def test_a_language_is_named_as_the_reader_calls_it(
    language: Language, reader: Language, name: str
) -> None:
    """Names come from the catalogue."""
    assert language_name(language, reader) == name


def test_a_message_is_filled() -> None:
    """Placeholders take the values given."""
    assert message("passage", "en", number=3) == "passage 3"
    assert message("passage", "zh", number=3) == "第3段"


def test_word_ngrams_know_the_boundaries() -> None:
    """Two to four letters, with spaces for the ends of the word."""
    assert word_ngrams("a") == [" a", "a ", " a "]
    assert word_ngrams("di") == [" d", "di", "i ", " di", "di ", " di "]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Chi è Yu Yingjie?", "it"),
        ("Chi dirige Pohjola Works?", "it"),
        ("Who leads Occhio al Prezzo?", "en"),
        ("Yu Yingjie chi è?", "it"),
        ("CHI GUIDAVA LA DELEGAZIONE?", "it"),
        ("IN CHE ANNO È NATO IL FORUM?", "it"),
        ("In Che Anno È Nato Il Forum?", "it"),
    ],
)
def test_names_do_not_tell_the_language(text: str, language: Language) -> None:
    """Unless there is nothing else."""
    assert detect_language(text) == language
