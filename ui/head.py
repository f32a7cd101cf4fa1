"""What the page adds to its head: its own style and script, and what the script has to know."""

import hashlib
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from rag.languages import LANGUAGES, Language, message
from rag.readers import LARGEST_FILE
from ui.copies import conversation_head
from ui.kept import text_of
from ui.uploads import accepted, kinds

if TYPE_CHECKING:
    from rag.archive_library import AnyLibrary

# The words that the script says by itself.
_SCRIPT_WORDS = (
    *("ui.copy", "ui.copy.markdown", "ui.copied", "ui.uncopied", "ui.saved"),
    *("ui.link", "ui.link.sentence", "ui.find.leave", "ui.find.again"),
    *("ui.offline", "ui.trouble", "ui.reload"),
    *("ui.keys", "ui.keys.proof", "ui.keys.back", "ui.keys.sentence", "ui.keys.ask"),
    *("ui.keys.help", "ui.keys.active", "ui.done", "ui.choose", "ui.stale"),
    *("ui.proof", "ui.proofs", "own.gone", "ui.restoring"),
)
_OWN_WORDS = (
    *("ui.own", "ui.own.drop", "ui.own.file", "ui.own.paste", "ui.own.read", "ui.own.kept"),
    *("ui.own.takes", "ui.own.sending", "ui.own.reading", "ui.own.indexing", "ui.own.pasted"),
    *("ui.own.opened", "ui.own.guessed", "ui.own.cancel", "ui.own.lost"),
    *("own.large", "own.kind", "own.empty"),
)
_NOSCRIPT = (
    "<style>body::before { display: none !important; }</style>"
    "Ponte: JavaScript, per favore. · JavaScript, please. · 请启用 JavaScript。"
)
# Seen at once, before any file is there, and until the page is; on the page's own colours.
_OPENING = """<style>
html:not(.ready) body::before { content: "%s"; position: fixed; inset: 0; display: grid;
  place-content: center; color: #62615c; font: 400 17px/1.5 system-ui, sans-serif;
  animation: opening 1s ease-in-out infinite alternate; }
html:not(.ready) body:has(.gradio-container)::before { animation: opening 1s ease-in-out infinite
  alternate, opened 0s 4s forwards; }
@media (prefers-color-scheme: dark) { html:not(.ready) body::before { color: #a9a69f; } }
@media (prefers-reduced-motion: reduce) { html:not(.ready) body::before { animation-name: none,
  opened !important; } }
@keyframes opening { to { opacity: 0.4; } }
@keyframes opened { to { visibility: hidden; } }
</style>"""


def static_path(static: Path) -> str:
    """Return where the page's own files are served: elsewhere as soon as one of them changes."""
    files = sorted(path for path in static.iterdir() if path.is_file())
    content = b"".join(path.name.encode() + path.read_bytes() for path in files)
    return f"/ui/{hashlib.sha256(content).hexdigest()[:12]}"


def head_html(library: "AnyLibrary", served: str, *, uploads: bool = True) -> str:
    """Return what our page adds to its head, its own files being served under a path."""
    # Written without '<', nothing in it can end the element it stands in.
    told = json.dumps(page_facts(library, uploads=uploads), ensure_ascii=False).replace(
        "<", "\\u003c"
    )
    return (
        f'<link rel="preload" as="font" type="font/woff2" crossorigin '
        f'href="{served}/literata.woff2">'
        f'<link rel="stylesheet" href="{served}/app.css">'
        f'<script type="module" src="{served}/app.js"></script>'
        '<link rel="icon" href="favicon.ico" type="image/svg+xml">'
        f'<script id="facts" type="application/json">{told}</script>'
        f"<noscript>{_NOSCRIPT}</noscript>"
    )


def intro_html(library: "AnyLibrary", language: Language) -> str:
    """Return what tells a visitor, a browser or a list of results what page this is, at once."""
    entries = library.entries
    if len(entries) == 1:
        named = library.view(entries[0].id, language).title
        title = f"{named} · Ponte"
        about = message("ui.description", language, title=named)
    else:
        title = "Ponte"
        about = message("ui.description.many", language, count=len(entries))
    return (
        f'<title>{escape(title)}</title><meta name="description" content="{escape(about)}">'
        f"{_OPENING % message('ui.opening', language)}"
    )


def page_facts(library: "AnyLibrary", *, uploads: bool = True) -> dict[str, object]:
    """Return what the script has to know: which text this is, and the words it says itself."""
    facts: dict[str, object] = {
        "text": text_of(library),
        "several": len(library.entries) > 1,
        "words": {language: _words(library, language) for language in LANGUAGES},
    }
    if uploads:
        facts["uploads"] = {"accept": list(accepted()), "largest": LARGEST_FILE}
    return facts


def _words(library: "AnyLibrary", language: Language) -> dict[str, str]:
    values: dict[str, object] = {
        "kinds": kinds(language),
        "limit": LARGEST_FILE // 1_000_000,
        # The script fills these in.
        "title": "{title}",
        "percent": "{percent}",
        **{name: f"{{{name}}}" for name in ("number", "place", "count")},
    }
    said = {
        key.removeprefix("ui."): message(key, language, **values)
        for key in (*_SCRIPT_WORDS, *_OWN_WORDS)
    }
    return {**said, "saved.head": conversation_head(library, language)}
