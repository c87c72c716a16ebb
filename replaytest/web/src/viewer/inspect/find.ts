// Looking for elements: by locator, by CSS, by any word of the page.

import { attributesOf, childrenOf, elementsIn, isElement, isText, nodeValue, pageInside, tagOf } from "./natives";
import { isLocator, selectorOf } from "./locator";
import { Look, resolve } from "./resolve";

const MOST = 5000;

/** In the order of the page, its frames at the end; what is no locator nor CSS is a text. */
export function find(query: string, page: Document, testId: string): Element[] {
  const asked = query.trim();
  if (!asked) return [];
  if (isLocator(asked)) return byLocator(asked, page, testId);
  const pages = [page, ...pagesInside(page)];
  const found = pages.flatMap((each) => byCss(asked, each));
  return (found.length ? found : pages.flatMap((each) => byText(asked.toLowerCase(), each))).slice(0, MOST);
}

function byLocator(asked: string, page: Document, testId: string): Element[] {
  try {
    return resolve(selectorOf(asked, testId), page, new Look());
  } catch {
    return []; // not finished yet
  }
}

function byCss(asked: string, page: Document): Element[] {
  try {
    return elementsIn(page, asked);
  } catch {
    return [];
  }
}

function byText(word: string, page: Document): Element[] {
  return elementsIn(page).filter((element) => {
    if (/^(style|script|noscript)$/.test(tagOf(element))) return false;
    const texts = childrenOf(element).filter(isText).map((text) => nodeValue(text) ?? "");
    const values = attributesOf(element).map(([name, value]) => `${name}="${value}"`);
    return [...texts, ...values].some((text) => text.toLowerCase().includes(word));
  });
}

function pagesInside(page: Document): Document[] {
  return elementsIn(page, "iframe").flatMap((frame) => {
    const inside = isElement(frame) ? pageInside(frame) : null;
    return inside ? [inside, ...pagesInside(inside)] : [];
  });
}
