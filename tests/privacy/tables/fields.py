"""What people enter, and what a field can hold."""

from __future__ import annotations

from typing import Any

from tests.privacy.drive import (
    choose_file,
    drag_text,
    fill,
    paste,
    press_keys,
    press_one_by_one,
    put_in,
)
from tests.privacy.place import Place


def field(name: str, attributes: str, **more: Any) -> Place:
    """A field whose value stands in the page from the start."""
    return Place(name, 1, f'<input {attributes} value="{{m}}">', **more)


def filled(name: str, html: str, **more: Any) -> Place:
    """A field that somebody fills."""
    return Place(name, 1, html, act=fill, **more)


_LISTEN = "let typed = ''; E.onkeydown = (event) => said.push(typed += event.key)"
VALUES = (
    field("text field's value", 'type="text"'),
    field("value of a field without type", ""),
    field("value of a field of unknown type", 'type="nonsense"'),
    field("search field's value", 'type="search"'),
    field("url field's value", 'type="url"'),
    field("value of a field that is read only", "readonly"),
    field("value of a field that is disabled", "disabled"),
    field("value of a field that is not shown", "hidden"),
    field("hidden field's value", 'type="hidden" name="a"'),
    field("checkbox's value", 'type="checkbox"'),
    field("ticked checkbox's value", 'type="checkbox" checked'),
    field("radio button's value", 'type="radio" name="r"'),
    field("value of a number field that is no number", 'type="number"'),
    field("value of a colour field that is no colour", 'type="color"'),
    Place("text area's text", 1, "<textarea>{m}</textarea>"),
    Place("option's text", 1, "<select><option>{m}</option></select>"),
    Place("option's value", 1, '<select><option value="{m}">a</option></select>'),
    Place("option's label", 1, '<select><option label="{m}">a</option></select>'),
    Place(
        "label of a group of options",
        1,
        '<select><optgroup label="{m}"></optgroup></select>',
    ),
    Place(
        "label of a group of options, changed",
        1,
        '<select><optgroup id="{id}" label="a"></optgroup></select>',
        later="E.label = M",
    ),
    Place(
        "text of an option that is not chosen",
        1,
        "<select><option>a</option><option>{m}</option></select>",
    ),
    Place(
        "text of an option in a group",
        1,
        "<select><optgroup label=a><option>{m}</option></optgroup></select>",
    ),
    Place(
        "options of a list, chosen together",
        1,
        "<select multiple><option selected>a</option><option selected>{m}</option></select>",
    ),
    Place("datalist option's value", 1, '<datalist><option value="{m}"></datalist>'),
    Place("datalist option's text", 1, "<datalist><option>{m}</option></datalist>"),
    Place("editable text", 1, "<div contenteditable>{m}</div>"),
    Place("editable plain text", 1, '<div contenteditable="plaintext-only">{m}</div>'),
    Place(
        "text deep in editable text", 1, "<div contenteditable><b><i>{m}</i></b></div>"
    ),
    Place("text box of a role", 1, '<div role="textbox">{m}</div>'),
    Place("search box of a role", 1, '<div role="searchbox">{m}</div>'),
    Place(
        "value set by a script before the recording",
        1,
        '<input id="{id}">',
        setup="E.value = M",
    ),
    Place("value set by a script", 1, '<input id="{id}">', later="E.value = M"),
    Place(
        "text area set by a script",
        1,
        '<textarea id="{id}"></textarea>',
        later="E.value = M",
    ),
    Place(
        "default of a text area set by a script",
        1,
        '<textarea id="{id}"></textarea>',
        later="E.defaultValue = M",
    ),
    Place(
        "value attribute set by a script",
        1,
        '<input id="{id}">',
        later="E.setAttribute('value', M)",
    ),
    Place(
        "value attribute of a field that was emptied",
        1,
        '<input id="{id}" value="{m}">',
        setup="E.value = ''",
    ),
    Place(
        "option added by a script",
        1,
        '<select id="{id}"></select>',
        later="E.add(new Option(M, M))",
    ),
    Place(
        "text of an option changed by a script",
        1,
        '<select><option id="{id}">a</option></select>',
        later="E.text = M",
    ),
    Place(
        "value of a hidden field set by a script",
        1,
        '<input type="hidden" id="{id}">',
        later="E.value = M",
    ),
    Place(
        "value of a checkbox set by a script",
        1,
        '<input type="checkbox" id="{id}">',
        later="E.value = M; E.checked = true",
    ),
    Place(
        "value of a field added by a script",
        1,
        '<div id="{id}"></div>',
        later="E.innerHTML = `<input value=${M}>`",
    ),
    Place(
        "value of a field added with its value set",
        1,
        '<div id="{id}"></div>',
        later="const field = document.createElement('input'); field.value = M; E.append(field)",
    ),
    Place(
        "editable text changed by a script",
        1,
        '<div contenteditable id="{id}">a</div>',
        later="E.firstChild.data = M",
    ),
    Place(
        "element added to editable text",
        1,
        '<div contenteditable id="{id}">a</div>',
        later="E.insertAdjacentHTML('beforeend', `<b>${M}</b>`)",
    ),
    Place(
        "text that becomes editable and is changed",
        1,
        '<div id="{id}">a</div>',
        later="E.contentEditable = 'true'; E.textContent = M",
    ),
    Place(
        "value of a field in a shadow root",
        1,
        '<div id="{id}"></div>',
        setup="E.attachShadow({mode: 'open'}).innerHTML = `<input value=${M}>`",
    ),
    Place(
        "value set in a shadow root by a script",
        1,
        '<div id="{id}"></div>',
        setup="E.attachShadow({mode: 'open'}).innerHTML = '<input>'",
        later="E.shadowRoot.querySelector('input').value = M",
    ),
    Place(
        "value of a custom element of a form",
        1,
        unseen="it is in no attribute or property that rrweb reads",
        setup="""customElements.define('form-field', class extends HTMLElement {
            static formAssociated = true;
            connectedCallback() { this.attachInternals().setFormValue(M); said.push(M); }
        })""",
        html="<form><form-field></form-field></form>",
    ),
)

