"""What pages store, and what they tell their analytics, stands in the recording."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.signals.storage import storage_changes
from replaytest.summary.opening import session_of
from replaytest.tags import ANNOTATION, STORAGE
from tests.support.pages import Answer, Pages

PAGE = "<!doctype html><title>t</title><h1>Shop</h1><a href='/next'>next</a>"
TAGS = (
    "<!doctype html><title>t</title><script>{}</script><h1>Shop</h1>"
    "<script>document.body.dataset.done = 1</script>"
)
# A page says what it has stored a task after its first look, that one after its content.
TOLD = "() => new Promise(done => setTimeout(() => setTimeout(done)))"


@pytest.fixture(scope="module")
def site():
    cookie = {"Set-Cookie": "sid=from-the-server-4242; HttpOnly; Path=/"}
    answers = {
        "/": Answer(PAGE),
        "/next": Answer(PAGE),
        "/login": Answer(PAGE, headers=cookie),
    }
    with Pages(answers) as pages:
        pages.answers = answers
        yield pages


@pytest.fixture
def record(context, site):
    """Do something on a page of the site; return the recording."""

    def run(work, path="/", **options):
        with replaytest.record(context, folder="here", **options) as recording:
            page = context.new_page()
            page.goto(site.url + path)
            page.evaluate(TOLD)
            work(page)
        found = replaytest.read(recording.paths[0])
        assert not found.problems
        return found

    return run


def payloads_of(recording, tag):
    events = [event for _, event in recording.events()]
    return [e["data"]["payload"] for e in events if e["data"].get("tag") == tag]


def areas_of(recording, area):
    """Return (when, what) of each statement about an area."""
    told = payloads_of(recording, STORAGE)
    return [(each["when"], each[area]) for each in told if area in each]


def changes_of(recording):
    return storage_changes(session_of(recording))


def store(script):
    return lambda page: page.evaluate(f"() => {{ {script} }}")


CART = "localStorage.cart = JSON.stringify({items: [149.99, true], by: 'Ada'})"


def test_what_is_stored_is_told_at_the_end_by_its_shape(record):
    found = record(store(CART))
    [(when, local)] = areas_of(found, "local")
    assert (when, local) == ("end", {"cart": '{"items":[0,true],"by":"Xxx"}'})
    assert changes_of(found) == ("localStorage: +cart",)


def test_start_and_end_differ_by_what_was_done(record, context, site):
    page = context.new_page()
    page.goto(site.url)
    page.evaluate("localStorage.user = 'Ada'; localStorage.token = 'a'")
    page.evaluate("sessionStorage.step = '1'")
    page.close()  # else it tells what is stored as well, and learns of changes later

    def work(page):
        page.evaluate("localStorage.user = 'Bob'; delete localStorage.token")
        page.evaluate("localStorage.theme = 'dark'")

    found = record(work)
    starts = [held for when, held in areas_of(found, "local") if when == "start"]
    assert starts[0] == {"user": "Xxx", "token": "********"}
    assert changes_of(found) == ("localStorage: +theme, ~user, -token",)


def test_what_is_left_alone_is_told_once_and_nothing_stored_never(record):
    assert payloads_of(record(lambda page: None), STORAGE) == []
    found = record(lambda page: page.click("a"), path="/")
    assert payloads_of(found, STORAGE) == []


def test_a_page_tells_before_it_goes(record, site):
    def work(page):
        page.evaluate("localStorage.a = 'x1'")
        page.click("a")
        page.wait_for_url("**/next")
        page.evaluate(TOLD)
        page.evaluate("localStorage.a = 'x2'")

    found = record(work)
    assert [when for when, _ in areas_of(found, "local")] == ["end", "start", "end"]
    assert changes_of(found) == ("localStorage: +a",)


def test_cookies_with_their_attributes(record, context, site):
    context.add_cookies([{"name": "lang", "value": "en", "url": site.url}])
    found = record(
        lambda page: page.evaluate("document.cookie = 'seen=yes; path=/shop'"),
        path="/login",
    )
    (first, before), (last, after) = areas_of(found, "cookies")
    assert (first, [each["name"] for each in before]) == ("start", ["lang"])
    by_name = {each["name"]: each for each in after}
    assert last == "end"
    assert by_name["sid"] == {
        "name": "sid",
        "value": "********",
        "domain": "127.0.0.1",
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    assert by_name["seen"]["path"] == "/xxxx"
    assert changes_of(found) == ("cookies: +seen, +sid",)


def test_names_of_databases(record):
    script = "() => new Promise(done => { indexedDB.open('drafts').onsuccess = done })"
    found = record(lambda page: page.evaluate(script) and None)
    assert areas_of(found, "indexedDB") == [("end", ["drafts"])]
    assert changes_of(found) == ("IndexedDB: +drafts",)


@pytest.mark.parametrize("options", [{"level": 3}, {"record_storage": False}])
def test_nothing_where_nothing_is_to_be_told(record, options):
    assert payloads_of(record(store(CART), "/login", mask=options), STORAGE) == []


def test_keys_that_rules_leave_alone(record):
    found = record(store("localStorage.step = 'pay'"), mask={"keep_keys": ["Step"]})
    assert areas_of(found, "local") == [("end", {"step": "pay"})]


def test_the_page_never_notices(record):
    """Its own functions are not called, and no event is fired."""
    spy = """
      window.heard = [];
      for (const name of ['getItem', 'key', 'setItem'])
        Storage.prototype[name] = () => heard.push(name);
      IDBFactory.prototype.databases = () => heard.push('databases');
      JSON.parse = () => heard.push('parse');
      addEventListener('storage', () => heard.push('storage'));
    """
    heard = []

    def work(page):
        page.evaluate(f"() => {{ {CART}; {spy} }}")
        page.wait_for_timeout(50)
        page.evaluate("localStorage.more = '[1]'")
        heard.append(page.evaluate("[window.heard, localStorage.length]"))

    [(_, local)] = areas_of(record(work), "local")
    assert set(local) == {"cart", "more"}
    assert heard == [[[], 2]]


def test_much_is_cut_and_said_to_be(record):
    many = "for (let n = 0; n < 1500; n++) localStorage['k' + n] = 'v'.repeat(100)"
    found = record(store(f"{many}; sessionStorage.big = 'x'.repeat(9000)"))
    [told] = payloads_of(found, STORAGE)
    assert len(str(told["local"])) < 90_000
    assert told["leftOut"] > 0
    assert len(told["local"]) < 1000


def test_of_a_long_value_nothing_but_its_length_is_told(record):
    def work(page):
        page.evaluate("sessionStorage.big = 'x'.repeat(9000)")
        page.click("a")
        page.wait_for_url("**/next")
        page.evaluate(TOLD)
        page.evaluate("sessionStorage.big = 'x'.repeat(8999) + 'y'")

    found = record(work)
    told = areas_of(found, "session")
    assert [held["big"] for _, held in told] == ["(9000 characters)"] * 3
    assert payloads_of(found, STORAGE)[-1]["changed"] == {"session": ["big"]}


def test_where_there_is_no_storage_nothing_breaks(context):
    errors = []
    context.on("weberror", lambda error: errors.append(error.error))
    with replaytest.record(context, folder="here") as recording:
        page = context.new_page()
        page.goto("data:text/html,<h1>Hello")
        page.wait_for_timeout(50)
    assert errors == []
    found = replaytest.read(recording.paths[0])
    assert payloads_of(found, STORAGE) == []
    assert not found.problems


def test_a_recording_that_begins_later_begins_with_what_is_there(context, site):
    page = context.new_page()
    page.goto(site.url)
    page.evaluate("localStorage.cart = 'abc'")
    for _ in range(2):
        with replaytest.record(context, folder="here") as recording:
            page.click("h1")
        found = replaytest.read(recording.paths[0])
        assert ("start", {"cart": "xxx"}) in areas_of(found, "local")
        assert changes_of(found) == ()


# Analytics

POSTHOG = """
  // As posthog's snippet: a queue whose methods come with `init`.
  window.posthog = window.posthog || [];
  posthog.init = function () {
    posthog.capture = function () {
      posthog.push(['capture'].concat([].slice.call(arguments, 0)));
    };
  };
  posthog.init();
  posthog.capture('checkout_started', {plan: 'pro', cart: {total: 149.99}});
  posthog.capture('checkout_started');
  posthog.capture('$autocapture', {});
  // As the library: it takes the queue over and its place.
  window.calls = [];
  class Library { capture(...args) { calls.push(args); return args.length } }
  const [queue, real] = [window.posthog, new Library()];
  window.posthog = real;
  for (const [method, ...args] of queue) posthog[method](...args);
  window.answer = posthog.capture('paid', {amount: 3});
