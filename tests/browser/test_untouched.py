"""What a page calls gives the same result, or the same error, recorded or not."""

from __future__ import annotations

import pytest

import replaytest
from tests.support.pages import Pages

HOME = """<!doctype html><title>t</title><style id=own>p { color: red }
@media screen { p { top: 0 } }</style><p id=p>text</p><div id=host></div>
<input id=text><input id=box type=checkbox><input id=file type=file>
<select id=select><option>a<option>b</select><textarea id=area></textarea>"""

# What is called, by what it tries; `sheet` is the sheet of the style element, `own` one
# made by the script, `media` a rule with rules inside.
CALLS = {
    "insertRule": "sheet.insertRule('a { top: 0 }')",
    "insertRule at a place": "sheet.insertRule('a { top: 0 }', 1)",
    "insertRule at a place in words": "sheet.insertRule('a { top: 0 }', '1')",
    "insertRule of a rule nobody knows": "sheet.insertRule('a::-moz-focus-inner{}')",
    "insertRule too far": "sheet.insertRule('a {}', 99)",
    "insertRule of nothing": "sheet.insertRule()",
    "insertRule of an object": "sheet.insertRule({ toString: () => 'b { top: 1px }' })",
    "insertRule of what throws": "sheet.insertRule({ toString() { throw Error('x') } })",
    "insertRule of a symbol": "sheet.insertRule(Symbol())",
    "insertRule of nobody": "CSSStyleSheet.prototype.insertRule.call({}, 'a {}')",
    "insertRule of undefined": "(0, CSSStyleSheet.prototype.insertRule)('a {}')",
    "insertRule as a class": "new CSSStyleSheet.prototype.insertRule('a {}')",
    "deleteRule": "sheet.deleteRule(0)",
    "deleteRule in words": "sheet.deleteRule('0')",
    "deleteRule too far": "sheet.deleteRule(99)",
    "deleteRule of nothing": "sheet.deleteRule()",
    "addRule": "sheet.addRule('i', 'top: 0')",
    "addRule of nothing": "sheet.addRule()",
    "addRule at a place": "sheet.addRule('i', 'top: 0', 0)",
    "addRule wrong": "sheet.addRule('i::-moz-no', 'top: 0')",
    "addRule too far": "sheet.addRule('i', 'top: 0', 99)",
    "removeRule": "sheet.removeRule()",
    "removeRule too far": "sheet.removeRule(99)",
    "nested insertRule": "media.insertRule('u { top: 0 }')",
    "nested insertRule wrong": "media.insertRule('u::-moz-no {}')",
    "nested insertRule too far": "media.insertRule('u {}', 99)",
    "nested insertRule of nothing": "media.insertRule()",
    "nested deleteRule": "media.deleteRule(0)",
    "nested deleteRule too far": "media.deleteRule(99)",
    "replace": "own.replace('b { top: 0 }').then((done) => done === own)",
    "replace of a plain sheet": "sheet.replace('b {}')",
    "replace of nothing": "own.replace()",
    "replaceSync": "own.replaceSync('b { top: 0 }')",
    "replaceSync of a plain sheet": "sheet.replaceSync('b {}')",
    "replaceSync of a symbol": "own.replaceSync(Symbol())",
    "setProperty": "sheet.cssRules[0].style.setProperty('top', '1px')",
    "setProperty of a number": "sheet.cssRules[0].style.setProperty('--n', 5)",
    "setProperty of null": "sheet.cssRules[0].style.setProperty('top', null)",
    "setProperty of what throws": """sheet.cssRules[0].style.setProperty('top',
        { toString() { throw new RangeError('x') } })""",
    "setProperty alone": "sheet.cssRules[0].style.setProperty('top')",
    "setProperty of an element": "document.body.style.setProperty('top', '1px')",
    "setProperty computed": "getComputedStyle(document.body).setProperty('top', '0')",
    "removeProperty": "sheet.cssRules[0].style.removeProperty('color')",
    "removeProperty of nothing": "sheet.cssRules[0].style.removeProperty()",
    "removeProperty computed": "getComputedStyle(document.body).removeProperty('top')",
    "attachShadow": "String(host.attachShadow({ mode: 'open' }))",
    "attachShadow twice": """(() => { host.attachShadow({ mode: 'open' });
        return host.attachShadow({ mode: 'closed' }) })()""",
    "attachShadow of nothing": "host.attachShadow()",
    "attachShadow of no mode": "host.attachShadow({})",
    "attachShadow where none can be": "text.attachShadow({ mode: 'open' })",
    "define": "customElements.define('x-one', class extends HTMLElement {})",
    "define a second time": "customElements.define('x-one', class extends HTMLElement {})",
    "define a wrong name": "customElements.define('x', class extends HTMLElement {})",
    "define of nothing": "customElements.define()",
    "define of no class": "customElements.define('x-two')",
    "define of an upgrade that throws": """(() => {
        document.body.append(document.createElement('x-three'));
        return customElements.define('x-three', class extends HTMLElement {
            constructor() { throw Error('mine') } }) })()""",
    "adoptedStyleSheets": "(document.adoptedStyleSheets = [own]).length",
    "adoptedStyleSheets of a plain sheet": "document.adoptedStyleSheets = [sheet]",
    "adoptedStyleSheets of nothing": "document.adoptedStyleSheets = null",
    "value": "text.value = 'new'",
    "value of a symbol": "text.value = Symbol()",
    "value of a file": "file.value = 'a.txt'",
    "value of nobody": "Reflect.set(HTMLInputElement.prototype, 'value', 'x', {})",
    "value of the prototype": "HTMLInputElement.prototype.value = 'x'",
    "value of a textarea that throws": """area.value =
        { toString() { throw new RangeError('x') } }""",
    "checked": "box.checked = 'yes'",
    "selectedIndex": "select.selectedIndex = 1",
    "selectedIndex of a symbol": "select.selectedIndex = Symbol()",
    "selected": "select.options[1].selected = true",
    "selected of nobody": "HTMLOptionElement.prototype.selected = true",
    "a font": "String(new FontFace('f', 'url(no.woff)').family)",
    "a font of nothing": "new FontFace()",
    "add of no font": "document.fonts.add({})",
    "context of a canvas": "String(document.createElement('canvas').getContext('2d'))",
    "context of nothing": "document.createElement('canvas').getContext()",
    "drawing no image": "document.createElement('canvas').getContext('2d').drawImage(1)",
    "listening with no function": "document.addEventListener('click', 5)",
    "an error in a listener": """document.addEventListener('mine',
        () => { throw Error('mine') }) || document.dispatchEvent(new Event('mine'))""",
}
TRY = """async (calls) => {
  const said = [];
  const hear = (event) => {
    event.preventDefault();
    said.push([event.type, String(event.message ?? event.reason)]);
  };
  addEventListener('error', hear);
  addEventListener('unhandledrejection', hear);
  const style = document.getElementById('own'), markup = style.textContent;
  const { host, text, box, file, select, area } = window;
  const outcomes = {};
  for (const [name, code] of Object.entries(calls)) {
    said.length = 0;
    style.textContent = `${markup} /* ${name} */`; // Chromium keeps sheets by their text
    host.replaceWith(Object.assign(document.createElement('div'), { id: 'host' }));
    const sheet = style.sheet, media = sheet.cssRules[1], own = new CSSStyleSheet();
    let told;
    try {
      const run = Function('sheet', 'media', 'own', 'host', `return ${code}`);
      const result = run(sheet, media, own, document.getElementById('host'));
      const later = result instanceof Promise;
      told = await (later ? result : null) ;
      told = later ? { kept: String(told) } : { returned: typeof result, value: String(result) };
    } catch (error) {
      const kind = Object.getPrototypeOf(error) === window[error.constructor.name].prototype;
      told = { threw: error.name, message: error.message, kind, code: error.code };
    }
    await new Promise((done) => setTimeout(done));
    const rules = (of) => [...of.cssRules].map((rule) => rule.cssText).join(' ');
    outcomes[name] = { ...told, said: said.map(String), left: rules(sheet), made: rules(own) };
  }
  return outcomes;
}"""
UNHANDLED = """async () => {
  const heard = [];
  const hear = (event) => { event.preventDefault(); heard.push(String(event.reason)); };
  addEventListener('unhandledrejection', hear);
  addEventListener('rejectionhandled', () => heard.push('handled'));
  document.styleSheets[0].replace('a {}');
  new CSSStyleSheet().replace('b {}');
  await new Promise((done) => setTimeout(done, 50));
  return heard;
}"""
CHANGES = """async () => {
  const sheet = document.styleSheets[0], media = sheet.cssRules[1];
  const quietly = (work) => { try { work(); } catch { /* as Emotion does */ } };
  quietly(() => sheet.insertRule('a::-moz-focus-inner {}', 0));
  sheet.insertRule('b { top: 1px }', 0);
  quietly(() => sheet.insertRule('c {}', 99));
  quietly(() => sheet.deleteRule(99));
  quietly(() => media.insertRule('d::-moz-no {}', 0));
  quietly(() => sheet.replaceSync('e {}'));
  await sheet.replace('f {}').catch(() => undefined);
  media.insertRule('g { top: 2px }');
  sheet.addRule('h', 'top: 3px');
  sheet.removeRule(1);
  sheet.cssRules[0].style.setProperty('left', '4px');
}"""
FACES = """() => {
  const native = Function.prototype.toString;
  const own = (owner, names) => names.map((name) => {
    const { value: call } = Object.getOwnPropertyDescriptor(owner, name);
    return [name, call.name, call.length, 'prototype' in call, native.call(call).includes('[native code]')];
  });
  const setters = (owner, names) => names.map((name) => {
    const { set, get, enumerable } = Object.getOwnPropertyDescriptor(owner, name);
    return [set.name, set.length, native.call(set).includes('[native code]'), get.name, enumerable];
  });
  return [
    setters(HTMLInputElement.prototype, ['value', 'checked']),
    setters(HTMLSelectElement.prototype, ['value', 'selectedIndex']),
    setters(HTMLTextAreaElement.prototype, ['value']),
    setters(HTMLOptionElement.prototype, ['selected']),
    own(CSSStyleSheet.prototype, ['insertRule', 'deleteRule', 'addRule', 'removeRule', 'replace', 'replaceSync']),
    own(CSSGroupingRule.prototype, ['insertRule', 'deleteRule']),
    own(CSSStyleDeclaration.prototype, ['setProperty', 'removeProperty']),
    own(Element.prototype, ['attachShadow']),
    own(CustomElementRegistry.prototype, ['define']),
    Object.keys(customElements),
  ];
}"""
OUR_TURN = """() => {
  const mine = CSSStyleSheet.prototype.insertRule;
  window.wrapped = function insertRule(...args) { window.calls++; return mine.apply(this, args); };
  window.calls = 0;
  CSSStyleSheet.prototype.insertRule = window.wrapped;
}"""


