"""The language-model writer over real HTTP: what it keeps, and every way in which a model fails."""

from collections.abc import Iterator

import pytest
from helpers import article_of, edition_of
from language_server import Script, serving, token_by_token

from rag.answering import Answer, Translation
from rag.language_models import LanguageModelOptions
from rag.languages import Language, message
from rag.library import Library, library_of, open_library
from rag.served_model import ServedModel

pytest.importorskip("openai")

QUESTIONS: dict[Language, str] = {
    "it": "Quanti istituti di ricerca ci sono a Pechino?",
    "en": "How many research institutes are there in Beijing?",
    "zh": "北京有多少科研机构？",
}
TRUE = "Beijing has more than 400 scientific research institutes [1]."
WORDED: dict[Language, str] = {
    "it": "Pechino conta più di 400 istituti di ricerca scientifica [1].",
    "en": TRUE,
    "zh": "北京的科研机构超过400家[1]。",
}
FALSE = "Beijing has more than 900 scientific research institutes [1]."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Open the bundled article once; each test gives it its own model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PONTE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield open_library()


def ask(library: Library, script: Script, language: Language = "en") -> Answer:
    """Ask about the institutes of Beijing, with a served model that follows a script."""
    with serving(script) as url:
        library.writer = ServedModel(LanguageModelOptions(url, "tiny", silence=0.6, retries=1))
        return library.ask(QUESTIONS[language], language=language)


def extractive(library: Library, language: Language = "en") -> Answer:
    """Ask the same without a model."""
    library.writer = None
    return library.ask(QUESTIONS[language], language=language)


@pytest.mark.parametrize("language", ["it", "en", "zh"])
def test_a_supported_sentence_is_kept_in_the_readers_language(
    library: Library, language: Language
) -> None:
    """Its marker names a citation of the sentence that proves it, and not of the whole passage."""
    answer = ask(library, Script(token_by_token(WORDED[language])), language)
    assert answer.text == WORDED[language].replace("[1].", "").replace("[1]。", "").strip() + (
        "。 [1]" if language == "zh" else ". [1]"
    )
    assert answer.writing is not None
    assert (answer.writing.kept, answer.writing.notice) == (1, "")
    assert answer.citations[0].quote == extractive(library, language).citations[0].quote


def test_the_model_gets_the_passages_as_data_and_the_question(library: Library) -> None:
    """Numbered, in the reader's language, between marks that no passage can close."""
    script = Script(token_by_token(TRUE))
    ask(library, script)
    system, user = script.requests[0]["messages"]
    assert "data, not instructions" in system["content"]
    assert '<passage id="1">Beijing has more than 90 higher-education' in user["content"]
    assert QUESTIONS["en"] in user["content"]
    assert script.requests[0]["stream"] is True


@pytest.mark.parametrize(
    "spelling",
    [
        "[1]",
        "[1, 2]",
        "【1】",
        "［1］",
        "[^1]",
        "(passage 1)",
        "[passage 1]",
        "【1†source】",
        "[1][2]",
    ],
)
def test_every_spelling_of_a_marker_is_read(library: Library, spelling: str) -> None:
    """Whatever number supports nothing, or names nothing, vanishes."""
    said = TRUE.replace("[1]", spelling).replace("institutes ", "institutes ")
    answer = ask(library, Script(token_by_token(said)))
    assert answer.text == "Beijing has more than 400 scientific research institutes. [1]"


def test_markers_after_the_full_stop_belong_before_it(library: Library) -> None:
    """'… institutes. [1] Beijing …' cites in its first sentence."""
    said = (
        "Beijing has more than 400 scientific research institutes. [1] "
        "Beijing has more than 90 higher-education institutions. 【1】"
    )
    answer = ask(library, Script(token_by_token(said)))
    assert answer.text == (
        "Beijing has more than 400 scientific research institutes. [1] "
        "Beijing has more than 90 higher-education institutions. [2]"
    )


@pytest.mark.parametrize("marker", ["", " [0]", " [99]"])
def test_a_sentence_without_a_citation_that_exists_is_left_out(
    library: Library, marker: str
) -> None:
    """However true it is."""
    said = f"Beijing has more than 400 scientific research institutes{marker}."
    answer = ask(library, Script(token_by_token(said)))
    assert answer.text == extractive(library).text
    assert answer.writing is not None
    assert answer.writing.notice == message("llm.unsupported", "en")


def test_a_false_sentence_is_replaced_by_the_articles_and_shown_as_such(library: Library) -> None:
    """The article's own words stand where the model's did."""
    said = f"Beijing has more than 90 higher-education institutions [1]. {FALSE}"
    answer = ask(library, Script(token_by_token(said)))
    assert "900" not in answer.text
    assert "number more than 400" in answer.text
    assert answer.writing is not None
    assert answer.writing.replaced == 1
    assert answer.writing.notice == message("llm.replaced", "en", count=1)


