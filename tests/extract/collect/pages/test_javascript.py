"""Values are read out of scripts as they are written, and no text whatever is too strange."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.collect.page import Page
from extract.collect.pages.javascript import (
    page_to_script,
    script_to_calls,
    script_to_property,
    script_to_variables,
    text_to_data,
    text_to_number,
    uncommented,
    value_at,
)

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SCRAPS = st.lists(
    st.sampled_from(
        [
            *"{}[]()\"'`,;:=+|/\\\n \t*?.$x0",
            "var a =",
            "listModel(",
            "//",
            "/*",
            "*/",
            "function(",
            "null",
            "\\u00",
            "||",
            "年",
        ]
    ),
    max_size=60,
).map("".join)


@pytest.mark.parametrize(
    ("script", "name", "value"),
    [
        ("var a = {b: 'x', \"c\": [1, 2.5, -3,], d: true,};", "a", {"b": "x", "c": [1, 2.5, -3], "d": True}),
        (
            "window._CONFIG = {SID: '7', N: f(1), M: {x: g({y: 2}), z: 3}}",
            "_CONFIG",
            {"SID": "7", "N": None, "M": {"x": None, "z": 3}},
        ),
        ("a = 'it\\'s \\u5e74\\x41\\n';", "a", "it's 年A\n"),
        ("a = {f: function (p, q) { return {r: 1}; }, g() { return 2; }, h: 4}", "a", {"f": None, "h": 4}),
        ("var a = '' || \"b\";", "a", "b"),
        ("var a = 'x' + 'y' + 'z';", "a", "xyz"),
        ("var a = 1\nvar b = 2", "a", 1),
        ("var s = /[\"']\\//g; var a = 'b';", "a", "b"),
        ("x = y.replace(/\"/g, ''); var u = 'http://a.gov.cn'; var a = 'b'", "a", "b"),
        ("let a = `b c`", "a", "b c"),
    ],
)
def test_a_value_is_read_as_it_is_written(script: str, name: str, value: object) -> None:
    """Objects without quotes, commas at the end, escapes, functions beside values: what is a literal is read."""
    assert script_to_variables(uncommented(script))[name] == value


@pytest.mark.parametrize(
    "script",
    [
        "a = f(1);",
        "a = 'x'.length",
        "a = b + 1",
        "a = c ? 'd' : 'e'",
        "a = 1 + 2",
        "a = `${b}c`",
        "a = ['x'",
        "a = 'x",
        "a == 1",
        "a => 1",
    ],
)
def test_what_would_have_to_be_computed_is_no_value(script: str) -> None:
    """A call, a sum, a choice, a torn literal, a comparison: none of them is a value, and none is made up."""
    assert script_to_variables(script).get("a") is None


def test_comments_and_strings_are_no_code() -> None:
    """A commented pager and an assignment within a string count for nothing."""
    script = uncommented(
        "//createPageHTML(9)\n/* createPageHTML(8) */ var s = 'countPage = 7; // no'; createPageHTML(17)"
    )
    assert script_to_calls(script, "createPageHTML") == [(17,)]
    assert "countPage" not in script_to_variables(script)


@pytest.mark.parametrize(
    "computed",
    [
        "currentPage-1",
        "total(9)",
        "1 + x",
        "'a' + b",
        "function () {\n  return 1\n}",
        "c ? d\n  : e",
        "q in\n  r",
        "f\n  .g",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "  \n\n  "])
def test_a_computed_value_ends_with_its_line(computed: str, end: str) -> None:
    """What has no semicolon does not take the next statement with it."""
    script = f"var other = {computed}{end}var countPage = 3"
    assert script_to_variables(script) == {"countPage": 3}


def test_an_expression_over_several_lines_is_one() -> None:
    """A line that goes on with an operator ends nothing: its last operand is no value of the name."""
    assert script_to_variables("var a = b\n  + 5\nvar c = 'x' +\n  d\nvar e = [f\n  - 1, 2]") == {"e": [None, 2]}


def test_names_stand_for_values_given_before() -> None:
    """A name inside a call is the value that the script gave it."""
    script = "var Info = {id: 7}; load({channel: Info.id, other: Info.none, own: window.Info.id})"
    assert script_to_calls(script, "load") == [({"channel": 7, "other": None, "own": 7},)]


def test_the_first_value_that_says_something_counts() -> None:
    """What a script does later with a variable does not undo what the page told it."""
    script = "var n = ''; n = 20; for (n = 0; n < 3; n++) {} n = total(n);"
    assert script_to_variables(script)["n"] == 20


def test_a_property_is_found_where_the_whole_cannot_be_read() -> None:
    """A count is read from a torn script too; a longer name is another."""
    script = "listModel({pagebar: {myrecordCount: 1, 'recordCount': '20', callback: ("
    assert script_to_property(script, "recordCount") == "20"
    assert script_to_property(script, "prepage") is None


def test_all_inline_scripts_of_a_page_are_one() -> None:
    """A variable of one script is known in the next."""
    page = Page("https://a.gov.cn/", b"<script>var a = 1; // x</script><p>t</p><script>call(a)</script>")
    assert script_to_calls(page_to_script(page), "call") == [(1,)]


@pytest.mark.parametrize(
    "text", ["", "null", "<html>", "callback(", "{", '{"a":', "[1,2", "{} trailing", "[" * 5000, "9" * 6000]
)
def test_what_is_no_answer_is_none(text: str) -> None:
    """Pages, torn answers and depths without end are no data."""
    assert text_to_data(text) is None


@given(JSON_VALUES.filter(lambda value: isinstance(value, (dict, list))))
def test_json_is_read_as_json(value: object) -> None:
    """Every object and list that JSON can write is read back, bare, in a call, and given to a variable."""
    text = json.dumps(value, ensure_ascii=False)
    assert text_to_data(text) == value
    assert text_to_data(f"raw({text});") == value
    assert script_to_variables(f"var a = {text};").get("a", value) == value


@given(st.text() | SCRAPS)
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever stands in a script, nothing is raised."""
    script = uncommented(text)
    variables = script_to_variables(script)
    script_to_calls(script, "listModel")
    script_to_property(script, "a")
    value_at(variables, text)
    text_to_data(text)
    text_to_number(text)


