"""The HTTP API as an OpenAPI 3.1 document.

The schemas come from the encoded types, the names from the model.
"""

import re
from typing import Any

import msgspec

from iris_model.answer.answer import Answer
from iris_model.api.body import FILES
from iris_model.api.errors import JSON, Problem
from iris_model.api.files import NOTES, OPTIONS
from iris_model.api.specimens import MOST_ROWS, Rows
from iris_model.schema import Measurement, Schema
from iris_model.validation import MISSING_PATTERN

CSV = "text/csv"
_SCHEMAS = "#/components/schemas/"
_ANSWER, _PROBLEM = {"$ref": f"{_SCHEMAS}Answer"}, {"$ref": f"{_SCHEMAS}Problem"}
_TEXT = {"type": "string"}
_SWITCH = {"type": "string", "enum": ["0", "1"], "default": "0"}
_ANY_CASE = re.sub("[a-z]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", MISSING_PATTERN)
_MISSING = {"type": "string", "pattern": rf"^\s*({_ANY_CASE})?\s*$"}
_FILE = {"type": "string", "format": "binary"}


def openapi_document(schema: Schema) -> dict[str, Any]:
    """Return the description of a model's API."""
    return {
        "openapi": "3.1.0",
        "info": {"title": schema.title, "version": "2", "description": schema.about},
        "paths": {
            "/api/classify": {"get": _classify_specimen(schema), "post": _classify_file(schema)},
            "/api/model": {"get": _model()},
        },
        "components": {"schemas": _schemas(schema)},
    }


def _schemas(schema: Schema) -> dict[str, Any]:
    _, schemas = msgspec.json.schema_components(
        [Answer, Problem, Rows], ref_template=_SCHEMAS + "{name}"
    )
    groups = list(schema.group_names)
    properties = schemas["Answer"]["properties"]
    properties["predicted"]["enum"] = groups
    properties["probabilities"]["propertyNames"] = {"enum": groups}
    answers = {"type": "array", "items": {"anyOf": [_ANSWER, _PROBLEM]}}
    schemas["Answers"] = {
        "type": "object",
        "properties": {"answers": answers},
        "required": ["answers"],
    }
    return schemas


def _classify_specimen(schema: Schema) -> dict[str, Any]:
    specimen = schema.specimen.singular
    return {
        "operationId": "classifySpecimen",
        "summary": f"Classify one {specimen}, with reasons",
        "parameters": [
            *map(_measurement, schema.measurements),
            _option("partial", "1 to allow missing parameters, empty or NA", _SWITCH),
            *_shared_options(schema),
        ],
        "responses": {
            "200": _response("The answer", JSON, _ANSWER),
            "400": _response("Far too many parameters", JSON, _PROBLEM),
            "422": _response("A parameter can't be read", JSON, _PROBLEM),
        },
    }


def _measurement(measurement: Measurement) -> dict[str, Any]:
    low, high = measurement.accepted_range
    number = {"type": "number", "minimum": low, "maximum": high}
    return {
        **_option(
            measurement.parameter,
            f"{measurement.title}; required unless partial is 1",
            {"anyOf": [number, _MISSING]},
        ),
        "required": False,
        "example": _typical(measurement),
    }


def _typical(measurement: Measurement) -> float:
    return round(sum(measurement.training_range) / 2, measurement.decimals)


def _shared_options(schema: Schema) -> list[dict[str, Any]]:
    unit = f"in {schema.unit}" if schema.unit else "in steps of each measurement"
    mix = ",".join(f"{name}=1" for name in schema.group_names)
    return [
        _option(
            "error",
            f"Measuring error, a standard deviation {unit}; adds `remeasured` to the answer",
            {"type": "number", "exclusiveMinimum": 0},
        ),
        _option("mix", f"The expected mix of groups, such as {mix}", _TEXT),
    ]


def _classify_file(schema: Schema) -> dict[str, Any]:
    first, *_ = schema.measurements
    options = {
        "columns": _option(
            "columns", f"Columns of the measurements, such as {first.parameter}=A", _TEXT
        ),
        "raw": _option(
            "raw", "1 to write cells that look like formulas without an apostrophe", _SWITCH
        ),
        "partial": _option("partial", "1 to answer rows with missing cells", _SWITCH),
        "reasons": _option("reasons", "1 to add a column of reasons", _SWITCH),
        "encoding": _option(
            "encoding",
            "Encoding, such as shift_jis; the default is the charset, else detected",
            _TEXT,
        ),
        "sheet": _option("sheet", "Sheet of a workbook; the default is the first that fits", _TEXT),
        "mix": _shared_options(schema)[1],
    }
    form = {"type": "object", "properties": {"file": _FILE}, "required": ["file"]}
    return {
        "operationId": "classifyFile",
        "summary": "Classify every row of a table",
        "parameters": [options[name] for name in OPTIONS],
        "requestBody": {
            "required": True,
            "description": "A table, as the body or as the one file of a form; or up to "
            f"{MOST_ROWS:,} rows of JSON with measurements by name or parameter. The kind of a "
            "file is recognised by its content.",
            "content": {
                CSV: {"schema": _TEXT, "example": _table(schema)},
                **{kind: {"schema": _FILE} for kind in FILES},
                "multipart/form-data": {"schema": form},
                JSON: {"schema": {"$ref": f"{_SCHEMAS}Rows"}},
            },
        },
        "responses": {
            "200": {
                "description": "The rows in order, each with its results",
                "headers": {
                    NOTES: {
                        "description": "Assumptions made in reading the table: a JSON list of "
                        "sentences",
                        "schema": _TEXT,
                    }
                },
                "content": {
                    CSV: {"schema": _TEXT},
                    JSON: {"schema": {"$ref": f"{_SCHEMAS}Answers"}},
                },
            },
            "400": _response("The body ended early", JSON, _PROBLEM),
            "413": _response("Too large, perhaps only when unpacked", JSON, _PROBLEM),
            "415": _response("Not a table", JSON, _PROBLEM),
            "422": _response("Not a table of these specimens, or a wrong option", JSON, _PROBLEM),
        },
    }


def _table(schema: Schema) -> str:
    header = ",".join(m.parameter for m in schema.measurements)
    return f"{header}\n{','.join(str(_typical(m)) for m in schema.measurements)}\n"


def _model() -> dict[str, Any]:
    return {
        "operationId": "getModel",
        "summary": "The model file, which the program loads again",
        "responses": {"200": _response("The model", JSON, {"type": "object"})},
    }


def _option(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _response(description: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": schema}}}