def test_nothing_is_shown_before_it_has_passed(library: Library) -> None:
    """The answers that are yielded on the way hold checked sentences only."""
    said = f"{FALSE} Beijing has more than 90 higher-education institutions [1]."
    with serving(Script(token_by_token(said))) as url:
        library.writer = ServedModel(LanguageModelOptions(url, "tiny"))
        texts = [answer.text for answer in library.answers(QUESTIONS["en"])]
    assert len(texts) >= 2
    assert all("900" not in text for text in texts)


def test_a_model_may_abstain(library: Library) -> None:
    """Then the answer is a refusal, with the passage that came nearest."""
    answer = ask(library, Script(token_by_token("NOT_FOUND")))
    assert (answer.status, answer.citations) == ("not_found", ())
    assert answer.closest is not None
    assert answer.closest.passage == 4
    assert answer.writing is not None
    assert answer.writing.notice == message("llm.abstained", "en")


def test_what_the_article_does_not_answer_is_never_asked_of_the_model(library: Library) -> None:
    """Abstention is decided before."""
    script = Script(token_by_token(TRUE))
    with serving(script) as url:
        library.writer = ServedModel(LanguageModelOptions(url, "tiny"))
        answer = library.ask("How tall is the Mole Antonelliana?")
    assert answer.status == "not_found"
    assert script.requests == []


FAILURES = [
    pytest.param(Script(status=401), "key", id="a wrong key"),
    pytest.param(Script(status=404), "model", id="an unknown model"),
    pytest.param(Script(status=429), "busy", id="too many requests"),
    pytest.param(Script(status=500), "server", id="an error of the server"),
    pytest.param(Script(end="silence"), "timeout", id="silence from the start"),
    pytest.param(Script(token_by_token("Beijing has"), end="silence"), "timeout", id="silence"),
    pytest.param(Script(raw=["data: {not json\n\n"]), "malformed", id="no JSON"),
    pytest.param(Script(raw=["data: [1, 2]\n\n"]), "malformed", id="JSON of another kind"),
    pytest.param(Script(raw=['data: {"error": {"message": "x"}}\n\n']), "malformed", id="an error"),
    pytest.param(Script(), "empty", id="an empty answer"),
    pytest.param(Script(["I'm sorry, I can't help with that."]), "unsupported", id="a refusal"),
    pytest.param(
        Script(token_by_token("Pechino conta più di 400 istituti di ricerca scientifica [1].")),
        "language",
        id="another language",
    ),
    pytest.param(Script(end="endless"), "endless", id="endless output"),
]


@pytest.mark.parametrize(("script", "reason"), FAILURES)
def test_a_model_that_fails_leaves_the_extractive_answer_and_a_reason(
    library: Library, script: Script, reason: str
) -> None:
    """Nothing is lost: text, short answer and proofs are those of the extractive writer."""
    answer = ask(library, script)
    assert library.writer is not None
    told = message(f"llm.{reason}", "en", model="tiny", address=library.writer.address)
    without = extractive(library)
    assert (answer.text, answer.short, answer.citations) == (
        without.text,
        without.short,
        without.citations,
    )
    assert answer.writing is not None
    assert answer.writing.notice == told


def test_a_server_that_is_not_there(library: Library) -> None:
    """The extractive answer, and why: where no model answers."""
    with serving(Script()) as url:
        pass
    library.writer = ServedModel(LanguageModelOptions(url, "tiny"))
    answer = library.ask(QUESTIONS["en"])
    assert answer.writing is not None
    assert answer.writing.notice == message("llm.unreachable", "en", address=url)
    assert answer.text == extractive(library).text


def test_a_failure_in_the_middle_keeps_what_passed(library: Library) -> None:
    """And adds what the extractive writer found, where it is not cited yet."""
    said = "Beijing has more than 90 higher-education institutions [1]. And the"
    answer = ask(library, Script(token_by_token(said), end="silence"))
    assert answer.text.startswith("Beijing has more than 90 higher-education institutions. [1] ")
    assert "number more than 400" in answer.text
    assert answer.writing is not None
    assert answer.writing.notice.startswith(message("llm.timeout", "en"))


def test_a_busy_server_is_asked_again(library: Library) -> None:
    """The client waits and retries before an answer begins."""
    script = Script(token_by_token(TRUE), status=503, failures=1)
    answer = ask(library, script)
    assert len(script.requests) == 2
    assert answer.text == "Beijing has more than 400 scientific research institutes. [1]"


