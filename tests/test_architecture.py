"""The house: who imports whom, how long things are, and what nobody does."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
import ui

ROOT = Path(rag.__file__).parent
# A module imports only from those above it. docs/architecture.md draws the same list.
ORDER = [
    "errors",
    "languages",
    "wording",
    "article",
    "decoding",
    "layouts",
    "formats",
    "zipped",
    "text_reader",
    "html_reader",
    "pdf_layout",
    "pdf_reader",
    "docx_reader",
    "epub_reader",
    "readers",
    "fetching",
    "sources",
    "sentences",
    "passages",
    "embedding",
    "linking",
    "alignment",
    "storing",
    "collection",
    "index",
    "words",
    "counting",
    "lexical",
    "agreement",
    "numerals",
    "decades",
    "quantities",
    "values",
    "arrays",
    "preparing",
    "workers",
    "postings",
    "vectors",
    "faiss_vectors",
    "milvus_ids",
    "milvus_server",
    "milvus_vectors",
    "engines",
    "generation",
    "archive",
    "building",
    "archiving",
    "deputies",
    "describing",
    "retrieval",
    "questions",
    "parts",
    "spans",
    "tokens",
    "runs",
    "choosing",
    "network",
    "pointing",
    "amounts",
    "nearness",
    "comparing",
    "features",
    "candidates",
    "decision",
    "weighing",
    "rivals",
    "summary",
    "reading",
    "settling",
    "localising",
    "answering",
    "citing",
    "nearing",
    "writing",
    "names",
    "faults",
    "facts",
    "support",
    "markers",
    "prompting",
    "cancelling",
    "background",
    "model_server",
    "served_model",
    "local_model",
    "language_models",
    "streaming",
    "translating",
    "material",
    "generating",
    "conversation",
    "dialogue",
    "suggesting",
    "viewing",
    "finding",
    "library",
    "forgetting",
    "archive_library",
    "continuing",
    "archive_opening",
    "records",
    "datasets",
    "scoring",
    "evaluation",
    "alterations",
    "altering",
    "checking",
    "judging",
    "figures",
    "searching",
    "realigning",
    "corpora",
    "indexing",
    "ranking",
    "tables",
    "charts",
    "report",
    "terminal",
    "options",
    "output",
    "cli_alignment",
    "cli_evaluate",
    "cli_support",
    "cli_vectors",
    "cli_writing",
    "cli_index",
    "cli",
]
MODULES = sorted(path for path in ROOT.rglob("*.py") if "__pycache__" not in path.parts)
PAGE = sorted(Path(ui.__file__).parent.glob("*.py"))
PRINTS = {"cli", "output", "training.__main__", "training.reading", "training.export"}
LONGEST_FILE, LONGEST_FUNCTION = 250, 40


def name_of(path: Path) -> str:
    """Return a module's name below rag, such as 'training.corpus'."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def tree_of(path: Path) -> ast.Module:
    """Parse a module."""
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted name of every module that a module imports, wherever it does so."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            if node.module == "rag":
                yield from (f"rag.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


each_module = pytest.mark.parametrize("path", MODULES, ids=name_of)
TOP_MODULES = [path for path in MODULES if path.parent == ROOT and path.stem != "__init__"]
each_top_module = pytest.mark.parametrize("path", TOP_MODULES, ids=name_of)


def test_the_house_order_names_every_module() -> None:
    """A new file takes its place in the list; a removed one leaves it."""
    assert {path.stem for path in TOP_MODULES} == set(ORDER)
    assert len(ORDER) == len(set(ORDER))


@each_top_module
def test_a_module_imports_only_from_above(path: Path) -> None:
    """So there are no cycles, and the list is read from top to bottom."""
    above = ORDER[: ORDER.index(path.stem)]
    own = {name.split(".")[1] for name in imported(path) if name.startswith("rag.")}
    assert own <= set(above), sorted(own - set(above))


@each_module
def test_the_library_does_not_know_its_page(path: Path) -> None:
    """Neither ui nor what it is made with is imported below it."""
    roots = {name.split(".")[0] for name in imported(path)}
    assert not roots & {"ui", "gradio", "fastapi", "starlette", "uvicorn"}


@each_top_module
def test_the_library_does_not_know_its_training(path: Path) -> None:
    """What makes the model is not needed to use it."""
    assert not [name for name in imported(path) if name.startswith("rag.training")]


@each_top_module
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    """Not at the top of a module: `ponte --help` is instant."""
    top = [node for node in tree_of(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        name.split(".")[0]
        for node in top
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }
    heavy = {
        *("torch", "sentence_transformers", "faiss", "tokenizers", "safetensors", "rich", "yaml"),
        *("trafilatura", "lxml", "pypdfium2", "docx", "pymilvus"),
    }
    assert not names & heavy


@pytest.mark.parametrize(
    "path",
    [
        *(pytest.param(path, id=name_of(path)) for path in MODULES),
        *(pytest.param(path, id=f"ui.{path.stem}") for path in PAGE),
    ],
)
def test_a_file_is_short(path: Path) -> None:
    """At most 250 lines."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


@each_module
def test_functions_are_short(path: Path) -> None:
    """At most 40 lines, docstring included."""
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    }
    assert long == {}


@each_module
def test_only_the_command_line_prints(path: Path) -> None:
    """And the commands of the training."""
    calls = [
        node
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("print", "input")
    ]
    assert not calls or name_of(path) in PRINTS


@each_module
def test_no_except_is_blind(path: Path) -> None:
    """Every handler names what it expects, and that is not everything."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"bare except at line {node.lineno}"
            names = {leaf.id for leaf in ast.walk(node.type) if isinstance(leaf, ast.Name)}
            assert not names & {"Exception", "BaseException"}, f"blind at line {node.lineno}"


@each_module
def test_what_is_public_has_a_docstring(path: Path) -> None:
    """Modules, classes and functions without an underscore say what they are."""
    tree = tree_of(path)
    nodes = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    bare = [node.name for node in nodes if not ast.get_docstring(node)]
    assert ast.get_docstring(tree), "the module has no docstring"
    assert bare == []


@each_module
def test_every_function_is_typed(path: Path) -> None:
    """All arguments and results are annotated."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            bare = {each.arg for each in arguments if each.annotation is None}
            assert bare <= {"self", "cls"}, f"{node.name}: {bare}"
            assert node.returns is not None, node.name
