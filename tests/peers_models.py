"""A sentence-transformers folder as LangChain and as LlamaIndex take models, for `tests/peers.py`.

LangChain's own class for them asks for an older huggingface-hub than sentence-transformers brings.
"""

from typing import Any

# LlamaIndex's own default of 10 texts at a time would make its build slower than it need be.
_BATCH = 256


def for_langchain(folder: str) -> Any:
    """Load a model as LangChain's Embeddings."""
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder)

    class SentenceVectors(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = model.encode(texts).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return SentenceVectors()


def for_llamaindex(folder: str) -> Any:
    """Load a model as LlamaIndex's BaseEmbedding."""
    from llama_index.core.embeddings import BaseEmbedding
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder)

    class SentenceVectors(BaseEmbedding):
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = model.encode(texts).tolist()
            return vectors

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    return SentenceVectors(model_name=folder, embed_batch_size=_BATCH)
