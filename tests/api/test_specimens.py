"""One specimen, or rows of JSON, over a real connection."""

import json
from urllib.parse import urlencode

import msgspec
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from iris_model.__main__ import main
from iris_model.answer.answer import answer
from iris_model.answer.mix import parse_mix
from iris_model.api.specimens import MOST_ROWS
from iris_model.model_storage import load_model
from tests.api.serving import refused

MEASUREMENTS = load_model().schema.measurements
FLOWER = (5.9, 2.8, 4.3, 1.3)
KNOWN = {m.name: value for m, value in zip(MEASUREMENTS, FLOWER, strict=True)}
QUERY = {m.parameter: str(value) for m, value in zip(MEASUREMENTS, FLOWER, strict=True)}
PARAMETERS = [*QUERY]
BIRD = {"bill_length": 46.5, "bill_depth": 17.9, "flipper_length": 192.0, "body_mass": 3500.0}


@pytest.fixture(scope="module")
def url(api_url):
    return f"{api_url}/api/classify"


def as_json(found):
    return json.loads(msgspec.json.encode(found))


# One specimen


def test_a_flower_gets_the_answer_of_the_command_line(client, url, capsys):
    response = client.get(url, params=QUERY)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    main(["predict", *map(str, FLOWER), "--json"])
    assert response.json() == json.loads(capsys.readouterr().out)


def test_any_model_is_asked_by_its_own_parameters(client, penguins_url, penguins):
    response = client.get(f"{penguins_url}/api/classify", params=BIRD)
    assert response.json() == as_json(answer(penguins, BIRD))


@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize("value", [None, "", " "])
def test_a_missing_parameter_is_named(client, url, parameter, value):
    assert parameter in refused(client.get(url, params=QUERY | {parameter: value}), 422)


def test_parameters_may_be_missing_where_the_query_says_so(client, url, irises):
    query = {"plen": "4.3", "pwid": "1.3", "partial": "1"}
    known = {"petal_length": 4.3, "petal_width": 1.3}
    assert client.get(url, params=query).json() == as_json(answer(irises, known))
    assert client.get(url, params=query | {"slen": ""}).json()["measured"] == [*known]
    assert client.get(url, params=QUERY | {"partial": "1"}).json() == as_json(answer(irises, KNOWN))
    refused(client.get(url, params={"partial": "1"}), 422)
    assert "plen" in refused(client.get(url, params=query | {"plen": "x"}), 422)


def test_a_measuring_error_and_another_mix_are_taken(client, url, irises):
    mix = "Setosa=1,Versicolor=1,Virginica=8"
    model = irises.with_mix(parse_mix(irises.schema, mix))
    response = client.get(url, params=QUERY | {"error": "0.1", "mix": mix})
    assert response.json() == as_json(answer(model, KNOWN, error=0.1))


@pytest.mark.parametrize(
    ("option", "values"),
    [
        ("partial", ["2", "perhaps", ""]),
        ("error", ["0", "-1", "x", "nan", "1e999", "", "9" * 4301]),
        ("mix", ["", "Setosa", "Rosa=1", "Setosa=1\nRosa=2", "Setosa=1,Setosa=1", '"', "=1"]),
    ],
)
def test_an_option_that_cannot_be_read_is_named(client, url, option, values):
    for value in values:
        assert option in refused(client.get(url, params=QUERY | {option: value}), 422)


@pytest.mark.parametrize("value", ["x", "nan", "inf", "1e999", "5_1", "５.１", "5,1", "0x5", "5 1"])
def test_what_is_no_number_is_named_and_quoted(client, url, value):
    message = refused(client.get(url, params=QUERY | {"plen": value}), 422)
    assert "plen" in message
    assert value in message


def test_a_value_in_millimetres_is_refused_with_the_likely_slip(client, url):
    message = refused(client.get(url, params=QUERY | {"slen": "51"}), 422)
    assert "slen" in message
    assert "mm" in message or "millimetres" in message


def test_a_repeated_parameter_is_refused_even_with_the_same_value(client, url):
    for name, value in (QUERY | {"error": "0.1"}).items():
        message = refused(client.get(f"{url}?{urlencode(QUERY)}&error=0.1&{name}={value}"), 422)
        assert name in message


def test_parameters_nobody_asked_for_are_left_alone(client, url):
    assert client.get(url, params=QUERY | {"utm_source": "mail" * 500}).status_code == 200
    assert client.get(f"{url}?a=1&a=2&{urlencode(QUERY)}").status_code == 200


def test_thousands_of_parameters_are_refused(client, url):
    refused(client.get(f"{url}?{'&'.join(['a=1'] * 2000)}"), 400)


def test_a_head_request_has_the_headers_and_no_body(client, url):
    response = client.head(url, params=QUERY)
    assert response.status_code == 200
    assert int(response.headers["Content-Length"]) > 100
    assert not response.content


values = st.one_of(
    st.floats().map(str),
    st.floats(0.01, 20).map("{:.2f}".format),
    st.text(max_size=20),
    st.binary(max_size=8),
    st.text("0123456789.,eE+-_ =", max_size=20),
)
options = st.sampled_from([*PARAMETERS, "partial", "error", "mix"])
names = st.one_of(options, st.text(max_size=5))


