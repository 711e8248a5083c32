"""Which addresses there are, what they describe, and who may ask."""

import json
import re
from urllib.parse import urlencode

import pytest

from iris_model.api.routes import create_api
from iris_model.errors import IrisError
from iris_model.model_storage import read_model
from tests.api.serving import refused, served
from tests.api.test_specimens import BIRD, PARAMETERS, QUERY


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_another_method_is_refused_and_the_right_ones_named(client, api_url, method):
    response = client.request(method, f"{api_url}/api/classify")
    refused(response, 405)
    assert {"GET", "POST"} <= {*response.headers["Allow"].split(", ")}


@pytest.mark.parametrize("path", ["/home", "/classify", "/api/openapi.json", "/api/model"])
def test_what_can_only_be_read_refuses_other_methods(client, api_url, path):
    refused(client.post(api_url + path), 405)


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/classify/", "/api/%0A"])
def test_an_unknown_address_of_the_api_is_not_found(client, api_url, path):
    refused(client.get(api_url + path), 404)


def test_the_old_form_leads_to_the_front_page(client, api_url):
    response = client.get(f"{api_url}/home", allow_redirects=False)
    assert response.is_redirect
    assert response.headers["Location"] == "/"


def test_an_old_link_keeps_its_flower_and_nothing_else(client, api_url):
    response = client.get(
        f"{api_url}/classify", params=QUERY | {"next": "//else.where"}, allow_redirects=False
    )
    assert response.is_redirect
    assert response.headers["Location"] == f"/?{urlencode(QUERY)}"


def test_an_old_link_keeps_what_it_cannot_show_for_the_page_to_say(client, api_url):
    response = client.get(f"{api_url}/classify?slen=%0D%0Ax", allow_redirects=False)
    assert response.headers["Location"] == "/?slen=%0D%0Ax"


def test_the_model_can_be_fetched_and_loads_again(client, penguins_url, penguins):
    response = client.get(f"{penguins_url}/api/model")
    assert response.headers["Content-Type"] == "application/json"
    assert "model.json" in response.headers["Content-Disposition"]
    again = read_model(response.content, "fetched")
    assert again.schema == penguins.schema
    assert (again.coefficients == penguins.coefficients).all()


# The description


def check(value: object, schema: dict, schemas: dict) -> None:
    """Hold a value against the little of JSON Schema that the description uses."""
    if "anyOf" in schema:
        schema = next(part for part in schema["anyOf"] if fits(value, part, schemas))
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        assert value in schema["enum"]
    kind = schema["type"]
    types = {"object": dict, "array": list, "string": str, "number": float, "null": type(None)}
    assert isinstance(value, types[kind]), (value, schema)
    if kind == "object" and "properties" in schema:
        assert sorted(value) == sorted(schema["required"]) == sorted(schema["properties"])
        for name, part in schema["properties"].items():
            check(value[name], part, schemas)
    elif kind == "object":
        for name, part in value.items():
            assert name in schema.get("propertyNames", {}).get("enum", [name])
            check(part, schema["additionalProperties"], schemas)
    for item in value if kind == "array" else ():
        check(item, schema["items"], schemas)


def fits(value: object, schema: dict, schemas: dict) -> bool:
    try:
        check(value, schema, schemas)
    except AssertionError:
        return False
    return True


def test_answers_and_errors_are_as_described(client, api_url):
    url = f"{api_url}/api/classify"
    document = client.get(f"{api_url}/api/openapi.json").json()
    operation = document["paths"]["/api/classify"]["get"]
    assert [p["name"] for p in operation["parameters"]] == [*PARAMETERS, "partial", "error", "mix"]
    schemas = document["components"]["schemas"]
    far = {"slen": "15", "swid": "1", "plen": "13", "pwid": "4"}
    part = {"plen": "4", "partial": "1", "error": "0.1"}
    for query, status in ((QUERY, "200"), (far, "200"), (part, "200"), ({}, "422")):
        described = operation["responses"][status]["content"]["application/json"]["schema"]
        check(client.get(url, params=query).json(), described, schemas)


