"""Pages of our own beside Gradio's: plain HTML in one style, without a script."""

from html import escape

_STYLE = """
:root { color-scheme: light dark; --ink: #1d1c1a; --soft: #5b5750; --paper: #fbfaf7;
  --line: #dcd7cc; --field: #f1eee6; --mark: #8a3b12; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece8df; --soft: #b3ada1; --paper: #191817;
  --line: #3a3733; --field: #24221f; --mark: #f0a878; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 54rem; padding: 2rem 1.25rem 5rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 0; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.5rem; }
code, pre { font: .9em/1.5 ui-monospace, monospace; }
pre { background: var(--field); overflow-x: auto; padding: .75rem 1rem; border-radius: .4rem; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; }
caption { text-align: left; color: var(--soft); }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .75rem .4rem 0; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; min-width: 7rem; }
@media (max-width: 40rem) { th, td { border: 0; display: block; padding: .1rem 0; }
  tr { border-bottom: 1px solid var(--line); display: block; padding: .4rem 0; } }
td:nth-child(2) { color: var(--soft); }
a { color: var(--mark); display: inline-block; padding: .15rem 0; }
.method { color: var(--mark); }
.soft { color: var(--soft); }
nav ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
  gap: 0 1.5rem; list-style: none; padding: 0; }
@media (min-width: 40rem) { nav code { white-space: nowrap; } }
form { margin: 1.5rem 0; max-width: 28rem; display: flex; flex-wrap: wrap; gap: .75rem;
  align-items: end; }
label { flex: 1 1 14rem; }
input, button { font: inherit; min-height: 2.75rem; border-radius: .4rem; padding: 0 .9rem; }
input { display: block; width: 100%; margin-top: .35rem; color: inherit;
  background: var(--field); border: 1px solid var(--soft); }
button { color: var(--paper); background: var(--ink); border: 0; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
[role=alert] { color: var(--mark); }
"""


def plain_page(title: str, body: str, language: str = "en") -> str:
    """Return a page with a title; the body is HTML that is safe already."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # Without one, a browser asks for an icon, which may be behind the password.
        '<link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
