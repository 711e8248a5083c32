"""The HTTP API as a program uses it, over a real connection."""

import gzip
import http.client
import json
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from iris_model.__main__ import main
from iris_model.answer.answer import answer
from iris_model.dataset import DATA_DIR, MEASUREMENTS, Flower, default_model, load_dataset

FLOWER = Flower(5.9, 2.8, 4.3, 1.3)
QUERY = {m.parameter: str(value) for m, value in zip(MEASUREMENTS, FLOWER, strict=True)}
SAMPLES = sorted((DATA_DIR / "samples").iterdir())
CSV = {"Content-Type": "text/csv"}
PARAMETERS = [*QUERY]


@pytest.fixture(scope="module")
def url(server_url: str) -> str:
    return f"{server_url}/api/classify"


@pytest.fixture(scope="module")
def client():
    with requests.Session() as session:
        yield session


def refused(response: requests.Response, status: int) -> str:
    """Return the message of an answer that has to be an error and nothing else."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert [*body] == ["error"]
    assert body["error"]
    return body["error"]


# One flower


def test_a_flower_gets_the_answer_of_the_command_line(client, url, capsys):
    response = client.get(url, params=QUERY)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    main(["predict", *map(str, FLOWER), "--json"])
    assert response.json() == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_missing_parameter_is_named(client, url, parameter):
    rest = {name: value for name, value in QUERY.items() if name != parameter}
    assert parameter in refused(client.get(url, params=rest), 422)


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_an_empty_parameter_is_named(client, url, parameter):
    assert parameter in refused(client.get(url, params=QUERY | {parameter: ""}), 422)


@pytest.mark.parametrize("value", ["x", "nan", "inf", "1e999", "5_1", "５.１", "5,1", "0x5", "5 1"])
def test_what_is_no_number_is_named_and_quoted(client, url, value):
    message = refused(client.get(url, params=QUERY | {"plen": value}), 422)
    assert "plen" in message
    assert value in message


def test_a_value_in_millimetres_is_refused_with_the_likely_slip(client, url):
    message = refused(client.get(url, params=QUERY | {"slen": "51"}), 422)
    assert "slen" in message
    assert "millimetres" in message


def test_a_repeated_parameter_is_refused_even_with_the_same_value(client, url):
    message = refused(client.get(f"{url}?{urlencode(QUERY)}&pwid=1.3"), 422)
    assert "pwid" in message


def test_parameters_nobody_asked_for_are_left_alone(client, url):
    assert client.get(url, params=QUERY | {"utm_source": "mail"}).status_code == 200


def test_a_head_request_has_the_headers_and_no_body(client, url):
    response = client.head(url, params=QUERY)
    assert response.status_code == 200
    assert not response.content


values = st.one_of(
    st.floats().map(str),
    st.floats(0.01, 20).map("{:.2f}".format),
    st.text(max_size=20),
    st.binary(max_size=8),
    st.text("0123456789.,eE+-_ ", max_size=20),
)
names = st.one_of(st.sampled_from(PARAMETERS), st.text(max_size=5))


@settings(max_examples=150, deadline=None)
@given(query=st.lists(st.tuples(names, values), max_size=6))
def test_no_query_whatsoever_is_a_fault_of_the_server(client, url, query):
    check_answer_or_error(client.get(url, params=query))


@settings(max_examples=150, deadline=None)
@given(query=st.fixed_dictionaries(dict.fromkeys(PARAMETERS, values)))
def test_no_four_values_whatsoever_are_a_fault_of_the_server(client, url, query):
    check_answer_or_error(client.get(url, params=query))


@settings(max_examples=100, deadline=None)
@given(
    flower=st.builds(
        Flower, *(st.floats(*m.accepted_range, allow_subnormal=False) for m in MEASUREMENTS)
    )
)
def test_every_flower_in_the_accepted_ranges_is_answered(client, url, flower):
    query = {m.parameter: repr(v) for m, v in zip(MEASUREMENTS, flower, strict=True)}
    body = check_answer_or_error(client.get(url, params=query))
    assert body == answer(default_model(), load_dataset(), flower)


def check_answer_or_error(response: requests.Response) -> dict:
    body = response.json()
    if response.status_code == 200:
        assert body["variety"] == max(body["probabilities"], key=body["probabilities"].get)
    else:
        refused(response, 422)
    return body


# Whole files


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("option", ["", "--raw"])
def test_a_file_comes_back_as_from_the_command_line(client, url, sample, option, tmp_path):
    output = tmp_path / "out.csv"
    main(["classify", str(sample), "-o", str(output), *([option] if option else [])])
    query = {"raw": "1"} if option else {}
    response = client.post(url, data=sample.read_bytes(), headers=CSV, params=query)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content == output.read_bytes()


def test_a_file_may_come_in_pieces_of_unknown_number(client, url):
    text = SAMPLES[0].read_bytes()
    pieces = (text[i : i + 100] for i in range(0, len(text), 100))
    whole = client.post(url, data=text, headers=CSV)
    assert client.post(url, data=pieces, headers=CSV).content == whole.content


def test_a_cell_that_is_a_formula_is_disarmed_unless_raw(client, url):
    text = b"note,slen,swid,plen,pwid\n=1+1,5.1,3.5,1.4,0.2\n"
    guarded = client.post(url, data=text, headers=CSV).text
    raw = client.post(url, data=text, headers=CSV, params={"raw": "true"}).text
    assert "\n'=1+1,5.1" in guarded
    assert "\n=1+1,5.1" in raw


def test_columns_can_be_named(client, url):
    text = b"a,b,c,d\n5.1,3.5,1.4,0.2\n"
    response = client.post(
        url, data=text, headers=CSV, params={"columns": "slen=a,swid=b,plen=c,pwid=d"}
    )
    assert b"Setosa" in response.content


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("columns=slen", "columns"),
        ("columns=slen=a&columns=swid=b", "columns"),
        ("raw=perhaps", "raw"),
        ("colums=slen=a", "colums"),
        ("columns=slen%3Dnix", "sepal length"),
    ],
)
def test_an_option_that_cannot_be_read_is_named(client, url, query, named):
    response = client.post(f"{url}?{query}", data=SAMPLES[0].read_bytes(), headers=CSV)
    assert named in refused(response, 422)


@pytest.mark.parametrize(
    "body", [b"", b"\n\n", b",,,\n", b"a,b\n1,2\n", b"slen,swid,plen\n1,2,3\n"]
)
def test_what_is_no_table_of_flowers_is_refused(client, url, body):
    refused(client.post(url, data=body, headers=CSV), 422)


@pytest.mark.parametrize(
    "body", [b"PK\x03\x04", b"%PDF-1.7\n", gzip.compress(b"slen\n"), b"<html>", b'{"slen": 5}']
)
def test_another_kind_of_file_is_refused_whatever_it_is_called(client, url, body):
    refused(client.post(url, data=body, headers=CSV), 415)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/csv", "Content-Encoding": "gzip"},
    ],
)
def test_a_body_announced_as_something_else_is_refused(client, url, headers):
    refused(client.post(url, data=SAMPLES[0].read_bytes(), headers=headers), 415)


def test_a_body_without_a_type_is_looked_at(server_url):
    connection = http.client.HTTPConnection(urlsplit(server_url).netloc)
    connection.request("POST", "/api/classify", SAMPLES[0].read_bytes())
    assert connection.getresponse().status == 200
    connection.close()


def test_a_file_larger_than_the_limit_is_refused_while_it_arrives(client, url):
    line = b"5.1,3.5,1.4,0.2\n" * 65_536
    pieces = (line for _ in range(51))
    assert "50 MB" in refused(client.post(url, data=pieces, headers=CSV), 413)


def test_an_announced_size_above_the_limit_is_refused_before_it_arrives(server_url):
    connection = http.client.HTTPConnection(urlsplit(server_url).netloc, timeout=10)
    connection.putrequest("POST", "/api/classify")
    connection.putheader("Content-Type", "text/csv")
    connection.putheader("Content-Length", str(60 * 2**20))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@settings(max_examples=100, deadline=None)
@given(body=st.one_of(st.binary(max_size=300), st.text("5.13,;\n\"slenwidp'=\t", max_size=300)))
def test_no_body_whatsoever_is_a_fault_of_the_server(client, url, body):
    data = body if isinstance(body, bytes) else body.encode()
    response = client.post(url, data=data, headers=CSV)
    if response.status_code != 200:
        refused(response, response.status_code)
        assert response.status_code in (415, 422)


# Addresses


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_method_is_refused_and_the_right_ones_named(client, url, method):
    response = client.request(method, url)
    refused(response, 405)
    assert {"GET", "POST"} <= {*response.headers["Allow"].split(", ")}


@pytest.mark.parametrize("path", ["/home", "/classify", "/api/openapi.json"])
def test_what_can_only_be_read_refuses_other_methods(client, server_url, path):
    refused(client.post(server_url + path), 405)


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/classify/", "/api/%0A"])
def test_an_unknown_address_of_the_api_is_not_found(client, server_url, path):
    refused(client.get(server_url + path), 404)


def test_the_old_form_leads_to_the_front_page(client, server_url):
    response = client.get(f"{server_url}/home", allow_redirects=False)
    assert response.is_redirect
    assert response.headers["Location"] == "/"


def test_an_old_link_keeps_its_flower_and_nothing_else(client, server_url):
    response = client.get(
        f"{server_url}/classify", params=QUERY | {"next": "//else.where"}, allow_redirects=False
    )
    assert response.is_redirect
    assert response.headers["Location"] == f"/?{urlencode(QUERY)}"


def test_an_old_link_keeps_what_it_cannot_show_for_the_page_to_say(client, server_url):
    response = client.get(f"{server_url}/classify?slen=%0D%0Ax", allow_redirects=False)
    assert response.headers["Location"] == "/?slen=%0D%0Ax"


# The description


def check(value: object, schema: dict, schemas: dict) -> None:
    """Hold a value against the little of JSON Schema that the description uses."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if "oneOf" in schema:
        schema = schema["oneOf"][1 if value is None else 0]
    if "enum" in schema:
        assert value in schema["enum"]
    kind = schema.get("type", "string")
    types = {"object": dict, "array": list, "string": str, "number": float, "null": type(None)}
    assert isinstance(value, types[kind]), (value, schema)
    if kind == "object":
        assert sorted(value) == sorted(schema["required"]) == sorted(schema["properties"])
        for name, part in schema["properties"].items():
            check(value[name], part, schemas)
    for item in value if kind == "array" else ():
        check(item, schema["items"], schemas)


def test_answers_and_errors_are_as_described(client, server_url, url):
    document = client.get(f"{server_url}/api/openapi.json").json()
    operation = document["paths"]["/api/classify"]["get"]
    assert [p["name"] for p in operation["parameters"]] == PARAMETERS
    schemas = document["components"]["schemas"]
    far = {"slen": "15", "swid": "1", "plen": "13", "pwid": "4"}
    for query, status in ((QUERY, "200"), (far, "200"), ({}, "422")):
        described = operation["responses"][status]["content"]["application/json"]["schema"]
        check(client.get(url, params=query).json(), described, schemas)
