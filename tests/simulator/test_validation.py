"""What LINE accepts and how it refuses: cases as data, checked against the stand-in and against LINE's own schema.

A case is {"case", "message", "errors"?: [[property, message], …], "malformed"?: property, "beyond_schema"?: reason}.
{"repeat": text, "times": n} stands for a long text, {"repeat_item": value, "times": n} for a long list.
`beyond_schema` says why a schema cannot see what the stand-in refuses (or refuses what LINE takes).
"""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from line_simulator.validation.counting import grapheme_clusters, utf16_units
from tests.simulator.kit import ROOT, Simulator

CASES = Path(__file__).parent / "cases"
STRICT = ROOT.parent / "shared" / "line" / "openapi-strict" / "messaging-api.strict.yml"


def unfolded(value: Any) -> Any:
    if isinstance(value, dict):
        if "repeat" in value:
            return value["repeat"] * value["times"]
        if "repeat_item" in value:
            return [unfolded(value["repeat_item"])] * value["times"]
        return {name: unfolded(item) for name, item in value.items()}
    return [unfolded(item) for item in value] if isinstance(value, list) else value


def message_cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.json")):
        if path.stem != "richmenus":
            cases = json.loads(path.read_text(encoding="utf-8"))
            found += [pytest.param(case, id=f"{path.stem}: {case['case']}") for case in cases]
    return found


def menu_cases() -> list[Any]:
    data = json.loads((CASES / "richmenus.json").read_text(encoding="utf-8"))
    found = []
    for case in data["cases"]:
        menu = {**data["base"], **case["change"]}
        case["menu"] = {name: value for name, value in menu.items() if value is not None}
        found.append(pytest.param(case, id=case["case"]))
    return found


def expected(case: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    if "malformed" in case:
        return 400, {
            "message": f"The property, {case['malformed']}, in the request body is invalid (line: -, column: -)"
        }
    errors = case.get("errors", [])
    if not errors:
        return 200, {}
    details = [{"message": message, "property": path} for path, message in errors]
    return 400, {"message": f"The request body has {len(errors)} error(s)", "details": details}


@pytest.fixture(scope="module")
def relaxed(running: Simulator) -> Simulator:
    running.control("POST", "reset")
    running.control("POST", "settings", {"rate_limits": False})
    return running


@pytest.mark.parametrize("case", message_cases())
def test_a_message_is_accepted_or_refused_as_line_does(relaxed: Simulator, case: dict[str, Any]) -> None:
    answer = relaxed.line("POST", "message/validate/push", {"messages": [unfolded(case["message"])]})
    assert (answer.status_code, answer.json()) == expected(case)


@pytest.mark.parametrize("case", menu_cases())
def test_a_rich_menu_is_accepted_or_refused_as_line_does(relaxed: Simulator, case: dict[str, Any]) -> None:
    answer = relaxed.line("POST", "richmenu/validate", unfolded(case["menu"]))
    assert (answer.status_code, answer.json()) == expected(case)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [["messages", "must be specified"]]),
        ({"messages": []}, [["messages", "Size must be between 1 and 5"]]),
        ({"messages": [{"type": "text", "text": "x"}] * 6}, [["messages", "Size must be between 1 and 5"]]),
        ({"messages": [{"type": "text", "text": "x"}] * 5, "customAggregationUnits": ["a_1"]}, []),
        (
            {"messages": [{"type": "text", "text": "x"}], "customAggregationUnits": ["a-1"]},
            [["customAggregationUnits[0]", "invalid aggregation unit"]],
        ),
    ],
)
def test_what_surrounds_the_messages_is_checked(
    relaxed: Simulator, body: dict[str, Any], errors: list[list[str]]
) -> None:
    answer = relaxed.line("POST", "message/validate/multicast", body)
    assert (answer.status_code, answer.json()) == expected({"errors": errors})


@pytest.fixture(scope="module")
def strict() -> dict[str, Any]:
    if not STRICT.exists():
        pytest.skip("LINE's strict OpenAPI file is not beside this repository")
    return yaml.load(STRICT.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize("schema", ["Message", "RichMenuRequest"])
def test_the_stand_in_agrees_with_lines_schema(strict: dict[str, Any], schema: str) -> None:
    document = {"$ref": f"#/components/schemas/{schema}", "components": strict["components"]}
    validator = jsonschema_rs.validator_for(document)
    differing = []
    for parameter in message_cases() if schema == "Message" else menu_cases():
        case = parameter.values[0]
        accepted = expected(case)[0] == 200
        agrees = validator.is_valid(unfolded(case["message" if schema == "Message" else "menu"])) is accepted
        if agrees is ("beyond_schema" in case):
            differing.append(parameter.id)
    assert differing == []


@pytest.mark.parametrize(
    ("text", "units", "clusters"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("\r\n", 2, 1),
        ("𠮷野家", 4, 3),
        ("葛\U000e0100城", 4, 2),
        ("か\u3099", 2, 1),
        ("ﾊﾞ", 2, 1),
        ("👨‍👩‍👧", 8, 1),
        ("👍🏽", 4, 1),
        ("🇯🇵🇰🇷", 8, 2),
        ("❤️", 2, 1),
        ("각", 1, 1),
        ("\u1100\u1161\u11a8", 3, 1),
    ],
)
def test_characters_are_counted_in_both_of_lines_ways(text: str, units: int, clusters: int) -> None:
    assert (utf16_units(text), grapheme_clusters(text)) == (units, clusters)
