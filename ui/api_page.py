"""The API described on one page, made from its OpenAPI schema: no script, nothing fetched."""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from ui.plain import plain_page

Schema = Mapping[str, Any]

_CODE = re.compile(r"`([^`]+)`")


def api_page(schema: Schema, root: str) -> str:
    """Return the page of an OpenAPI schema whose paths are reached under a root."""
    about = schema["info"]
    operations = [
        (method, path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    links = "".join(
        f'<li><a href="#{_id(method, path)}"><code>{method.upper()} {escape(root + path)}</code>'
        "</a></li>"
        for method, path, _ in operations
    )
    models = schema["components"]["schemas"]
    sections = [_operation(root, *each, models) for each in operations]
    sections += [_model(name, model) for name, model in models.items()]
    title = f"{about['title']}: API"
    return plain_page(
        title,
        f'<h1>{escape(title)}</h1><p class="soft">Version {escape(about["version"])} · '
        f'<a href="{escape(root)}/openapi.json">OpenAPI schema</a> · '
        f'<a href="{escape(root)}/../">The page</a></p>'
        f'<p>{_prose(about["description"])}</p><nav aria-label="Requests"><ul>{links}</ul></nav>'
        f"{''.join(sections)}",
    )


def _operation(root: str, method: str, path: str, operation: Schema, models: Schema) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    asked = [
        _row(given["name"], given["schema"], given.get("description", ""), given["required"])
        for given in operation.get("parameters", [])
    ]
    asked += _rows(models[_name(body["schema"])]) if body else []
    answered = [
        f"<tr><th scope=row><code>{status}</code></th><td>{_linked(_told(response))}</td>"
        f"<td>{_prose(response['description'])}</td></tr>"
        for status, response in operation["responses"].items()
    ]
    return (
        f'<section id="{_id(method, path)}"><h2><code><span class="method">{method.upper()}</span> '
        f"{escape(root + path)}</code></h2><p>{_prose(operation['description'])}</p>"
        f"{_table('It takes', asked)}{_table('It answers with', answered)}"
        f"<pre><code>{escape(_example(root, method, path, operation, models))}</code></pre>"
        "</section>"
    )


def _model(name: str, model: Schema) -> str:
    return (
        f'<section id="{escape(name)}"><h2>{escape(name)}</h2>'
        f"<p>{_prose(model.get('description', ''))}</p>{_table('Its fields', _rows(model))}"
        "</section>"
    )


def _rows(model: Schema) -> list[str]:
    required = model.get("required", [])
    return [
        _row(name, field, field.get("description", ""), name in required)
        for name, field in model.get("properties", {}).items()
    ]


def _row(name: str, field: Schema, description: str, required: bool) -> str:
    marked = "" if required else ", optional"
    kind = f"{_linked(field)}{marked}"
    return (
        f"<tr><th scope=row><code>{escape(name)}</code></th><td>{kind}</td>"
        f"<td>{_prose(description)}</td></tr>"
    )


def _table(caption: str, rows: list[str]) -> str:
    body = "".join(rows)
    return f"<table><caption>{caption}</caption><tbody>{body}</tbody></table>" if rows else ""


def _linked(field: Schema) -> str:
    """Return a type in words, each model linked to where it is described."""
    return " or ".join(_kinds(field))


def _kinds(field: Schema) -> Iterator[str]:
    if "$ref" in field:
        name = escape(_name(field))
        yield f'<a href="#{name}">{name}</a>'
    elif "anyOf" in field:
        for each in field["anyOf"]:
            yield from _kinds(each)
    elif "enum" in field or "const" in field:
        said = field.get("enum", [field.get("const")])
        yield ", ".join(f"<code>{escape(json.dumps(value))}</code>" for value in said)
    elif field.get("type") == "array":
        yield f"list of {_linked(field['items'])}"
    else:
        bounds = [
            f"{word} {field[key]:,}"
            for key, word in (
                *(("minimum", "from"), ("maximum", "to")),
                *(("maxLength", "at most"), ("maxItems", "at most")),
            )
            if key in field
        ]
        yield escape(" ".join([field.get("type", "anything"), *bounds]))


def _told(response: Schema) -> Schema:
    told: Schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    return told or {"type": "nothing"}


def _example(root: str, method: str, path: str, operation: Schema, models: Schema) -> str:
    """Return the request as a command of the shell."""
    given = operation.get("parameters", [])
    shown = {each["name"]: (each["schema"].get("examples") or [None])[0] for each in given}
    query = [f" -G --data-urlencode '{name}={value}'" for name, value in shown.items() if value]
    body = operation.get("requestBody")
    if body:
        model = models[_name(body["content"]["application/json"]["schema"])]
        sent = {
            name: field["examples"][0]
            for name, field in model["properties"].items()
            if "examples" in field
        }
        query = [f" --json '{json.dumps(sent)}'"]
    filled = path.replace("{article}", "torino-pechino").replace("{passage}", "4")
    return f"curl{''.join(query)} http://127.0.0.1:7860{root}{filled}"


def _prose(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(" ".join(text.split())))


def _name(reference: Schema) -> str:
    name: str = reference["$ref"].rsplit("/", 1)[1]
    return name


def _id(method: str, path: str) -> str:
    return "-".join([method, *re.findall(r"\w+", path)])
