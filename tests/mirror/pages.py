"""Small pages, each about one rule, and how to have them in a browser and a mirror."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import replaytest
from replaytest.mirror.mirror import Mirror
from replaytest.store.read import read
from replaytest.timelines import timeline
from tests.support.pages import Pages

# Nothing is masked, so that what differs is our reading.
MASK = {"unmask": ["html"], "patterns": {"email": False}}
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def shadow(tag: str, inside: str, light: str = "") -> str:
    """Return an element with an open shadow root."""
    return f'<{tag}><template shadowrootmode="open">{inside}</template>{light}</{tag}>'


OUTLINES: dict[str, str] = {
    "headings": "<h1>One</h1><h2>Two <em>2</em></h2><h6>Six</h6><div role=heading aria-level=3>Three</div><div role=heading>None</div><h3 aria-level=5>Native</h3>",
    "links": f"<a href='#x'>Here</a> <a>No link</a> <a href='mailto:me'><img src='{PIXEL}' alt='A dot'></a><a href='{PIXEL}'>data</a><area href=x>",
    "buttons": "<button>One</button><button disabled>Two</button><button aria-pressed=true>Three</button><button aria-pressed=mixed>Four</button><button aria-expanded=true>Five</button><button aria-expanded=false>Six</button><input type=submit><input type=reset><input type=button value=Go><input type=image alt=Look><input type=image><input type=button title=Titled><input type=file>",
    "text boxes": "<label>Name <input value=Joe></label><label for=a>Age</label><input id=a placeholder=99><input placeholder='Only a placeholder'><input title=Titled placeholder=Other><textarea>Some\ntext</textarea><input type=search value=find><input type=password value='********' aria-label=Secret><input type=weird value=odd>",
    "ranges": "<input type=number value=5><input type=range value=7><progress value=3 max=9></progress><meter value=0.5>half</meter><input type=date value=2026-01-02><input type=color value='#112233'>",
    "checks": "<label><input type=checkbox checked> On</label><label><input type=checkbox>Off</label><input type=radio name=r checked aria-label=R1><input type=radio name=r aria-label=R2><div role=checkbox aria-checked=mixed>Mixed</div><div role=switch aria-checked=true>Switch</div><div role=menuitemradio aria-checked=true>Item</div>",
    "selects": "<select aria-label=One><option>A<option selected>B</select><select multiple><option selected>A<option selected>B<option>C</select><select size=3><option>X</select><select><optgroup label=Group><option disabled>1<option>2</optgroup></select><select><option disabled>1<option>2</select>",
    "datalist": "<input list=l><datalist id=l><option value=1>One</datalist><input list=nowhere>",
    "lists": "<ul><li>One<li>Two<ul><li>Deep</ul></ul><ol><li value=5>Five</ol><menu><li>M</menu><dl><dt>T<dd>D</dl><ul role=none><li>no list</ul><ul role=presentation aria-label=x><li>still</ul>",
    "tables": "<table><caption>Cap</caption><thead><tr><th>A<th>B</thead><tbody><tr><th>row<td>1<tr><td>2<td>3</tbody><tfoot><tr><td colspan=2>foot</table>",
    "table headers": "<table><tr><th>alone</table><table><tr><th>alone<tr><td>x</table><table><tr><td>x<th>after</table><table><tr><th scope=row>r<td>x<tr><th scope=col>c<td></table><table><tr><td></td><th>by empty</table><table summary=Sum><tr><td>1</table>",
    "grids": "<table role=grid><tr><td>g<td aria-selected=true>s</table><div role=grid><div role=row aria-selected=true><span role=gridcell>1</span></div></div><table role=none><tr><td>plain</table>",
    "landmarks": "<header>H</header><main><header>not banner</header><footer>nor this</footer></main><nav>N</nav><aside>A</aside><section>plain</section><section aria-label=Named>S</section><form>plain</form><form aria-label=F>f</form><search>s</search><article><footer>in</footer></article><div role=region><header>in</header></div><footer>F</footer>",
    "landmark by id": "<h2 id=t>Title</h2><section aria-labelledby=t>x</section><form aria-labelledby='t gone'>y</form><section aria-label>empty</section>",
    "images": f"<img src='{PIXEL}' alt=Alt><img src='{PIXEL}' alt=''><img src='{PIXEL}'><img src='{PIXEL}' alt='' title=T><img src='{PIXEL}' title=T><img src='{PIXEL}' alt='' tabindex=0><figure><img src='{PIXEL}' alt=In><figcaption>Caption</figcaption></figure><img role=none src='{PIXEL}' alt=x>",
    "svg": "<svg width=9 height=9><title>Circle</title><circle r=5 /></svg><svg role=img aria-label=L></svg><svg><g><text>Words</text></g></svg><a href=#><svg><use href='#u'/></svg>go</a><svg aria-hidden=true><title>no</title></svg><button><svg><title>Close</title></svg></button>",
    "labelled by": "<span id=a>One</span> <span id=b hidden>Hidden</span><button aria-labelledby='a b'>x</button><button id=c aria-label=Self aria-labelledby='c a'>y</button><input aria-labelledby=a value=v>",
    "described": "<p id=d>Text</p><button aria-describedby=d>B</button><button title=Tip>C</button><button title=Tip></button>",
    "labels": "<label for=x>One</label><label for=x>Two</label><input id=x><label>Around <input value=in> after</label><label>Pick <select><option>p<option selected>q</select> now</label><label>A <button>but</button> z</label><output>5</output><label>Out <output>7</output></label>",
    "embedded in names": "<div role=button>Flash <input value=3> times</div><div role=checkbox>Volume <input type=range value=4> now</div><div role=heading>At <select><option selected>noon</select></div><button>It <span role=slider aria-valuetext=high>s</span></button><div role=link>Menu <span role=menu>m</span></div>",
    "fieldsets": "<fieldset><legend>Who</legend><input aria-label=N></fieldset><fieldset disabled><legend><button>free</button></legend><button>bound</button></fieldset><fieldset title=T></fieldset>",
    "disabled": "<div role=button aria-disabled=true>A</div><div aria-disabled=true><span role=button>B</span><a href=#>C</a><span aria-disabled=false><span role=tab>D</span></span></div><input disabled><textarea disabled></textarea><select disabled><option>x</select>",
    "invalid": "<input aria-invalid=true><input aria-invalid=grammar><input aria-invalid=false><input aria-invalid=''><textarea aria-invalid=spelling></textarea><input aria-invalid=odd>",
    "expanded": "<details><summary>Closed</summary>hidden <b>too</b></details><details open><summary>Open</summary>shown <b>too</b></details><div role=combobox aria-expanded=true>c</div><div role=treeitem aria-expanded=true aria-level=2>t</div><details>no summary</details>",
    "dialogs": "<dialog>closed</dialog><dialog open><h2>Open</h2><form method=dialog><button>OK</button></form></dialog><div role=alertdialog aria-label=Sure>?</div><div popover>pop</div>",
    "hidden": "<p hidden>1</p><p style='display:none'>2</p><p style='visibility:hidden'>3<span style='visibility:visible'>seen</span></p><p aria-hidden=true>4</p><div aria-hidden=true><button>5</button></div><p hidden=until-found>6<b>7</b></p><noscript>8</noscript><template>9</template><p style='opacity:0'>10</p>",
    "hidden by sheets": "<style>.a{display:none}#b{visibility:hidden}p > i{display:none!important}@media print{u{display:none}}@media (min-width: 100px){s{display:none}}[data-x]:not(.y){display:none}.hid{display:none}.hid.shown{display:block}</style><p class=a>1</p><p id=b>2</p><p>x<i style='display:inline'>3</i></p><u>kept</u><s>4</s><p data-x>5<p data-x class=y>kept<p class='hid shown'>kept<p class=hid>6",
    "sheets later": "<style>p{display:none}p{display:block}</style><p>a<style>@layer a,b;@layer b{q{display:none}}@layer a{q{display:inline}}@supports (display:grid){cite{display:none}} .n{ & em{display:none} }</style><q>q</q><cite>c</cite><span class=n>n<em>e</em></span>",
    "blocks in names": "<button><div>One</div><div>Two</div></button><a href=#>One<br>Two</a><h1>a<span>b</span><span style='display:block'>c</span>d</h1><button style='display:flex'><span>x</span><span>y</span></button><h2><span style='float:left'>l</span>r<span style='position:absolute'>s</span>t</h2>",
    "generated": "<style>.x::before{content:'>> '}.x::after{content:attr(data-n)}.y::before{content:url(a.png) / 'alt text'}.z::after{content:'blk';display:block}.w:before{content:none}</style><button class=x data-n=5>B</button><p class=x data-n=6>P</p><a href=# class=y>L</a><h1 class=z>H</h1><h2 class=w>I</h2>",
    "text": "some  text\n<b>bold</b><i>it</i> <span>a</span><span>b</span><div>block</div>tail&nbsp;x &nbsp; y<p>soft&shy;hyphen zero&#8203;width</p><p>   </p>",
    "quoting": '<p>key: value</p><p>- dash</p><p># hash</p><p>a #b</p><p>true</p><p>12</p><p>1e5</p><p>0x1F</p><p>it\'s</p><p>"quoted"</p><p>{brace}</p><p>[bracket]</p><p>`tick`</p><p>a:</p><p>back\\slash: x</p><p>~</p><p>.inf</p><p>%x</p><p>é ü 漢字 😀: x</p><h1>na: me</h1><h1>it\'s: "so"</h1><button>[x]</button><h2>a\\b</h2><p>Infinity</p><p>-5</p><p>+ 5</p><p>@me</p>',
    "generic": "<div role=generic aria-label=G>x</div><div role=generic></div><span role=generic><b>y</b></span><div role=group><div role=generic><button>z</button></div></div>",
    "roles": "<div role='bogus button'>1</div><div role=BUTTON>2</div><button role=none>3</button><h1 role=presentation>4</h1><a href=# role=none>5</a><h1 role=none aria-label=n>6</h1><div role=tablist><div role=tab aria-selected=true>7</div></div><div role=alert>8</div><div role=tooltip>9</div><div role='none presentation'>10</div>",
    "inline roles": "<p><code>c</code> <em>e</em> <strong>s</strong> <del>d</del><ins>i</ins> <sub>u</sub><sup>p</sup> <mark>m</mark> <time>t</time> <dfn>f</dfn> <kbd>k</kbd> <abbr title=T>a</abbr><q>q</q></p><blockquote>bq</blockquote><hr><address>ad</address><pre>p  r\n e</pre>",
    "repeating": "<button><span>Save</span></button><li>alone</li><a href=#><span>L</span><span>M</span></a><td>lost</td><div role=row><div role=cell>c1</div><div role=cell>c2</div></div>",
    "owns": "<div role=list aria-owns='later gone'><div role=listitem>first</div></div><div role=listitem id=later>later</div><button aria-owns=o2>has</button><span id=o2>owned</span>",
    "contents": "<div style='display:contents'><p>in</p></div><button style='display:contents'>b</button><div style='display:contents'></div><a href=# style='display:contents'><b></b></a>",
    "shadow": shadow(
        "my-card",
        "<h2><slot name=title>Default</slot></h2><p><slot></slot></p><slot name=none>fallback</slot>",
        "<b slot=title>Title</b>text <i>light</i><u slot=missing>lost</u>",
    )
    + shadow("div", "<button>in shadow</button><style>button{display:none}</style>")
    + shadow("div", "<button>only</button>", "lost text"),
    "shadow sheets": "<style>em{display:none}.o{display:none}</style>"
    + shadow(
        "x-a",
        "<style>:host{display:none}</style><p>never</p>",
    )
    + shadow(
        "x-b",
        "<style>:host(.k){display:block}::slotted(i){display:none}</style><em>kept</em><slot></slot>",
        "<i>gone</i><s>here</s>",
    )
    + shadow("x-c class=o", "<style>:host{display:block}</style>outer wins"),
    "shadow references": shadow(
        "div", "<span id=n>inner</span><button aria-labelledby=n>x</button>"
    )
    + "<span id=n>outer</span><button aria-labelledby=n>y</button>"
    + shadow("section aria-label=Region", "<header>h</header>"),
    "frames": "<p>before</p><iframe title=F srcdoc='<h1>In</h1>'></iframe><iframe src='about:blank'></iframe>",
    "fallbacks": "<canvas>c<b>d</b></canvas><video>v<b>w</b></video><object>o<b>p</b></object><audio>a</audio><audio controls>b</audio><progress>g</progress><embed><picture><img alt=pic></picture>",
    "editable": "<div contenteditable=true role=textbox>typed <b>here</b></div><div contenteditable>plain</div><div role=textbox aria-placeholder=x placeholder=ph></div><div role=searchbox>q</div>",
    "long names": "<button>" + "long " * 190 + "</button><h1>" + "x" * 899 + "</h1>",
    "ruby": "<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby>",
    "nameless": "<nav aria-label=' '>n</nav><button aria-label=''>b</button><img alt=' ' src=x><input aria-label='  '><a href=#></a><h1></h1><section aria-labelledby=gone>s</section>",
    "trees": "<ul role=tree><li role=treeitem aria-level=1 aria-selected=true>a<ul role=group><li role=treeitem>b</ul></ul><ul role=listbox><li role=option aria-selected=true>o<li role=option aria-disabled=true>p</ul>",
    "combobox": "<div role=combobox aria-owns=lb>c</div><ul id=lb role=listbox><li role=option aria-selected=true>Yes</ul><label>Say <span role=combobox aria-owns=lb2>n</span></label><button>Now <span role=listbox id=lb2><span role=option aria-selected=true>Opt</span></span></button>",
}


# rrweb records the addresses of links as absolute ones, so the live page has them too.
ABSOLUTE_LINKS = """() => {
  const walk = (root) => {
    for (const e of root.querySelectorAll("*")) {
      if (e.hasAttribute("href") && e.href && typeof e.href === "string") e.setAttribute("href", e.href);
      if (e.shadowRoot) walk(e.shadowRoot);
    }
  };
  walk(document);
}"""


@dataclass(frozen=True)
class Seen:
    """What was asked of a page in the browser, and read of the mirror after it."""

    live: Any
    read: Any


def recorded(
    browser: Any,
    folder: Path,
    table: Mapping[str, str],
    ask: Callable[[Any], Any],
    *,
    of: Callable[[Mirror], Any],
) -> Iterator[tuple[str, Seen]]:
    """Record the pages one after the other, with nothing masked.

    `ask(page)` is what to keep of each live page, `of(mirror)` of each mirror.
    """
    served = {f"/{n}": html for n, html in enumerate(table.values())}
    context = browser.new_context()
    live = []
    with (
        Pages(
            {path: f"<!DOCTYPE html>{html}" for path, html in served.items()}
        ) as site,
        replaytest.record(context, folder=folder, mask=MASK) as recording,
    ):
        page = context.new_page()
        for path in served:
            page.goto(site.url + path)
            live.append(ask(page))
        page.close()
    context.close()
    tab = timeline(read(recording.paths[0]))
    starts = [n for n in range(len(tab)) if tab.event(n)["type"] == 4]
    assert len(starts) == len(live)
    ends = [*starts[1:], len(tab)]
    for name, kept, end in zip(table, live, ends, strict=True):
        yield name, Seen(kept, of(tab.seek_position(end)))
