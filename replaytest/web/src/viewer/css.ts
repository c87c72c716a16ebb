// CSS that loads nothing. The page's policy is the wall; this keeps recorded CSS from
// running into it, since each blocked load is an error in the reader's console. Nor does
// it scroll smoothly: rrweb scrolls a page it rebuilds before our own rules are in it, and
// those do not reach into shadow roots.

const SUSPICIOUS = /\\|@import|@namespace|url\s*\(|image|src\s*\(|cross-fade/i;
const IMPORT = /@(import|namespace)\b(?:[^;"'()]|"[^"]*"|'[^']*'|\((?:[^)"']|"[^"]*"|'[^']*')*\))*;?/gi;
const FONT_FACE = /@font-face\s*\{[^}]*\}?/gi;
const URL_FUNCTION = /\b(?:url|src)\s*\(\s*(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|([^)]*))[^)]*\)?/gi;
const IMAGE_FUNCTION = /\b((?:-webkit-)?(?:image-set|image|cross-fade))\s*\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)?/gi;
const SCROLL_BEHAVIOR = /(^|[^-\w])scroll-behavior(?=\s*:)/gi;
// An open string ends with the style sheet.
const STRING = /"(?:[^"\\]|\\[^])*(?:"|$)|'(?:[^'\\]|\\[^])*(?:'|$)/g;
const SUBSTITUTED = /\b(?:var|env|attr)\s*\(/i;
const CLOSED = /\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\burl\(\s*[^"')\s][^)]*\)|\\[^]/gi;

export function harmlessCss(css: string): string {
  const still = css.replace(SCROLL_BEHAVIOR, "$1--scroll-behavior");
  if (!SUSPICIOUS.test(still)) return still;
  const local = withoutEscapedLetters(still)
    .replace(IMPORT, "")
    .replace(FONT_FACE, (face) => withoutUrls(face, 'local("-")'));
  return withoutUrls(local, 'url("data:,")').replace(IMAGE_FUNCTION, (whole, name: string, inner: string) => {
    if (SUBSTITUTED.test(inner)) return `${name}("data:,")`;
    return /"|'/.test(inner) ? `${name}(${inner.replace(STRING, keepData)})` : whole;
  });
}

/** Whether nothing is open at its end: what comes after it cannot change what it says. */
export function isWhole(css: string): boolean {
  const open = css.replace(CLOSED, "").trim();
  if (/["']|\/\*/.test(open) || !/(^|[;}])$/.test(open)) return false;
  return open.split("(").length === open.split(")").length;
}

function withoutUrls(css: string, instead: string): string {
  return css.replace(URL_FUNCTION, (whole, double?: string, single?: string, bare?: string) =>
    isHarmless(double ?? single ?? bare ?? "") ? whole : instead,
  );
}

/** Whether a URL names something inside the document, or carries its bytes. */
export function isHarmless(url: string): boolean {
  return /^\s*(#|data:(image|font|audio|video|application\/(x-)?font|application\/octet-stream|,))/i.test(url);
}

function keepData(text: string): string {
  // type("image/avif") is no address.
  return isHarmless(text.slice(1, -1)) || /^["']image\/[\w+.-]+["']$/.test(text) ? text : '"data:,"';
}

/** `\75rl(` is `url(`: letters written as escapes become letters. */
function withoutEscapedLetters(css: string): string {
  if (!css.includes("\\")) return css;
  return css.replace(/\\(?:([0-9a-f]{1,6})(?:\r\n|[ \t\r\n\f])?|([^]))/gi, (whole, code?: string, other?: string) => {
    if (other) return /[g-z]/i.test(other) ? other : whole;
    const number = parseInt(code!, 16);
    const letter = number < 128 ? String.fromCharCode(number) : "";
    return /[a-z@-]/i.test(letter) ? letter : whole;
  });
}
