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
const STRING = /"[^"]*"|'[^']*'/g;

export function harmlessCss(css: string): string {
  const still = css.replace(SCROLL_BEHAVIOR, "$1--scroll-behavior");
  if (!SUSPICIOUS.test(still)) return still;
  const local = withoutEscapedLetters(still)
    .replace(IMPORT, "")
    .replace(FONT_FACE, (face) => withoutUrls(face, 'local("-")'));
  return withoutUrls(local, 'url("data:,")').replace(IMAGE_FUNCTION, (whole, name: string, inner: string) =>
    /"|'/.test(inner) ? `${name}(${inner.replace(STRING, keepData)})` : whole,
  );
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
  return css
    .replace(/\\0*([46][1-9a-f]|[57][0-9a]|2d|40)(?:\r\n|[ \t\r\n\f])?(?![0-9a-f])/gi, (whole, code: string) => {
      const letter = String.fromCharCode(parseInt(code, 16));
      return /[a-z@-]/i.test(letter) ? letter : whole;
    })
    .replace(/\\([g-z])/gi, "$1");
}
