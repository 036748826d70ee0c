"""A citizen's messages through webhook, turn and outbox, on the stand-in's phone."""

from sqlalchemy import select, update

from app.audience.models import Citizen
from app.clock import now
from app.extensions import db
from app.flows.models import Answer, Response
from app.inbound.models import EventState, InboundEvent
from app.outbox.models import OutboxMessage, OutboxState
from tests.kit.documents import say_only, survey
from tests.kit.factories import make_attribute, make_flow, make_tag
from tests.kit.talk import Talk, work


def _states(model) -> list:
    return list(db.session.scalars(select(model.state)))


def test_a_citizen_answers_a_questionnaire_and_is_tagged(talk):
    make_tag("answered_survey")
    make_attribute("district", choices={"itami": "伊丹", "inano": "稲野"})
    flow = make_flow(survey(), publish=True)
    assert talk.says("アンケート") == ["どの地区にお住まいですか。"]
    assert talk.taps("稲野") == ["何人で暮らしていますか。"]
    assert talk.says("三人") == ["稲野の3人ですね。ありがとうございました。"]
    response = db.session.scalars(select(Response)).one()
    assert (response.flow_id, response.ended_because) == (flow.id, "completed")
    answers = {answer.key: answer.content["value"] for answer in db.session.scalars(select(Answer))}
    assert answers == {"district": "inano", "people": 3}
    assert len(db.session.scalars(select(Citizen)).one().options) == 2
    assert set(_states(OutboxMessage)) == {OutboxState.ACCEPTED}
    assert set(_states(InboundEvent)) == {EventState.DONE}


def test_replies_use_the_reply_token_and_come_in_order(talk):
    make_flow(say_only("一つ目", "一"), publish=True)
    make_flow(say_only("二つ目", "二"), publish=True)
    for text in ("一", "二", "一"):
        talk.says(text)
    assert talk.heard() == ["一つ目", "二つ目", "一つ目"]
    methods = list(db.session.scalars(select(OutboxMessage.method)))
    assert methods == ["reply"] * 3


def test_unfollow_and_follow_move_the_citizen(talk):
    talk.does("block")
    assert not db.session.scalars(select(Citizen)).one().is_friend
    db.session.rollback()
    talk.does("unblock")
    assert db.session.scalars(select(Citizen)).one().is_friend


def test_two_citizens_do_not_meet(talk, line):
    make_tag("answered_survey")
    make_attribute("district", choices={"itami": "伊丹", "inano": "稲野"})
    make_flow(survey(), publish=True)
    other = Talk(line)
    talk.says("アンケート")
    other.says("アンケート")
    talk.taps("伊丹")
    other.taps("稲野")
    assert talk.says("2") == ["伊丹の2人ですね。ありがとうございました。"]
    assert other.says("5") == ["稲野の5人ですね。ありがとうございました。"]


def test_several_messages_of_one_citizen_are_answered_one_by_one_and_in_order(talk, line):
    words = ["一", "二", "三", "四"]
    for word in words:
        make_flow(say_only(f"{word}への答え", word), publish=True)
    for word in words:
        assert line.post(f"citizens/{talk.user}/text", {"text": word})["webhook"]["status"] == 200
    work()
    assert talk.heard() == [f"{word}への答え" for word in words]
    assert list(db.session.scalars(select(OutboxMessage.method))) == ["reply"] * 4


def test_an_event_that_nothing_answers_changes_nothing(talk):
    assert talk.says("だれも知らない言葉") == []
    assert talk.does("sticker") == []
    assert _states(OutboxMessage) == []


def test_while_line_is_away_the_answer_waits_and_comes_once(talk, line):
    make_flow(say_only("お待たせしました。", "もしもし"), publish=True)
    line.fault("reply", status=500, when="before", times=2)
    talk.says("もしもし")
    wait_for(lambda: talk.heard() == ["お待たせしました。"])


def test_a_reply_whose_answer_was_lost_is_not_said_twice(talk, line):
    make_flow(say_only("一度だけです。", "もしもし"), publish=True)
    line.fault("reply", drop=True, when="after", times=1)
    talk.says("もしもし")
    wait_for(lambda: set(_states(OutboxMessage)) == {OutboxState.ACCEPTED})
    assert talk.heard() == ["一度だけです。"]
    assert not db.session.scalars(select(OutboxMessage.possibly_twice)).one()


def test_a_dead_reply_token_makes_it_a_push(talk, line):
    make_flow(say_only("間に合いました。", "もしもし"), publish=True)
    line.post(f"citizens/{talk.user}/text", {"text": "もしもし"})
    line.post("clock", {"advance_seconds": 120})
    work()
    assert talk.heard() == ["間に合いました。"]
    assert list(db.session.scalars(select(OutboxMessage.method))) == ["push"]


def wait_for(holds) -> None:
    """Let the workers work until it holds; what waits for a later time is not waited for."""
    for _ in range(20):
        db.session.rollback()
        if holds():
            return
        db.session.execute(update(OutboxMessage).values(not_before=now()))
        db.session.commit()
        work()
    raise AssertionError("it did not come to hold")


def test_events_of_one_webhook_and_one_millisecond_are_taken_in_the_webhooks_order(talk, line):
    words = ["一", "二", "三", "四", "五"]
    for word in words:
        make_flow(say_only(f"{word}への答え", word), publish=True)
    acts = [{"userId": talk.user, "act": "text", "text": word} for word in words]
    assert line.post("webhooks", {"events": acts})["webhook"]["status"] == 200
    work()
    assert talk.heard() == [f"{word}への答え" for word in words]