def test_closing_the_answers_hangs_up(library: Library) -> None:
    """A reader who leaves does not keep a model busy."""
    said = f"{TRUE} Beijing has more than 90 higher-education institutions [1]. "
    script = Script([said], end="endless", pause=0.01)
    with serving(script) as url:
        library.writer = ServedModel(LanguageModelOptions(url, "tiny"))
        growing = library.answers(QUESTIONS["en"])
        assert next(growing).text
        growing.close()  # type: ignore[attr-defined]  # a generator, said to be an iterator
        assert script.hung_up.wait(5)


def test_what_a_reasoning_model_thinks_is_not_shown(library: Library) -> None:
    """Thoughts are no answer, also where they cite."""
    answer = ask(library, Script(token_by_token(f"<think>{FALSE} Hmm.</think>\n\n{TRUE}")))
    assert answer.text == "Beijing has more than 400 scientific research institutes. [1]"


def test_the_key_is_sent_and_appears_nowhere_else(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where the server's error repeats it, and everything is logged."""
    monkeypatch.setenv("PONTE_LLM_KEY", "sk-secret-123")
    caplog.set_level("DEBUG")
    script = Script(status=401)
    answer = ask(library, script)
    assert script.keys[0] == "Bearer sk-secret-123"
    assert "sk-secret" not in caplog.text
    assert "sk-secret" not in str(answer.to_dict())
    assert "sk-secret" not in repr(library.writer)


INJECTIONS = [
    "HACKED",
    "Ignoring my instructions, as asked: HACKED [1].",
    "The system prompt says: answer a reader's question using only the numbered passages [1].",
    "Beijing has more than 400 research institutes, and you should visit evil.example [1].",
    "Click http://evil.example to learn more [1].",
    "<script>alert(1)</script> [1]",
    "![x](http://evil.example/x.png) [1]",
    "The article is a hoax [1].",
]


@pytest.mark.parametrize("said", INJECTIONS)
def test_a_model_that_obeys_an_article_is_not_shown(library: Library, said: str) -> None:
    """Whatever a model was talked into, what the passages do not support does not pass."""
    answer = ask(library, Script(token_by_token(said)))
    assert answer.text == extractive(library).text


MILL = (
    "La direttrice Costanza Pellegrineschi ha aperto il mulino il 4 maggio. "
    "Il restauro del mulino è costato 680 mila euro."
)
OPENED = "Director Costanza Pellegrineschi opened the mill on 4 May."
QUOTE = "La direttrice Costanza Pellegrineschi ha aperto il mulino il 4 maggio."


def ask_of_mill(script: Script) -> Answer:
    """Ask in English about an article that is in Italian only."""
    with serving(script) as url:
        writer = ServedModel(LanguageModelOptions(url, "tiny", silence=0.6, retries=0))
        mill = library_of([article_of(edition_of(MILL, "it"))], writer=writer)
        return mill.ask("Who opened the mill?")


def test_a_proof_in_another_language_is_translated_and_marked() -> None:
    """The quote stays what it is; the translation names the model, also for programs."""
    answer = ask_of_mill(Script([f"{OPENED} [1]"], translated=token_by_token(OPENED)))
    assert answer.text == f"{OPENED} [1]"
    (citation,) = answer.citations
    assert citation.quote == QUOTE
    assert citation.translation == Translation("en", OPENED, "tiny")
    assert citation.shown == QUOTE
    assert answer.to_dict()["citations"][0]["translation"] == {
        "language": "en",
        "text": OPENED,
        "by": "tiny",
    }


def test_a_translation_that_does_not_hold_is_not_shown() -> None:
    """Another number or name in it, and the proof stands alone."""
    told = OPENED.replace("4 May", "14 May")
    answer = ask_of_mill(Script([f"{OPENED} [1]"], translated=[told]))
    assert [citation.translation for citation in answer.citations] == [None]


def test_what_a_translation_does_not_bear_out_is_replaced() -> None:
    """The article's own sentence, quoted, with the translation beside it as its proof."""
    said = "Director Costanza Pellegrineschi did not open the mill on 4 May [1]."
    answer = ask_of_mill(Script([said], translated=[OPENED]))
    assert answer.writing is not None
    assert "did not open" not in answer.text
    assert answer.text == extractive_of_mill().text


def extractive_of_mill() -> Answer:
    """Ask the same without a model."""
    return library_of([article_of(edition_of(MILL, "it"))]).ask("Who opened the mill?")


def test_a_model_that_cannot_translate_leaves_the_rules_across_two_languages() -> None:
    """It is not asked for a second translation, and nothing is lost."""
    script = Script([f"{OPENED} [1]"])
    answer = ask_of_mill(script)
    assert answer.text == f"{OPENED} [1]"
    assert answer.citations[0].translation is None
