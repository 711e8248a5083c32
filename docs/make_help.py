"""Write the generated parts of the documentation: `python -m docs.make_help`, `make docs`.

What is between `<!-- generated: NAME -->` and `<!-- end -->` comes from the command line's parser
and the API's description. --check writes nothing and exits with 1 for old text.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.generated import update
from iris_model.api.openapi import openapi_document
from iris_model.cli.parser import create_parser
from iris_model.model_storage import load_model

DOCS = Path(__file__).parent
_PART = re.compile(r"(<!-- generated: ([\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _command_tables() -> Iterator[tuple[str, str]]:
    """Yield each command's name and a table of its arguments."""
    _, commands = create_parser()
    for name, parser in commands.items():
        arguments = [action for action in parser._actions if "--help" not in action.option_strings]
        usage = " ".join(["python -m iris_model", name, *map(_in_usage, arguments)])
        rows = [(_shown(action), _plain(action.help or "")) for action in arguments]
        table = _table(("argument", ""), rows)
        yield name, f"```text\n{usage}\n```\n\n{parser.description}\n\n{table}"


def _in_usage(action: argparse.Action) -> str:
    """Return an argument for a line of usage: `[--json]`, `INPUT...`."""
    text = f"{action.option_strings[0]} {_value(action)}" if action.option_strings else ""
    text = (text or _value(action)).strip() + ("..." if action.nargs == "+" else "")
    return text if action.required else f"[{text}]"


def _shown(action: argparse.Action) -> str:
    forms = [f"{option} {_value(action)}".strip() for option in action.option_strings[-1:]]
    return ", ".join(f"`{form}`" for form in [*action.option_strings[:-1], *forms]) or (
        f"`{_value(action)}`"
    )


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    choices = "|".join(map(str, action.choices)) if action.choices else ""
    return str(action.metavar or choices or action.dest.upper())


def _api_tables() -> Iterator[tuple[str, str]]:
    """Yield each request's name and a table of its parameters; the model is the irises'."""
    paths = openapi_document(load_model().schema)["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            rows = [
                (f"`{p['name']}`", _plain(p["description"]) + _limits(p["schema"]))
                for p in operation.get("parameters", [])
            ]
            answers = [
                (f"`{code}`", _plain(r["description"]))
                for code, r in operation["responses"].items()
            ]
            tables = [_table(("parameter", ""), rows)] if rows else []
            tables.append(_table(("status", ""), answers))
            yield f"{method.upper()} {path.split('/')[-1]}", "\n".join(tables)


def _limits(schema: dict[str, Any]) -> str:
    schema, *_ = schema.get("anyOf", [schema])
    if "minimum" in schema:
        return f"; {schema['minimum']:g} to {schema['maximum']:g}"
    return ""


def _plain(text: str) -> str:
    """Return text for a table cell."""
    return text.replace("%%", "%").replace("|", "\\|").replace("*", "\\*").strip()


def _table(header: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    cells = [header, ("---", "---"), *((first.replace("|", "\\|"), text) for first, text in rows)]
    return "".join(f"| {first} | {second} |\n" for first, second in cells)


def main(check: bool) -> int:
    """Bring every page up to date; return the exit code."""
    tables = dict([*_command_tables(), *_api_tables()])
    pages = {page: page.read_text(encoding="utf-8") for page in sorted(DOCS.glob("*.md"))}
    places = {found[2] for text in pages.values() for found in _PART.finditer(text)}
    missing = set(tables) - places
    if missing:
        print(f"error: no page has a place for {', '.join(sorted(missing))}", file=sys.stderr)
        return 1
    filled = {
        page: _PART.sub(lambda found: f"{found[1]}{tables.get(found[2], '')}{found[3]}", text)
        for page, text in pages.items()
    }
    return update(filled, check=check)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