@pytest.fixture(scope="module")
def site():
    with Pages({"/": HOME}) as pages:
        yield pages


@pytest.fixture
def both(browser, site, tmp_path):
    """Evaluate a script on a page, unrecorded and recorded; return both results."""

    def run(script, *args):
        results = []
        for recorded in (False, True):
            context = browser.new_context()
            page = context.new_page()
            if not recorded:
                page.goto(site.url)
                results.append(page.evaluate(script, *args))
            else:
                with replaytest.record(context, folder=tmp_path) as recording:
                    page.goto(site.url)
                    results.append(page.evaluate(script, *args))
                assert not replaytest.read(recording.paths[0]).problems
            context.close()
        return results

    return run


def test_every_call_gives_what_it_gives_without_recording(both):
    plain, recorded = both(TRY, CALLS)
    changed = {
        name: (plain[name], recorded[name])
        for name in CALLS
        if plain[name] != recorded[name]
    }
    assert changed == {}
    assert plain["insertRule of a rule nobody knows"]["threw"] == "SyntaxError"
    assert plain["deleteRule too far"]["threw"] == "IndexSizeError"
    assert plain["an error in a listener"]["said"] == ["error,Uncaught Error: mine"]


def test_a_rejection_nobody_handles_is_told_once(both):
    plain, recorded = both(UNHANDLED)
    assert len(plain) == 1
    assert recorded == plain