@pytest.mark.parametrize(
    "text", ["", " ", "null", "NA", "n/a", "-", "?", "Unknown", "5", "x", "no"]
)
def test_what_may_be_missing_is_described(client, api_url, text):
    document = client.get(f"{api_url}/api/openapi.json").json()
    (_, missing) = document["paths"]["/api/classify"]["get"]["parameters"][0]["schema"]["anyOf"]
    query = {"slen": text, "plen": "4", "partial": "1"}
    answer = client.get(f"{api_url}/api/classify", params=query)
    taken = answer.status_code == 200 and answer.json()["measured"] == ["petal_length"]
    assert taken == bool(re.search(missing["pattern"], text))


def test_the_examples_of_the_description_are_answered(client, penguins_url):
    document = client.get(f"{penguins_url}/api/openapi.json").json()
    specimen, file = (document["paths"]["/api/classify"][method] for method in ("get", "post"))
    url = f"{penguins_url}/api/classify"
    query = {p["name"]: p["example"] for p in specimen["parameters"] if "example" in p}
    answer = client.get(url, params=query).json()
    table = file["requestBody"]["content"]["text/csv"]["example"]
    rows = client.post(url, data=table, headers={"Content-Type": "text/csv"})
    assert answer["predicted"] in rows.text


def test_rows_are_as_described(client, penguins_url):
    document = client.get(f"{penguins_url}/api/openapi.json").json()
    operation = document["paths"]["/api/classify"]["post"]
    described = operation["responses"]["200"]["content"]["application/json"]["schema"]
    answers = client.post(f"{penguins_url}/api/classify", json={"rows": [BIRD, BIRD]}).json()
    check(answers, described, document["components"]["schemas"])


def test_the_description_names_the_models_own_parameters_and_groups(client, penguins_url):
    document = client.get(f"{penguins_url}/api/openapi.json").json()
    names = [p["name"] for p in document["paths"]["/api/classify"]["get"]["parameters"]]
    assert names[:4] == [*BIRD]
    answer = document["components"]["schemas"]["Answer"]
    assert answer["properties"]["predicted"]["enum"] == ["Adelie", "Chinstrap", "Gentoo"]
    assert "Setosa" not in json.dumps(document)


def test_every_reference_of_the_description_leads_somewhere(client, penguins_url):
    text = client.get(f"{penguins_url}/api/openapi.json").text
    schemas = json.loads(text)["components"]["schemas"]
    for reference in text.split('"$ref":"')[1:]:
        assert reference.partition('"')[0].removeprefix("#/components/schemas/") in schemas


# Other sites


ORIGIN = {"Origin": "https://lesson.example"}


def test_pages_of_other_sites_may_not_read_answers_unless_they_are_let(client, api_url):
    response = client.get(f"{api_url}/api/classify", params=QUERY, headers=ORIGIN)
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_site_that_is_let_may_read_answers_and_refusals(client, irises):
    with served(irises, origins="https://lesson.example, https://other.example/") as url:
        for query in (QUERY, {}):
            response = client.get(f"{url}/api/classify", params=query, headers=ORIGIN)
            assert response.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
        asked = client.options(
            f"{url}/api/classify",
            headers=ORIGIN
            | {
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            },
        )
        assert asked.status_code == 200
        assert "POST" in asked.headers["Access-Control-Allow-Methods"]
        stranger = {"Origin": "https://evil.example"}
        response = client.get(f"{url}/api/classify", params=QUERY, headers=stranger)
        assert "Access-Control-Allow-Origin" not in response.headers


def test_the_setting_comes_from_the_environment(irises, monkeypatch, client):
    monkeypatch.setenv("IRIS_CORS_ORIGINS", "*")
    with served(irises, origins=None) as url:
        response = client.get(f"{url}/api/openapi.json", headers=ORIGIN)
        assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("text", ["lesson.example", "https://", "https://*.example", "null"])
def test_a_setting_that_names_no_site_is_refused_in_one_sentence(irises, text):
    with pytest.raises(IrisError, match="IRIS_CORS_ORIGINS"):
        create_api(irises, 1, text)