ENTERED = (
    filled("filled text field", '<input id="{id}">'),
    filled("filled text area", '<textarea id="{id}"></textarea>'),
    filled("filled editable text", '<div contenteditable id="{id}">a</div>'),
    filled("filled field that is ignored", '<input class="rr-ignore" id="{id}">'),
    filled("filled field in a frame", '<input id="{id}">', page="frame"),
    filled("filled field in a nested frame", '<input id="{id}">', page="nested"),
    filled("filled field in a foreign frame", '<input id="{id}">', page="foreign"),
    filled("filled field in a popup", '<input id="{id}">', page="popup"),
    filled(
        "filled field in a frame with sandbox", '<input id="{id}">', page="sandboxed"
    ),
    Place("typed into a text field", 1, '<input id="{id}">', act=press_one_by_one),
    Place(
        "typed into a text area",
        1,
        '<textarea id="{id}"></textarea>',
        act=press_one_by_one,
    ),
    Place(
        "typed into editable text",
        1,
        '<div contenteditable id="{id}"><br></div>',
        act=press_one_by_one,
    ),
    Place(
        "typed into an element with the role of a text box",
        1,
        '<div role="textbox" contenteditable id="{id}"><br></div>',
        act=press_one_by_one,
    ),
    Place(
        "typed into an element with the role of a text box, drawn by a script",
        1,
        '<div role="textbox" tabindex="0" id="{id}"></div>',
        setup="E.onkeydown = (event) => event.key.length === 1 && E.append(event.key)",
        act=press_one_by_one,
    ),
    Place(
        "typed into a field of a shadow root",
        1,
        '<div id="{id}-host"></div>',
        setup="document.getElementById(ID + '-host').attachShadow({mode: 'open'}).innerHTML = `<input id=${ID}>`",
        act=press_one_by_one,
    ),
    Place(
        "typed into a field of a closed shadow root",
        1,
        '<div id="{id}-host"></div>',
        setup="""const root = document.getElementById(ID + '-host').attachShadow({mode: 'closed'});
            root.innerHTML = '<input>'; root.firstChild.oninput = () => said.push(root.firstChild.value);
            setTimeout(() => { document.getElementById(ID + '-host').onclick = () => root.firstChild.focus() })""",
        act=lambda page, place: press_keys(page, place, f"#{place.id}-host"),
        unseen="rrweb records no closed shadow root, and keys are not told",
    ),
    Place(
        "typed into a field of a foreign frame",
        1,
        '<input id="{id}">',
        page="foreign",
        act=press_one_by_one,
    ),
    Place("pasted into a text field", 1, '<input id="{id}">', act=paste),
    Place("put in as an input method does", 1, '<input id="{id}">', act=put_in),
    Place(
        "pasted into editable text",
        1,
        '<div contenteditable id="{id}">a</div>',
        act=paste,
    ),
    Place(
        "data of a paste made by a script",
        1,
        '<input id="{id}">',
        later="""const data = new DataTransfer(); data.setData('text/plain', M); said.push(data.getData('text/plain'));
            E.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}))""",
        unseen="what is on a clipboard is not recorded",
    ),
    Place(
        "text dragged from one field into another",
        1,
        '<input id="{id}"> <input id="{id}-target" style="width: 20em">',
        act=drag_text,
    ),
    Place("name of a chosen file", 1, '<input type="file" id="{id}">', act=choose_file),
    Place(
        "name of a file chosen in a foreign frame",
        1,
        '<input type="file" id="{id}">',
        page="foreign",
        act=choose_file,
    ),
    Place(
        "chosen option's value",
        1,
        '<select id="{id}"><option>a</option><option value="{m}">b</option></select>',
        act=lambda page, place: page.select_option(f"#{place.id}", place.value),
    ),
    Place(
        "ticked by a person",
        1,
        '<input type="checkbox" value="{m}" id="{id}">',
        act=lambda page, place: page.check(f"#{place.id}"),
    ),
    Place(
        "typed where there is no field",
        2,
        '<b tabindex="0" id="{id}">a</b>',
        setup=_LISTEN,
        act=press_one_by_one,
    ),
    Place(
        "typed where a closed shadow root could be",
        1,
        '<span tabindex="0" id="{id}">a</span>',
        setup=_LISTEN,
        act=press_one_by_one,
        unseen="keys there are not told, and rrweb tells none",
    ),
    Place(
        "typed into a frame whose document is editable",
        1,
        '<span id="{id}">a</span>',
        setup="document.designMode = 'on'",
        page="design mode",
        act=press_one_by_one,
    ),
)

