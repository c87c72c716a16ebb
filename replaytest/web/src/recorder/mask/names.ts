// Names of attributes, by what their values are.

// They tie elements to each other and to style sheets; not covered below level 3.
const NAMES = new Set(
  ("class id for slot part is list form headers usemap exportparts popovertarget commandfor anchor aria-activedescendant " +
    "aria-controls aria-describedby aria-details aria-errormessage aria-flowto aria-labelledby aria-owns").split(" "),
);
// Numbers and keywords of HTML, ARIA and SVG.
const STRUCTURE = new Set(
  ("type role rel rev dir media charset tabindex width height size rows cols rowspan colspan span start reversed " +
    "maxlength minlength min max step checked selected disabled readonly required multiple hidden open controls loop muted " +
    "autoplay playsinline preload loading decoding fetchpriority crossorigin referrerpolicy sandbox allow allowfullscreen " +
    "method enctype target autocomplete autocapitalize autocorrect autofocus inputmode enterkeyhint spellcheck translate " +
    "contenteditable draggable inert novalidate formnovalidate formmethod wrap scope align valign bgcolor border " +
    "cellpadding cellspacing color face nowrap noshade shape coords ismap kind default async defer nomodule " +
    "shadowrootmode shadowrootdelegatesfocus popover popovertargetaction http-equiv low high optimum as blocking frameborder " +
    "scrolling marginheight marginwidth data-rr-is-password " +
    "xmlns xmlns:xlink xml:space version viewbox preserveaspectratio x y x1 x2 y1 y2 cx cy r rx ry dx dy fx fy " +
    "points transform fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray " +
    "stroke-dashoffset stroke-miterlimit stroke-opacity opacity clip-path clip-rule mask filter marker-start marker-mid " +
    "marker-end offset stop-color stop-opacity gradientunits gradienttransform spreadmethod patternunits patterntransform " +
    "patterncontentunits text-anchor dominant-baseline alignment-baseline baseline-shift letter-spacing word-spacing " +
    "font-size font-weight font-style font-stretch textlength lengthadjust rotate display visibility overflow color-interpolation " +
    "vector-effect shape-rendering pathlength refx refy markerwidth markerheight markerunits orient focusable " +
    "stddeviation in in2 result operator values dur begin end repeatcount calcmode keytimes keysplines from to by " +
    "attributename attributetype mathvariant displaystyle scriptlevel").split(" "),
);
const ARIA_TEXT = /^aria-(?:label|description|valuetext|roledescription|placeholder|braille\w+)$/;

export function isName(attribute: string): boolean {
  return NAMES.has(attribute);
}

/** Whether the attribute takes numbers and keywords. */
export function isStructure(attribute: string): boolean {
  return STRUCTURE.has(attribute) || (attribute.startsWith("aria-") && !ARIA_TEXT.test(attribute));
}
