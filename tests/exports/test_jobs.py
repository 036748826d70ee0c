"""Exports in the background: whole or not at all, in bounded memory, once more after a crash."""

import csv
import io
import json
import tracemalloc
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.clock import now
from app.crypto import QUESTIONNAIRE, keys
from app.exports.jobs import GAVE_UP, UNREADABLE, LeaseLost, _note, drain_exports, is_due
from app.exports.models import Export, ExportState
from app.exports.operations import ask_for_export, export_path
from app.extensions import db
from app.flows.models import Answer
from app.ids import new_id
from app.media.store import read_sealed
from tests.flows.responses import START, document, publish, question, respond
from tests.kit.factories import make_attribute, make_citizen, make_flow, make_staff, make_tag

QUESTIONS = (question("choice", "district", "地区", itami="伊丹", inano="稲野"), question("text", "wish", "希望"))


@pytest.fixture
def staff(app):
    return make_staff()


@pytest.fixture
def flow(staff):
    return make_flow(document(*QUESTIONS), staff=staff, publish=True)


def ask(staff, flow=None, encoding="utf-8") -> uuid.UUID:
    kind = "answers" if flow else "citizens"
    export = ask_for_export(db.session, kind, encoding, staff, flow.id if flow else None)
    db.session.commit()
    return export.id


def row_of(export_id) -> Export:
    db.session.rollback()
    return db.session.get(Export, export_id, populate_existing=True)


def cells(export_id, encoding="utf-8-sig") -> list[list[str]]:
    data = b"".join(read_sealed(keys(), export_path(export_id), export_id))
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


def due() -> bool:
    with db.engine.connect() as connection:
        return is_due(connection)


def test_answers_are_written_with_one_column_per_question(staff, flow):
    citizen = make_citizen()
    first = respond(flow, citizen, {"district": ("itami", "伊丹"), "wish": ("=1+1", "=1+1")})
    second = respond(flow, citizen, {"district": ("inano", "稲野")}, minutes=5, ended=None)
    export_id = ask(staff, flow)
    assert due()
    drain_exports()
    assert not due()
    assert cells(export_id) == [
        ["回答番号", "利用者番号", "開始日時", "終了日時", "状態", "地区", "希望"],
        [str(first), str(citizen), "2026-04-01 09:00:00", "2026-04-01 09:01:00", "回答ずみ", "伊丹", "'=1+1"],
        [str(second), str(citizen), "2026-04-01 09:05:00", "", "途中", "稲野", ""],
    ]
    export = row_of(export_id)
    assert (export.state, export.done_rows, export.total_rows) == (ExportState.DONE, 2, 2)
    assert export.byte_size == len(b"".join(read_sealed(keys(), export_path(export_id), export_id)))


def test_a_question_keeps_its_column_when_the_questionnaire_changes(staff, flow):
    respond(flow, None, {"district": ("itami", "伊丹"), "wish": ("公園", "公園")})
    new = [question("number", "people", "人数"), question("choice", "district", "お住まいの地区", itami="伊丹地区")]
    publish(flow, document(*new))
    respond(flow, None, {"people": (3, "3"), "district": ("itami", "伊丹地区")}, minutes=1)
    export_id = ask(staff, flow)
    drain_exports()
    header, *rows = cells(export_id)
    assert header[5:] == ["お住まいの地区", "希望", "人数"]
    assert [row[5:] for row in rows] == [["伊丹", "公園", ""], ["伊丹地区", "", "3"]]


def test_citizens_are_written_with_attributes_and_tags(staff):
    make_attribute("district", name="居住地区", choices={"itami": "伊丹", "inano": "稲野"})
    make_attribute("topics", "choices", name="配信カテゴリー", choices={"a": "防災", "b": "ごみ"})
    make_attribute("people", "number", name="人数")
    make_attribute("job", "text", name="職業")
    make_tag("vip", "回答者")
    known = {"district": "inano", "topics": ["b", "a"], "people": 3, "job": "農業"}
    first = make_citizen(name="伊丹 花子", tags=("vip",), attributes=known)
    second = make_citizen(friend=False)
    export_id = ask(staff)
    drain_exports()
    header, one, two = cells(export_id)
    wanted = ["利用者番号", "表示名", "友だち", "追加日時", "最後の会話"]
    assert header[:5] == wanted
    one, two = dict(zip(header, one, strict=True)), dict(zip(header, two, strict=True))
    assert one["利用者番号"] == str(first)
    assert (one["表示名"], one["友だち"], one["居住地区"]) == ("伊丹 花子", "友だち", "稲野")
    assert (one["配信カテゴリー"], one["人数"], one["職業"], one["タグ"]) == ("防災、ごみ", "3", "農業", "回答者")
    assert (two["利用者番号"], two["表示名"], two["友だち"]) == (str(second), "", "友だちではない")


def test_what_cp932_lacks_is_noted_on_the_export(staff, flow):
    respond(flow, None, {"wish": ("𠮷野家😀", "𠮷野家😀")})
    export_id = ask(staff, flow, "cp932")
    drain_exports()
    assert cells(export_id, "cp932")[1][6] == "〓野家〓"
    assert row_of(export_id).replaced == {"希望": {"count": 2, "examples": ["𠮷", "😀"]}}