"""
LAYER = """
  window.dataLayer = window.dataLayer || [{event: 'early', page: 'home'}];
  function gtag() { dataLayer.push(arguments) }
  dataLayer.push({event: 'gtm.js', 'gtm.start': 1}, {plain: 1});
  gtag('event', 'purchase', {value: 12, currency: 'EUR'});
  // As Tag Manager: its own push, which calls the one before.
  const before = dataLayer.push;
  window.seen = 0;
  dataLayer.push = function () { seen++; return before.apply(dataLayer, arguments) };
  window.answer = dataLayer.push({event: 'add_to_cart', items: 2});
"""
SENTRY = """
  window.Sentry = window.Sentry || {};
  Sentry.captureException = (error) => { window.got = error; return 'id-1' };
  Sentry.captureMessage = () => 'id-2';
  window.boom = new TypeError("no order for 'Ada Lovelace', password=hunter2");
  window.answer = Sentry.captureException(boom);
  Sentry.captureMessage('hello there');
"""


@pytest.fixture
def tagged(record, site):
    """Run a script in the head of a page; return its annotations and what it sees."""

    def run(script, expression, **options):
        site.answers["/tags"] = Answer(TAGS.format(script))
        seen = []
        found = record(
            lambda page: seen.append(page.evaluate(expression)), "/tags", **options
        )
        return payloads_of(found, ANNOTATION), seen[0]

    return run


def test_posthog_is_heard_before_and_after_it_has_loaded(tagged):
    told, seen = tagged(
        POSTHOG,
        "[answer, calls.length, calls[0][1].plan, posthog.capture === posthog.capture]",
        mask={"record_analytics": ["posthog"]},
    )
    assert [(each["name"], each["properties"]) for each in told] == [
        ("checkout_started", {"plan": "pro", "cart.total": 149.99}),
        ("checkout_started", {}),
        ("paid", {"amount": 3}),
    ]
    assert {each["from"] for each in told} == {"posthog"}
    assert seen == [2, 4, "pro", True]


def test_the_data_layer_is_heard_once_whoever_replaces_push(tagged):
    told, seen = tagged(
        LAYER,
        "[answer, seen, dataLayer.length, Array.isArray(dataLayer), "
        "Object.keys(dataLayer).includes('push')]",
        mask={"record_analytics": ["dataLayer"]},
    )
    assert [(each["name"], each["properties"]) for each in told] == [
        ("early", {"page": "home"}),
        ("purchase", {"value": 12, "currency": "EUR"}),
        ("add_to_cart", {"items": 2}),
    ]
    assert seen == [5, 1, 5, True, False]


def test_sentry_is_heard_without_what_messages_quote(tagged):
    told, seen = tagged(
        SENTRY, "[answer, got === boom]", mask={"record_analytics": ["sentry"]}
    )
    assert [(each["name"], each["properties"]) for each in told] == [
        (
            "captureException",
            {
                "type": "TypeError",
                "message": "no order for 'Xxx Xxxxxxxx', password=********",
            },
        ),
        ("captureMessage", {"message": "hello there"}),
    ]
    assert seen == ["id-1", True]


def test_what_two_libraries_are_told_in_the_same_words_is_told_of_both(tagged):
    told, _ = tagged(
        "window.posthog = {capture() {}}; window.Sentry = {captureMessage() {}};"
        "Sentry.captureMessage('paid'); posthog.capture('paid')",
        "1",
        mask={"record_analytics": ["posthog", "sentry"]},
    )
    assert [each["from"] for each in told] == ["sentry", "posthog"]


def test_nobody_is_listened_to_unasked(tagged):
    told, seen = tagged(
        POSTHOG + LAYER.replace("const before", "var before"),
        "Object.getOwnPropertyDescriptor(window, 'posthog').get === undefined",
    )
    assert (told, seen) == ([], True)


ODD = """
  let Sentry = Object.freeze({captureException() { return 1 }});
  var dataLayer = [];
  dataLayer.push({get event() { throw new Error('looked') }});
  dataLayer.push(new Proxy({}, {getOwnPropertyDescriptor() { throw new Error('p') }}));
  dataLayer.push(null, 3, 'text', Object.create(null));
  function posthog() {}
  posthog.capture = () => { throw new RangeError('its own') };
  let thrown;
  try { posthog.capture('a') } catch (error) { thrown = error.message }
  window.state = [thrown, dataLayer.length, Sentry.captureException()];
