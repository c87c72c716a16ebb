// What mask/rules.py tells the page.

export interface Rules {
  /** 0 fields of secrets, 1 fields, 2 fields and text, 3 sections blocked. At 4 there is no recorder. */
  level: number;
  mask: string[];
  unmask: string[];
  block: string[];
  ignore: string[];
  attributes: string[];
  keepAttributes: string[];
  onlyUrls: string[];
  blockUrls: string[];
  /** Hexadecimal, of this recording; "" where masks only keep shapes. */
  key: string;
  fileNames: boolean;
  patternsOff: string[];
  honourDoNotTrack: boolean;
  /** In lower case. */
  keepKeys: string[];
  /** Whether what is stored is told: by its shapes, or by its values. */
  storage: boolean | "values";
  /** Whose calls are noted, see analytics.ts. */
  analytics: ("posthog" | "sentry" | "dataLayer")[];
  /** A team's own function was given; it stands in `CUSTOM` or is broken. */
  script: boolean;
  /** Whether what has come may be told in short, see trees.ts. */
  short: boolean;
}

export const SECRET = "********";