@settings(max_examples=150, deadline=None)
@given(query=st.lists(st.tuples(names, values), max_size=6))
def test_no_query_whatsoever_is_a_fault_of_the_server(client, url, query):
    check_answer_or_error(client.get(url, params=query))


@settings(max_examples=100, deadline=None)
@given(query=st.binary(max_size=60))
def test_no_bytes_whatsoever_are_a_fault_of_the_server(client, url, query):
    text = "".join(chr(byte) if 33 < byte < 127 and byte not in b"#" else "%FF" for byte in query)
    check_answer_or_error(client.get(f"{url}?{text}"))


@settings(max_examples=100, deadline=None)
@given(
    query=st.fixed_dictionaries(dict.fromkeys(PARAMETERS, values)),
    partial=st.sampled_from(["0", "1"]),
)
def test_no_values_whatsoever_are_a_fault_of_the_server(client, url, query, partial):
    check_answer_or_error(client.get(url, params=query | {"partial": partial}))


@settings(max_examples=100, deadline=None)
@given(
    flower=st.tuples(*(st.floats(*m.accepted_range, allow_subnormal=False) for m in MEASUREMENTS))
)
def test_every_flower_in_the_accepted_ranges_is_answered(client, url, irises, flower):
    query = {m.parameter: repr(v) for m, v in zip(MEASUREMENTS, flower, strict=True)}
    body = check_answer_or_error(client.get(url, params=query))
    assert body == as_json(answer(irises, irises.schema.by_name(flower)))


def check_answer_or_error(response: requests.Response) -> dict:
    body = response.json()
    if response.status_code == 200:
        assert body["predicted"] == max(body["probabilities"], key=body["probabilities"].get)
    else:
        refused(response, 422)
    return body


# Rows of JSON


def test_rows_come_back_in_order_each_with_its_answer(client, url, irises):
    rows = [KNOWN, {p: float(v) for p, v in QUERY.items()}, {p: str(v) for p, v in QUERY.items()}]
    body = client.post(url, json={"rows": [*rows, KNOWN | {"petal_width": 0.2}]}).json()
    expected = as_json(answer(irises, KNOWN))
    assert body["answers"][:3] == [expected] * 3
    assert body["answers"][3] == as_json(answer(irises, KNOWN | {"petal_width": 0.2}))
    assert client.post(url, json={"rows": []}).json() == {"answers": []}


def test_a_row_that_cannot_be_answered_says_why_in_its_place(client, url):
    rows = [KNOWN, {}, KNOWN | {"leaf": 1}, KNOWN | {"plen": 4}, KNOWN | {"petal_length": "x"}]
    rows += [KNOWN | {"petal_length": None}, KNOWN | {"petal_length": 43}, KNOWN]
    answers = client.post(url, json={"rows": rows}).json()["answers"]
    assert len(answers) == len(rows)
    assert answers[0] == answers[-1]
    for found, named in zip(
        answers[1:-1], ["slen", "leaf", "plen", "x", "plen", "43"], strict=True
    ):
        assert [*found] == ["error"]
        assert named in found["error"]


def test_options_hold_for_all_rows(client, url, irises):
    mix = "Setosa=1,Versicolor=1,Virginica=8"
    model = irises.with_mix(parse_mix(irises.schema, mix))
    known = {"petal_length": 4.9}
    response = client.post(
        url,
        json={"rows": [known, known | {"swid": None}]},
        params={"partial": "1", "error": "0.2", "mix": mix},
    )
    assert response.json()["answers"] == [as_json(answer(model, known, error=0.2))] * 2


@pytest.mark.parametrize("query", ["partial=x", "error=0", "mix=a", "raw=1", "error=1&error=1"])
def test_an_option_of_rows_that_cannot_be_read_is_named(client, url, query):
    message = refused(client.post(f"{url}?{query}", json={"rows": [KNOWN]}), 422)
    assert query.partition("=")[0] in message


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"rows": 1}',
        b'{"rows": [1]}',
        b'{"rows": [{"slen": [5]}]}',
        b'{"rows": [{"slen": true}]}',
        b'{"rows": [], "more": 1}',
        b"\xff",
        b"[" * 100_000,
        b'{"rows": [{"slen": 1e999}]}',
    ],
    ids=lambda body: repr(body[:30]),
)
def test_json_of_another_shape_is_refused(client, url, body):
    headers = {"Content-Type": "application/json; charset=utf-8"}
    refused(client.post(url, data=body, headers=headers), 422)


def test_more_rows_than_are_answered_are_refused(client, url):
    message = refused(client.post(url, json={"rows": [{}] * (MOST_ROWS + 1)}), 422)
    assert "CSV" in message


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(
            st.one_of(st.sampled_from([*PARAMETERS, *KNOWN]), st.text(max_size=5)),
            st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
        ),
        max_size=4,
    )
)
def test_no_rows_whatsoever_are_a_fault_of_the_server(client, url, rows):
    response = client.post(url, json={"rows": rows}, params={"partial": "1"})
    assert response.status_code == 200
    assert len(response.json()["answers"]) == len(rows)
