"""What the HTTP API takes and gives, as an OpenAPI 3.1 document for tools that read such."""

from typing import Any

from iris_model.dataset import MEASUREMENTS, VARIETIES

CSV_TYPE = "text/csv"
JSON_TYPE = "application/json"

_NUMBER = {"type": "number"}
_VARIETY = {"type": "string", "enum": list(VARIETIES)}
_FLOWER = {measurement.name: _NUMBER for measurement in MEASUREMENTS}
_ERROR = {"$ref": "#/components/schemas/Error"}


def openapi_document() -> dict[str, Any]:
    """Return the description of the API; every error has the same shape."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Iris",
            "version": "1",
            "description": "Tells three iris varieties apart by four measurements.",
        },
        "paths": {"/api/classify": {"get": _classify_flower(), "post": _classify_file()}},
        "components": {"schemas": {"Answer": _answer(), "Error": _object({"error": _text()})}},
    }


def _classify_flower() -> dict[str, Any]:
    return {
        "operationId": "classifyFlower",
        "summary": "Classify one flower, and say why",
        "parameters": [
            {
                "name": measurement.parameter,
                "in": "query",
                "required": True,
                "description": f"{measurement.label} in centimetres",
                "schema": {
                    **_NUMBER,
                    "minimum": measurement.accepted_range[0],
                    "maximum": measurement.accepted_range[1],
                },
            }
            for measurement in MEASUREMENTS
        ],
        "responses": {
            "200": _response("The answer", JSON_TYPE, {"$ref": "#/components/schemas/Answer"}),
            "422": _response("A parameter can't be read", JSON_TYPE, _ERROR),
        },
    }


def _classify_file() -> dict[str, Any]:
    return {
        "operationId": "classifyFile",
        "summary": "Classify every row of a CSV file",
        "parameters": [
            _option("columns", "Which column is which, such as slen=A,swid=B", _text()),
            _option(
                "raw",
                "Leave cells that a spreadsheet would take for formulas as they are",
                {"type": "string", "enum": ["0", "1"], "default": "0"},
            ),
        ],
        "requestBody": {"required": True, "content": {CSV_TYPE: {"schema": _text()}}},
        "responses": {
            "200": _response("The rows, in order, with the results behind", CSV_TYPE, _text()),
            "413": _response("Too many bytes", JSON_TYPE, _ERROR),
            "415": _response("Not a CSV file", JSON_TYPE, _ERROR),
            "422": _response("No table of flowers, or a wrong option", JSON_TYPE, _ERROR),
        },
    }


def _answer() -> dict[str, Any]:
    change = {
        "to": _VARIETY,
        "flower": _object(_FLOWER),
        "distance": _NUMBER,
        "single": {
            "oneOf": [
                _object({"measurement": {"enum": list(_FLOWER)}, "value": _NUMBER}),
                {"type": "null"},
            ]
        },
    }
    return _object(
        {
            "variety": _VARIETY,
            "probabilities": _object(dict.fromkeys(VARIETIES, _NUMBER)),
            "prediction_set": _list(_VARIETY),
            "warnings": _list(_text()),
            "shares": _object({"base": _NUMBER, **_FLOWER}),
            "changes": _list(_object(change)),
            "similar": _list(_object({**_FLOWER, "variety": _VARIETY, "distance": _NUMBER})),
        }
    )


def _option(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _response(description: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _text() -> dict[str, Any]:
    return {"type": "string"}
