"""The libraries that `tests/peers.py` sets side by side: how each builds, opens and asks an index.

Each takes the same model folder and gives back references of passages, best first. What is
imported is imported where it is used, so that a process pays for its own library alone.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

# A passage as every library gets it: 'reference', 'language' and 'text'.
Passages = Sequence[dict[str, str]]


class System(Protocol):
    """A library with an index on disk."""

    def build(self, passages: Passages, folder: Path) -> float:
        """Index passages and save them; return the seconds, without imports and model."""
        ...

    def open(self, folder: Path) -> None:
        """Open what `build` has saved."""
        ...

    def ask(self, question: str, limit: int) -> list[str]:
        """Return the references of the passages nearest to a question, their texts at hand."""
        ...

    def nearest(self, question: str, article: str, language: str) -> tuple[str, str]:
        """Return the nearest passage of all that are in a language, and of one article."""
        ...


class Peer:
    """What the peers have in common: they are asked for all, of which the nearest is chosen."""

    def __init__(self, model: str, languages: dict[str, str]) -> None:
        """Keep the folder of the model, and the language of each reference."""
        self.model = model
        self._languages = languages
        self._last: tuple[str, list[str]] = ("", [])

    def ask(self, question: str, limit: int) -> list[str]:
        """Return the references of the nearest passages."""
        raise NotImplementedError

    def nearest(self, question: str, article: str, language: str) -> tuple[str, str]:
        """Return the nearest passage of all that are in a language, and of one article."""
        if self._last[0] != question:
            self._last = question, self.ask(question, len(self._languages))
        found = [each for each in self._last[1] if self._languages[each] == language]
        within = [each for each in found if each.startswith(f"{article}#")]
        return next(iter(found), ""), next(iter(within), "")


class Ponte:
    """An archive of the articles' files, and its `find`."""

    def __init__(self, model: str, languages: dict[str, str]) -> None:
        """Take the bundled model, which `model` is the folder of."""

    def build(self, passages: Passages, folder: Path) -> float:
        """Read the articles that stand beside the index, in one process."""
        from rag.archiving import build_archive

        began = time.perf_counter()
        build_archive([folder.parent / "articles"], folder, processes=1)
        return time.perf_counter() - began

    def open(self, folder: Path) -> None:
        """Open the archive."""
        from rag.archive_opening import open_archive

        self._folder = folder
        self._library = open_archive(folder)
        self._within: dict[str, Any] = {}

    def ask(self, question: str, limit: int) -> list[str]:
        """Return what `ponte find` lists."""
        return [_reference(hit) for hit in self._library.find(question, limit=limit)]

    def nearest(self, question: str, article: str, language: str) -> tuple[str, str]:
        """Return what `ponte find` lists first, with `--in` and of the article by itself."""
        from rag.archive_opening import open_archive
        from rag.languages import parse_language

        if language not in self._within:
            chosen = parse_language(language)
            self._within[language] = open_archive(self._folder, language=chosen)
        library = self._within[language]
        near = library.find(question, limit=1), library.only(article).find(question, limit=1)
        return _reference(near[0][0]), _reference(near[1][0])


class PonteAnswers(Ponte):
    """The same archive, and whole answers: the sentence that proves, or that nothing does."""

    def ask(self, question: str, limit: int) -> list[str]:
        """Return the passages that `ponte ask` cites."""
        cited = self._library.ask(question).citations
        return [_reference(citation) for citation in cited]


class Txtai(Peer):
    """txtai with its texts in SQLite and its vectors in FAISS, as it chooses by default."""

    hybrid = False

    def build(self, passages: Passages, folder: Path) -> float:
        """Index passages, and save them."""
        from txtai import Embeddings

        held = Embeddings(
            path=self.model, method="sentence-transformers", content=True, hybrid=self.hybrid
        )
        held.batchtransform(["?"])
        began = time.perf_counter()
        held.index([(each["reference"], each["text"], None) for each in passages])
        held.save(str(folder))
        return time.perf_counter() - began

    def open(self, folder: Path) -> None:
        """Load the saved index with its model."""
        from txtai import Embeddings

        self._held = Embeddings()
        self._held.load(str(folder))

    def ask(self, question: str, limit: int) -> list[str]:
        """Search, as its documents begin."""
        return [str(found["id"]) for found in self._held.search(question, limit)]


class TxtaiHybrid(Txtai):
    """The same with its BM25 beside the vectors."""

    hybrid = True


class LangChain(Peer):
    """LangChain's FAISS store, with its default settings."""

    def build(self, passages: Passages, folder: Path) -> float:
        """Index passages, and save them."""
        from langchain_community.vectorstores import FAISS

        vectors = self._vectors()
        began = time.perf_counter()
        held = FAISS.from_texts(
            [each["text"] for each in passages],
            vectors,
            metadatas=[{"reference": each["reference"]} for each in passages],
        )
        held.save_local(str(folder))
        return time.perf_counter() - began

    def open(self, folder: Path) -> None:
        """Load the saved index, whose texts are pickled."""
        from langchain_community.vectorstores import FAISS

        self._held = FAISS.load_local(
            str(folder), self._vectors(), allow_dangerous_deserialization=True
        )

    def ask(self, question: str, limit: int) -> list[str]:
        """Search by similarity."""
        found = self._held.similarity_search(question, k=limit)
        return [str(document.metadata["reference"]) for document in found]

    def _vectors(self) -> Any:
        from peers_models import for_langchain

        return for_langchain(self.model)


class LlamaIndex(Peer):
    """LlamaIndex's vector index over its FAISS store, asked through its retriever."""

    def build(self, passages: Passages, folder: Path) -> float:
        """Index passages as ready nodes, and save them."""
        import faiss
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.core.schema import TextNode
        from llama_index.vector_stores.faiss import FaissVectorStore

        model = self._model()
        width = len(model.get_text_embedding("?"))
        began = time.perf_counter()
        nodes = [TextNode(id_=each["reference"], text=each["text"]) for each in passages]
        store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(width))
        kept = StorageContext.from_defaults(vector_store=store)
        VectorStoreIndex(nodes, storage_context=kept, embed_model=model, transformations=[model])
        kept.persist(str(folder))
        return time.perf_counter() - began

    def open(self, folder: Path) -> None:
        """Load the saved index."""
        from llama_index.core import StorageContext, load_index_from_storage
        from llama_index.vector_stores.faiss import FaissVectorStore

        store = FaissVectorStore.from_persist_dir(str(folder))
        kept = StorageContext.from_defaults(vector_store=store, persist_dir=str(folder))
        model = self._model()
        # The model stands as the transformation too: the default one would look for its own data.
        self._held = load_index_from_storage(kept, embed_model=model, transformations=[model])

    def ask(self, question: str, limit: int) -> list[str]:
        """Retrieve."""
        found = self._held.as_retriever(similarity_top_k=limit).retrieve(question)
        return [str(each.node.node_id) for each in found]

    def _model(self) -> Any:
        from peers_models import for_llamaindex

        return for_llamaindex(self.model)


SYSTEMS: dict[str, Callable[[str, dict[str, str]], System]] = {
    "ponte": Ponte,
    "ponte-answers": PonteAnswers,
    "txtai": Txtai,
    "txtai-hybrid": TxtaiHybrid,
    "langchain": LangChain,
    "llamaindex": LlamaIndex,
}


def _reference(found: Any) -> str:
    return f"{found.article}#{found.passage}"
