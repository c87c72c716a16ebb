// Looking for elements: by locator, by CSS, by any word of the page.

import { attributesOf, childrenOf, elementsIn, isElement, isText, nodeValue, pageInside, tagOf } from "./natives";
import { isLocator, selectorOf } from "./locator";
import { Look, resolve } from "./resolve";

const MOST = 5000;

export interface Found {
  elements: Element[];
  more: boolean; // there may be
}

/** In the order of the page, its frames at the end; what is no locator nor CSS is a text. */
export function find(query: string, page: Document, testId: string): Found {
  const asked = query.trim();
  if (!asked) return { elements: [], more: false };
  if (isLocator(asked)) return byLocator(asked, page, testId);
  const pages = [page, ...pagesInside(page)];
  const styled = pages.flatMap((each) => byCss(asked, each));
  const found = styled.length ? styled : pages.flatMap((each) => byText(asked.toLowerCase(), each));
  return { elements: found.slice(0, MOST), more: found.length > MOST };
}

function byLocator(asked: string, page: Document, testId: string): Found {
  const look = new Look();
  try {
    const elements = resolve(selectorOf(asked, testId), page, look);
    return { elements, more: look.late };
  } catch {
    return { elements: [], more: false }; // not finished yet
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