SECRET_FIELDS = tuple(
    Place(
        f"secret field, unmasked: {how}",
        1,
        f'<div class="team-unmask">{html}</div>',
        **more,
    )
    for how, html, more in (
        ("by type password", '<input type="password" value="{m}">', {}),
        ("by type email", '<input type="email" value="{m}">', {}),
        ("by type tel", '<input type="tel" value="{m}">', {}),
        (
            "by autocomplete one-time-code",
            '<input autocomplete="one-time-code" value="{m}">',
            {},
        ),
        (
            "by autocomplete cc-number",
            '<input autocomplete="cc-number" value="{m}">',
            {},
        ),
        (
            "by autocomplete current-password",
            '<input autocomplete="section-a current-password" value="{m}">',
            {},
        ),
        ("by autocomplete bday", '<input autocomplete="bday" value="{m}">', {}),
        ("by name cvc", '<input name="cvc" value="{m}">', {}),
        ("by name in camel case", '<input name="userPassword" value="{m}">', {}),
        ("by id", '<input id="api_key" value="{m}">', {}),
        ("by label around it", '<label>Card number <input value="{m}"></label>', {}),
        (
            "by label for it",
            '<label for="{id}">One-time code</label><input id="{id}" value="{m}">',
            {},
        ),
        ("by aria-label", '<input aria-label="PIN" value="{m}">', {}),
        (
            "by aria-labelledby",
            '<b id="{id}">Passport</b><input aria-labelledby="{id}" value="{m}">',
            {},
        ),
        ("by placeholder", '<input placeholder="Your e-mail" value="{m}">', {}),
        ("text area", '<textarea name="recovery-secret">{m}</textarea>', {}),
        ("select", '<select name="card"><option>{m}</option></select>', {}),
        ("hidden", '<input type="hidden" name="csrf_token" value="{m}">', {}),
        ("filled", '<input type="password" id="{id}">', {"act": fill}),
        ("typed", '<input type="password" id="{id}">', {"act": press_one_by_one}),
        (
            "made a text field before the recording",
            '<input type="password" value="{m}" id="{id}">',
            {"setup": "E.type = 'text'"},
        ),
        (
            "made a text field",
            '<input type="password" value="{m}" id="{id}">',
            {"later": "E.type = 'text'; await soon(); E.value += '!'"},
        ),
        (
            "replaced by a text field",
            '<input type="password" value="{m}" id="{id}">',
            {
                "later": "const field = document.createElement('input'); field.value = M; E.replaceWith(field)"
            },
        ),
        (
            "typed, then made a text field",
            '<input type="password" id="{id}">',
            {
                "act": lambda page, place: (
                    fill(page, place),
                    page.evaluate(
                        f"() => {{ document.getElementById('{place.id}').type = 'text' }}"
                    ),
                )
            },
        ),
        (
            "made a text field by a new attribute in a shadow root",
            '<div id="{id}"></div>',
            {
                "setup": "E.attachShadow({mode: 'open'}).innerHTML = `<input type=password value=${M}>`",
                "later": "E.shadowRoot.firstChild.setAttribute('type', 'text')",
            },
        ),
    )
)