def test_functions_look_as_they_do_without_recording(both):
    plain, recorded = both(FACES)
    assert recorded == plain


def test_only_rules_that_were_taken_are_recorded(context, site, tmp_path):
    with replaytest.record(context, folder=tmp_path, mask=0) as recording:
        page = context.new_page()
        page.goto(site.url)
        page.evaluate(CHANGES)
    told = [
        {key: event["data"][key] for key in event["data"].keys() & SAID}
        for _, event in replaytest.read(recording.paths[0]).events()
        if event["data"].get("source") in (8, 13)
    ]
    assert told == [
        {"adds": [{"rule": "b { top: 1px }", "index": 0}]},
        {"adds": [{"rule": "g { top: 2px }", "index": [2, 0]}]},
        {"adds": [{"rule": "h { top: 3px; }", "index": 3}]},
        {"removes": [{"index": 1}]},
        {"set": {"property": "left", "value": "4px"}, "index": [0]},
    ]


SAID = {"adds", "removes", "replace", "replaceSync", "set", "remove", "index"}


def test_what_a_page_wraps_stays_wrapped(context, site, tmp_path):
    with replaytest.record(context, folder=tmp_path):
        page = context.new_page()
        page.goto(site.url)
        page.evaluate(OUR_TURN)
        page.evaluate("replaytest.optOut()")
        page.evaluate("document.styleSheets[0].insertRule('a { top: 0 }')")
        assert page.evaluate("CSSStyleSheet.prototype.insertRule === wrapped")
        assert page.evaluate("calls") == 1
