"""flask exports create."""

import json
import stat

import pytest

from tests.flows.responses import document, question, respond
from tests.kit.factories import make_citizen, make_flow


@pytest.fixture
def run(app):
    def invoke(*arguments: str, code: int = 0):
        result = app.test_cli_runner().invoke(args=["exports", "create", *map(str, arguments)])
        assert result.exit_code == code, result.output
        return result.output

    return invoke


def test_answers_are_written_to_a_file_for_this_user_alone(run, tmp_path):
    flow = make_flow(document(question("text", "wish", "希望")), publish=True)
    respond(flow, None, {"wish": ("公園😀", "公園😀")})
    output = tmp_path / "answers.csv"
    output.write_text("of somebody else")
    output.chmod(0o644)
    told = json.loads(run("answers", "--flow", flow.id, "--output", output, "--encoding", "cp932", "--json"))
    assert told == {"rows": 1, "bytes": output.stat().st_size, "replaced": {"希望": {"count": 1, "examples": ["😀"]}}}
    assert output.read_bytes().decode("cp932").endswith(",公園〓\r\n")
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [output]


def test_what_was_replaced_is_told_to_people_too(run, tmp_path):
    make_citizen(name="花子😀")
    told = run("citizens", "--output", tmp_path / "citizens.csv", "--encoding", "cp932")
    assert "Wrote 1 rows" in told
    assert "表示名: 1 characters that cp932 lacks, such as 😀" in told


def test_mistakes_get_a_sentence(run, tmp_path):
    output = tmp_path / "file.csv"
    assert "answers need --flow ID" in run("answers", "--output", output, code=2)
    missing = "018f0000-0000-7000-8000-000000000000"
    assert "citizens have none" in run("citizens", "--flow", missing, "--output", output, code=2)
    assert f"there is no flow {missing}" in run("answers", "--flow", missing, "--output", output, code=1)
    assert "No such file or directory" in run("citizens", "--output", tmp_path / "no" / "file.csv", code=1)
    assert list(tmp_path.iterdir()) == []