_TYPED = '<input type="password" value="{m}"><span id="{id}">a</span>'
SHOWN_ELSEWHERE = (
    *tuple(
        Place(f"password shown {where}", 1, html, later=script)
        for where, html, script in (
            ("in a text", _TYPED, "E.textContent = `Your password: ${M}!`"),
            ("in a text that was there before", _TYPED.replace(">a<", ">{m}<"), ""),
            ("in a title", _TYPED, "E.title = M"),
            ("in an unknown attribute", _TYPED, "E.setAttribute('data-x', `[${M}]`)"),
            (
                "in the query of a link",
                _TYPED,
                "E.innerHTML = `<a href='/x?q=${M}'>a</a>`",
            ),
            (
                "in the path of a link",
                _TYPED,
                "E.innerHTML = `<a href='/x/${M}'>a</a>`",
            ),
            ("in the class of an element", _TYPED, "E.className = M"),
            ("in the document's title", _TYPED, "document.title = `a ${M} b`"),
            (
                "in a shadow root",
                _TYPED,
                "E.attachShadow({mode: 'open'}).textContent = M",
            ),
            ("in a frame", _TYPED, "frames.frame.document.body.append(M)"),
            (
                "in CSS",
                _TYPED,
                "E.innerHTML = `<style>#z::after { content: '${M}' }</style>`",
            ),
            ("in a style attribute", _TYPED, "E.style.setProperty('--z', M)"),
        )
    ),
    Place(
        "password that was typed, shown in a text",
        1,
        '<input type="password" id="{id}"><span id="{id}-shown">a</span>',
        act=lambda page, place: (
            fill(page, place),
            page.evaluate(
                f"() => {{ document.getElementById('{place.id}-shown').textContent = document.getElementById('{place.id}').value }}"
            ),
        ),
    ),
    Place(
        "password shown letter by letter",
        2,
        '<input type="password" value="{m}"><span id="{id}"></span>',
        later="for (const letter of M) E.append(letter)",
    ),
)

UNMASKED = (
    Place("text that a rule unmasks", None, '<div class="team-unmask">{m}</div>'),
    Place(
        "value of a field that a rule unmasks",
        None,
        '<div class="team-unmask"><input value="{m}"></div>',
    ),
    Place("text that only the page unmasks", 2, '<div class="sentry-unmask">{m}</div>'),
    Place(
        "masked text in what a rule unmasks",
        1,
        '<div class="team-unmask"><b class="rr-mask">{m}</b></div>',
    ),
)

FIELDS = (*VALUES, *ENTERED, *SECRET_FIELDS, *SHOWN_ELSEWHERE, *UNMASKED)
