// What a person types into a cell: at most one attendance code and at most two
// marks: "5", "4-", "5/4", "н", "н 4", "оп5". The server decides what counts;
// here slips of the keyboard are mended and obvious nonsense is recognised.

/** Meaning is a cell's text taken apart. */
export interface Meaning {
  code: string;    // attendance code, with minutes if any ("оп5"); "" = none
  marks: string[]; // in order, with an ASCII sign: "4-"
}

const vocabulary = { marks: ["5", "4", "3", "2", "1", "."], codes: ["уп", "нп", "оп", "ол", "н", "б", "у", "п"] };

/** learn takes the school's marks and codes, separated by spaces. */
export function learn(marks = "", codes = ""): void {
  // Longest first, so that «нп» is found before «н».
  const words = (list: string): string[] => list.split(" ").filter(Boolean).sort((a, b) => b.length - a.length);
  if (marks) vocabulary.marks = words(marks);
  if (codes) vocabulary.codes = words(codes);
}

// The same key in the Latin layout (y is н), and letters that look or sound alike.
const slips: Record<string, string> = {
  y: "н", h: "н", n: "н", ",": "б", b: "б", "<": "б", e: "у", u: "у", g: "п", p: "п", j: "о", o: "о", k: "л", ю: ".", "·": ".", "•": ".",
};

/**
 * parse takes an entered text apart; null means it is none of the school's
 * marks and codes. A point between marks counts as a slash only when typed: in
 * a Russian layout both are one key, while in a pasted block "4.5" is a number.
 */
export function parse(entered: string, typed = true): Meaning | null {
  let rest = entered.trim().toLowerCase().replace(/[−–—]/g, "-").replace(/\s+/g, " ");
  rest = rest.replace(/^(\d+)[.,]0+$/, "$1");
  if (typed) rest = rest.replace(/(\d[+-]?)[.,](?=\d)/g, "$1/");
  rest = rest.replace(/./gu, (letter) => slips[letter] ?? letter);

  const meaning: Meaning = { code: "", marks: [] };
  let glued = false; // the last word was a mark with nothing behind it: "54" is no pair
  while (rest) {
    const gap = /^[ /\\;]+/.exec(rest);
    const mark = !gap && vocabulary.marks.find((m) => rest.startsWith(m));
    const code = !gap && !mark && (rest[0] === "+" ? "+" : vocabulary.codes.find((c) => rest.startsWith(c)));
    let taken: string;
    if (gap) {
      taken = gap[0];
    } else if (mark) {
      taken = mark + (/^\d/.test(mark) ? (/^[+-]?/.exec(rest.slice(mark.length))?.[0] ?? "") : "");
      if (glued || meaning.marks.length === 2) return null;
      meaning.marks.push(taken);
    } else if (code && !meaning.code) {
      const minutes = /^(оп|у)$/.test(code) ? (/^\d{1,3}(?![\d+/-])/.exec(rest.slice(code.length))?.[0] ?? "") : "";
      taken = code + minutes;
      meaning.code = code === "+" ? "п" : taken;
    } else {
      return null;
    }
    rest = rest.slice(taken.length);
    glued = !!mark;
  }
  return meaning;
}

/** write is the one way a meaning is written: "н 4", "5/4-". */
export function write(meaning: Meaning): string {
  return [meaning.code, meaning.marks.join("/")].filter(Boolean).join(" ");
}

/** plain brings a shown text ("4−") to the form that is compared and sent ("4-"). */
export function plain(text: string): string {
  return text.trim().replace(/−/g, "-");
}

/** pretty is how a text stands in a cell. */
export function pretty(text: string): string {
  return text.replace(/-/g, "−");
}

/** read takes apart a text that stands in a cell; what it does not know it takes for a mark. */
export function read(shown: string): Meaning {
  return parse(shown, false) ?? { code: "", marks: [plain(shown)] };
}

/**
 * over lays an entry over what stands in a cell, by the server's rule: marks
 * alone leave attendance, a code alone leaves marks, nothing clears both.
 */
export function over(stands: string, entry: string, whole: boolean): string {
  const next = read(entry);
  if (whole || !plain(entry)) return write({ ...next, code: next.code === "п" ? "" : next.code });
  const old = read(stands);
  const code = next.code || old.code;
  return write({ code: code === "п" ? "" : code, marks: next.marks.length > 0 ? next.marks : old.marks });
}

/** then joins two entries of one cell, made one after the other and not yet sent. */
export function then(first: { text: string; whole: boolean }, second: { text: string; whole: boolean }): { text: string; whole: boolean } {
  if (second.whole || !second.text) return { text: second.text, whole: true };
  const a = read(first.text);
  const b = read(second.text);
  const text = write({ code: b.code || a.code, marks: b.marks.length > 0 ? b.marks : a.marks });
  return { text, whole: first.whole || !first.text };
}

/** both joins two people's values when one cell can hold them; "" when it cannot. */
export function both(theirs: string, mine: string): string {
  const a = read(theirs);
  const b = read(mine);
  if (a.code && b.code && a.code !== b.code) return "";
  const marks = [...a.marks, ...b.marks.filter((m) => !a.marks.includes(m))];
  const joined = write({ code: a.code || b.code, marks });
  return marks.length > 2 || joined === plain(theirs) || joined === plain(mine) ? "" : joined;
}

/** classes are the state classes of a cell with this text. */
export function classes(text: string): string {
  const { code, marks } = read(text);
  if (marks[0] === ".") return "debt";
  if (marks[0]) return /^[12][+-]?$/.test(marks[0]) ? "m m2" : "m";
  if (code) return /^нп?$/.test(code) ? "ab no" : "ab";
  return "";
}