"""


def test_odd_pages_are_left_as_they_are(tagged):
    libraries = {"record_analytics": ["posthog", "sentry", "dataLayer"]}
    _, seen = tagged(ODD, "state", mask=libraries)
    assert seen == ["its own", 6, 1]


def test_what_a_page_notes_before_it_is_recorded_is_not_lost(tagged):
    told, _ = tagged("replaytest.annotate('opened', {plan: 'pro'})", "1")
    assert told == [{"name": "opened", "properties": {"plan": "pro"}}]


def test_each_test_of_a_shared_context_has_its_own_start_and_end(
    browser, site, tmp_path
):
    from replaytest.model import Test
    from replaytest.recorder import Recorder
    from replaytest.store.folder import Store

    problems: list[str] = []
    recorder = Recorder(Store.create(tmp_path / "store"), on_problem=problems.append)
    recorder.start()
    recorder.begin(Test("tests/test_a.py::test_one"))
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.url)
    page.evaluate("localStorage.cart = 'abc'; document.cookie = 'seen=1'")
    [first] = recorder.end("passed", [])
    recorder.begin(Test("tests/test_a.py::test_two"))
    page.click("h1")
    page.evaluate("localStorage.cart = 'xyz'")
    [second] = recorder.end("passed", [])
    context.close()
    recorder.stop()
    one, two = replaytest.read(first), replaytest.read(second)
    assert problems == []
    assert set(changes_of(one)) == {"localStorage: +cart", "cookies: +seen"}
    assert changes_of(two) == ("localStorage: ~cart",)
    assert [when for when, _ in areas_of(two, "cookies")] == ["start"]