def test_nothing_of_the_file_lies_readable_on_the_disk(staff, flow):
    respond(flow, None, {"wish": ("ひみつの希望", "ひみつの希望")})
    export_id = ask(staff, flow)
    drain_exports()
    assert "ひみつの希望".encode() not in export_path(export_id).read_bytes()


_RESPONSES = text(
    """
    INSERT INTO response (id, flow_id, version_id, department_id, started_at)
    SELECT gen_random_uuid(), :flow, :version, :department, CAST(:start AS timestamptz) + number * interval '1 second'
    FROM generate_series(1, :count) AS number RETURNING id
    """
)


def many_responses(flow, count: int, answered: int) -> None:
    """`count` responses by the bulk, `answered` of them with an answer: the verb for one turn would take half a minute."""
    about = {"flow": flow.id, "version": flow.published_version_id, "department": flow.department_id}
    with db.engine.begin() as connection:
        runs = connection.scalars(_RESPONSES, {**about, "start": START, "count": count}).all()
        rows = []
        for number, run in enumerate(runs[:answered]):
            answer_id, words = new_id(), f"{number}" + "希" * 200
            plain = json.dumps({"category": "answered", "value": words, "text": "", "label": words}).encode()
            sealed = keys().seal("answer.content_sealed", answer_id, plain, purpose=QUESTIONNAIRE, owner=flow.id)
            rows.append((answer_id, run, flow.id, "wish", run, sealed, START))
        columns = "id, response_id, flow_id, key, node_id, content_sealed, answered_at"
        with connection.connection.cursor().copy(f"COPY answer ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def test_twenty_thousand_rows_are_streamed_in_little_memory(staff, flow):
    many_responses(flow, 20_000, answered=5_000)
    export_id = ask(staff, flow)
    tracemalloc.start()
    try:
        drain_exports()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    export = row_of(export_id)
    assert (export.state, export.done_rows) == (ExportState.DONE, 20_000)
    assert export.byte_size > 4_000_000
    assert peak < 10_000_000, f"the peak was {peak / 1e6:.1f} MB; the rows must not gather"
    assert sum(1 for _ in cells(export_id)) == 20_001


def claim(export_id, *, attempts=1, expired=True) -> None:
    """Leave the export as a killed worker leaves it: running, a lease, some rows told, half a file."""
    export = db.session.get(Export, export_id)
    export.state, export.attempts, export.done_rows = ExportState.RUNNING, attempts, 500
    export.lease_until = now() + timedelta(seconds=-1 if expired else 60)
    db.session.commit()
    path = export_path(export_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".0123.partial").write_bytes(b"half")


def test_after_a_kill_in_the_middle_the_file_is_written_again_whole(staff, flow):
    for number in range(3):
        respond(flow, None, {"wish": (str(number), str(number))}, minutes=number)
    export_id = ask(staff, flow)
    claim(export_id)
    assert due()
    drain_exports()
    assert [row[6] for row in cells(export_id)[1:]] == ["0", "1", "2"]
    export = row_of(export_id)
    assert (export.state, export.done_rows, export.attempts) == (ExportState.DONE, 3, 2)
    assert [path.name for path in export_path(export_id).parent.iterdir()] == [f"{export_id}.csv"]


def test_an_export_under_way_is_left_to_its_worker(staff, flow):
    export_id = ask(staff, flow)
    claim(export_id, expired=False)
    assert not due()
    drain_exports()
    assert row_of(export_id).state == ExportState.RUNNING


def test_after_three_tries_the_export_fails_with_a_sentence(staff, flow):
    export_id = ask(staff, flow)
    claim(export_id, attempts=3)
    drain_exports()
    export = row_of(export_id)
    assert (export.state, export.error) == (ExportState.FAILED, GAVE_UP)
    assert not due()
    assert list(export_path(export_id).parent.iterdir()) == []


def test_a_worker_that_lost_its_lease_changes_nothing_more(staff, flow):
    export_id = ask(staff, flow)
    claim(export_id, attempts=1)
    slept = row_of(export_id)
    db.session.expunge(slept)
    drain_exports()
    with pytest.raises(LeaseLost):
        _note(slept, state=ExportState.FAILED)
    assert row_of(export_id).state == ExportState.DONE


def test_a_value_that_does_not_open_fails_the_export_and_the_next_one_is_written(staff, flow):
    respond(flow, None, {"wish": ("公園", "公園")})
    with db.engine.begin() as connection:
        sealed = connection.scalar(select(Answer.content_sealed))
        connection.execute(Answer.__table__.update().values(content_sealed=bytes(sealed[:-1]) + bytes([sealed[-1] ^ 1])))
    broken, fine = ask(staff, flow), ask(staff)
    drain_exports()
    export = row_of(broken)
    assert (export.state, export.error) == (ExportState.FAILED, UNREADABLE)
    assert row_of(fine).state == ExportState.DONE
    assert [path.name for path in export_path(fine).parent.iterdir()] == [f"{fine}.csv"]
