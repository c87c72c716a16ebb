"""Which roles there are, and which tags stand for them. Source: HTML-AAM, ARIA 1.2."""

from __future__ import annotations

from replaytest.mirror.words import words

ROLES = words(
    """alert alertdialog application article banner blockquote button caption cell
    checkbox code columnheader combobox complementary contentinfo definition deletion
    dialog directory document emphasis feed figure form generic grid gridcell group
    heading img insertion link list listbox listitem log main mark marquee math meter
    menu menubar menuitem menuitemcheckbox menuitemradio navigation none note option
    paragraph presentation progressbar radio radiogroup region row rowgroup rowheader
    scrollbar search searchbox separator slider spinbutton status strong subscript
    superscript switch tab table tablist tabpanel term textbox time timer toolbar
    tooltip tree treegrid treeitem"""
)
GLOBAL = words(
    """aria-atomic aria-busy aria-controls aria-current aria-describedby aria-details
    aria-dropeffect aria-flowto aria-grabbed aria-hidden aria-keyshortcuts aria-live
    aria-owns aria-relevant"""
)
# Roles that a label or a name makes no difference to.
UNNAMED = words(
    """caption code deletion emphasis generic insertion paragraph presentation strong
    subscript superscript"""
)
NO_LANDMARK_TAGS = words("article aside main nav section")
NO_LANDMARK_ROLES = words("article complementary main navigation region")
# A presentational parent takes the role of these too.
INHERITS = {
    "dd": ("dl", "div"),
    "div": ("dl",),
    "dt": ("dl", "div"),
    "li": ("ol", "ul"),
    "tbody": ("table",),
    "td": ("tr",),
    "tfoot": ("table",),
    "th": ("tr",),
    "thead": ("table",),
    "tr": ("thead", "tbody", "tfoot", "table"),
}
BY_TAG = {
    "article": "article",
    "aside": "complementary",
    "blockquote": "blockquote",
    "button": "button",
    "caption": "caption",
    "code": "code",
    "datalist": "listbox",
    "dd": "definition",
    "del": "deletion",
    "details": "group",
    "dfn": "term",
    "dialog": "dialog",
    "dt": "term",
    "em": "emphasis",
    "fieldset": "group",
    "figure": "figure",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "hr": "separator",
    "html": "document",
    "ins": "insertion",
    "li": "listitem",
    "main": "main",
    "mark": "mark",
    "math": "math",
    "menu": "list",
    "meter": "meter",
    "nav": "navigation",
    "ol": "list",
    "optgroup": "group",
    "option": "option",
    "output": "status",
    "p": "paragraph",
    "progress": "progressbar",
    "search": "search",
    "strong": "strong",
    "sub": "subscript",
    "sup": "superscript",
    "svg": "img",
    "table": "table",
    "tbody": "rowgroup",
    "textarea": "textbox",
    "tfoot": "rowgroup",
    "thead": "rowgroup",
    "time": "time",
    "tr": "row",
    "ul": "list",
}
INPUTS = {
    "button": "button",
    "checkbox": "checkbox",
    "file": "button",
    "image": "button",
    "number": "spinbutton",
    "radio": "radio",
    "range": "slider",
    "reset": "button",
    "submit": "button",
}