@pytest.mark.parametrize(
    "scrap", ["a=[", "f(", '"', "'\\", "/*", "a=/[", "a.", "a={b:", "//", "x='", "a = ", "[", "`", "=/["]
)
def test_time_grows_with_length_only(scrap: str) -> None:
    """Tens of thousands of repetitions of what could make a reader go back and forth are read within seconds."""
    began = time.perf_counter()
    script = uncommented(scrap * 30_000)
    script_to_variables(script)
    script_to_calls(script, "f")
    script_to_property(script, "b")
    text_to_data("[" + scrap * 30_000)
    assert time.perf_counter() - began < 10


def test_torn_literals_are_given_up_soon() -> None:
    """Literals that never end are looked for a few times, not once for each that begins."""
    script = "var x = [" * 60_000
    began = time.process_time()
    assert script_to_variables(script) == {} and script_to_property(script, "x") is None
    assert time.process_time() - began < 5


def test_many_literals_that_are_no_json_take_linear_time() -> None:
    """Each literal is looked at by itself, however much stands before it."""
    script = "var a={b:[1,'x',{c:2}]};" * 16_000
    began = time.process_time()
    assert script_to_variables(script) == {"a": {"b": [1, "x", {"c": 2}]}}
    assert time.process_time() - began < 5


def test_json_longer_than_a_piece() -> None:
    """JSON of any length is read, wherever a first look at its beginning is cut."""
    for filling in ("x" * 5000, '\\"' * 2500, "\\u5e74" * 900):
        data = f'{{"a": "{filling}", "b": [true, 12345678, {{"c": null}}]}}'
        for blank in range(20):
            assert script_to_variables(f"var v = {' ' * blank}{data}")["v"] == json.loads(data)
    numbers = list(range(3000))
    assert script_to_variables(f"var v = {json.dumps(numbers)};")["v"] == numbers
