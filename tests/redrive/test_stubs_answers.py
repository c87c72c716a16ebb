"""Requests get the answers that they got, in their order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.redrive.stubs.answers import Answers, Found
from replaytest.redrive.stubs.exchange import Asked
from replaytest.redrive.stubs.miss import Miss
from tests.redrive.stubs import asked, exchanges, request

few = settings(max_examples=150)


def given_by(answers: Answers, request: Asked) -> str | None:
    found = answers.find(request)
    return None if isinstance(found, Miss) else (found.exchange.body or b"").decode()


def test_a_get_after_a_put_gives_what_was_read_after_it():
    answers = Answers(
        exchanges(
            request("GET", "/cart", "empty"),
            request("PUT", "/cart", "ok", requestBody="mug"),
            request("GET", "/cart", "a mug"),
        )
    )
    assert given_by(answers, asked("GET", "/cart")) == "empty"
    # However often it is asked for, the page has not changed anything.
    assert given_by(answers, asked("GET", "/cart")) == "empty"
    assert given_by(answers, asked("PUT", "/cart", "mug")) == "ok"
    assert given_by(answers, asked("GET", "/cart")) == "a mug"
    assert given_by(answers, asked("GET", "/cart")) == "a mug"
    assert answers.unused == []


def test_a_put_before_the_first_get_skips_what_was_read_before_it():
    answers = Answers(
        exchanges(
            request("GET", "/cart", "empty"),
            request("PUT", "/cart", "ok", requestBody="mug"),
            request("GET", "/cart", "a mug"),
        )
    )
    given_by(answers, asked("PUT", "/cart", "mug"))
    assert given_by(answers, asked("GET", "/cart")) == "a mug"
    assert [each.words for each in answers.unused] == ["GET http://shop.test/cart"]


def test_what_was_answered_alike_each_time_is_once_more():
    def told(*bodies):
        sent = [request("POST", "/save", each, requestBody="v") for each in bodies]
        answers = Answers(exchanges(*sent))
        return [given_by(answers, asked("POST", "/save", "v")) for _ in range(3)]

    assert told("saved", "saved") == ["saved", "saved", "saved"]
    assert told("saved", "not saved") == ["saved", "not saved", None]
    assert told("saved") == ["saved", None, None]


def test_what_was_not_read_again_is_as_it_was_read_last():
    answers = Answers(
        exchanges(
            request("GET", "/style", "one"),
            request("GET", "/style", "two"),
            request("POST", "/save", "ok"),
        )
    )
    given_by(answers, asked("POST", "/save"))
    given_by(answers, asked("GET", "/style"))
    assert given_by(answers, asked("GET", "/style")) == "two"
    assert given_by(answers, asked("GET", "/style")) == "two"


def test_what_was_read_only_later_is_given_now():
    answers = Answers(
        exchanges(request("POST", "/save", "ok"), request("GET", "/me", "Ada"))
    )
    assert given_by(answers, asked("GET", "/me")) == "Ada"


def test_a_post_is_answered_as_often_as_it_was_recorded():
    answers = Answers(
        exchanges(
            request("POST", "/orders", "1", requestBody="{}"),
            request("POST", "/orders", "2", requestBody="{}"),
        )
    )
    said = [answers.find(asked("POST", "/orders", "{}")) for _ in range(3)]
    assert [each.exchange.body for each in said[:2]] == [b"1", b"2"]
    assert isinstance(said[2], Miss)
    assert said[2].why == "used up"
    assert "once more than it was recorded" in said[2].words


def test_a_put_may_be_repeated():
    answers = Answers(exchanges(request("PUT", "/cart", "ok", requestBody="mug")))
    found = [answers.find(asked("PUT", "/cart", "mug")) for _ in range(2)]
    assert [isinstance(each, Found) and each.again for each in found] == [False, True]


def test_a_graphql_query_only_asks():
    query = '{"operationName":"cart","query":"query cart { lines }"}'
    change = '{"query":"mutation add { add }"}'
    answers = Answers(
        exchanges(
            request("POST", "/graphql", "empty", requestBody=query),
            request("POST", "/graphql", "added", requestBody=change),
            request("POST", "/graphql", "a mug", requestBody=query),
        )
    )
    said = [given_by(answers, asked("POST", "/graphql", query)) for _ in range(2)]
    assert said == ["empty", "empty"]
    assert given_by(answers, asked("POST", "/graphql", change)) == "added"
    assert given_by(answers, asked("POST", "/graphql", query)) == "a mug"
    assert isinstance(answers.find(asked("POST", "/graphql", change)), Miss)


def test_beacons_change_nothing():
    answers = Answers(
        exchanges(
            request("GET", "/poll", "1"),
            request("POST", "/beacon", "", initiatorType="ping"),
            request("GET", "/poll", "2"),
        )
    )
    said = [given_by(answers, asked("GET", "/poll")) for _ in range(2)]
    assert said == ["1", "2"]


# What a server does that keeps one value in each of two places.
PLACES = st.sampled_from(["/a", "/b"])
reads = st.tuples(st.just("GET"), PLACES, st.just(""))
writes = st.tuples(
    st.sampled_from(["PUT", "POST"]), PLACES, st.sampled_from(["x", "y", "z"])
)
courses = st.lists(st.one_of(reads, writes), max_size=25)


def served(course):
    """Return the events of a course, and what each request was answered."""
    state, said = {}, []
    for number, (method, path, value) in enumerate(course):
        if method == "GET":
            said.append(f"{path} is {state.get(path)}")
        else:
            state[path] = value
            said.append(f"{number}: ok")
    told = [
        request(method, path, answer, requestBody=value or None)
        for (method, path, value), answer in zip(course, said, strict=True)
    ]
    return exchanges(*told), said


@few
@given(courses)
def test_the_same_requests_get_the_same_answers_each_once(course):
    recorded, said = served(course)
    answers = Answers(recorded)
    found = [answers.find(asked(m, path, value or None)) for m, path, value in course]
    assert [each.exchange.number for each in found] == list(range(len(course)))
    assert [each.exchange.body.decode() for each in found] == said
    assert not any(each.again for each in found)
    assert answers.unused == []


@few
@given(courses, st.data())
def test_reading_more_often_than_recorded_never_contradicts_the_server(course, data):
    recorded, said = served(course)
    answers = Answers(recorded)
    for (method, path, value), answer in zip(course, said, strict=True):
        times = data.draw(st.integers(1, 3)) if method == "GET" else 1
        for _ in range(times):
            assert given_by(answers, asked(method, path, value or None)) == answer


@few
@given(st.lists(st.tuples(PLACES, st.integers()), max_size=20), st.data())
def test_the_order_in_which_independent_requests_come_does_not_matter(course, data):
    recorded = exchanges(*(request("GET", path, str(said)) for path, said in course))
    answers = Answers(recorded)
    heard = {"/a": [], "/b": []}
    for path in data.draw(st.permutations([path for path, _ in course])):
        heard[path].append(given_by(answers, asked("GET", path)))
    for path, said in heard.items():
        assert said == [str(number) for where, number in course if where == path]
