// A block of values from a spreadsheet, laid onto the sheet: by place, or by the
// names and dates it brings along. Whatever does not fit is listed with the
// reason; nothing is guessed.

import type { Put } from "./desk";
import type { Spot } from "./selection";
import type { Sheet } from "./sheet";
import { parse, write } from "./text";
import { say } from "./words";

/** Refusal is a value that will not be written, and why (a key of the words). */
export interface Refusal {
  place: string; // «Жукова София, 19 октября», or «строка 3, столбец 2» of the block
  value: string;
  why: "unknown" | "rows" | "columns" | "nobody" | "twice" | "noday" | "future";
}

/** Plan is what pasting would do. */
export interface Plan {
  puts: Put[];
  refusals: Refusal[];
  span: [Spot, Spot] | null; // what to select afterwards
}

/** table takes text of a spreadsheet apart: tabs between values, quotes around what holds tabs, breaks or quotes. */
export function table(text: string): string[][] {
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows: string[][] = [[]];
  let value = "";
  let quoted = false;
  const end = (): void => {
    rows[rows.length - 1]!.push(value.trim());
    value = "";
  };
  for (let i = 0; i < source.length; i++) {
    const letter = source[i]!;
    if (quoted && letter === '"' && source[i + 1] === '"') value += source[i++];
    else if (letter === '"' && (quoted || !value)) quoted = !quoted;
    else if (quoted || (letter !== "\t" && letter !== "\n")) value += letter;
    else {
      end();
      if (letter === "\n") rows.push([]);
    }
  }
  end();
  return rows;
}

const fold = (name: string): string => name.toLowerCase().replace(/ё/g, "е").replace(/[.\s]+/g, " ").trim();
const isName = (value: string): boolean => /^[а-яё-]{2,}(\s+[а-яё.-]+)+$/i.test(value) && !parse(value, false);

/** day reads «14.09», «14.09.2026» or 2026-09-14 as "09-14"; "" for anything else. */
function day(value: string): string {
  const russian = /^(\d{1,2})\.(\d{1,2})(\.\d{2,4})?$/.exec(value);
  if (russian) return `${russian[2]!.padStart(2, "0")}-${russian[1]!.padStart(2, "0")}`;
  return /^\d{4}-(\d\d-\d\d)$/.exec(value)?.[1] ?? "";
}

/** rowByName finds the row of a name, also of a longer or shorter form of it. */
function rowByName(sheet: Sheet, name: string): number | "nobody" | "twice" {
  const [last, first = ""] = fold(name).split(" ");
  const rows = sheet.rows.map((_, r) => r).filter((r) => {
    const [l, f = ""] = fold(sheet.pupil(r).name).split(" ");
    return l === last && (first.length < 2 || f.length < 2 ? f[0] === first[0] : f === first);
  });
  return rows.length === 1 ? rows[0]! : rows.length ? "twice" : "nobody";
}

/** plan lays a block at a spot; a single value fills the whole selection. */
export function plan(sheet: Sheet, block: string[][], selected: Spot[]): Plan {
  const at = selected[0]!;
  const result: Plan = { puts: [], refusals: [], span: null };
  if (block.length === 1 && block[0]!.length === 1) {
    for (const spot of selected) lay(sheet, result, spot, block[0]![0]!);
    return result;
  }
  // Numbers of rows and names in front, dates on top.
  const share = (column: number): number => block.filter((row) => isName(row[column] ?? "")).length / block.length;
  const names = [0, 1].find((column) => share(column) >= 0.5) ?? -1;
  const first = names + 1;
  const top = block[0]!.slice(first).filter(Boolean);
  const dated = top.some(day) && !top.some((value) => !day(value) && parse(value, false));
  const days = dated ? block[0]!.map(day) : [];
  const body = dated ? block.slice(1) : block;

  const used = new Map<string, number>();
  const columnOf = Array.from({ length: Math.max(...block.map((row) => row.length)) }, (_, i) => {
    if (!dated) return at.c + i - first;
    const nth = used.get(days[i] ?? "") ?? 0;
    used.set(days[i] ?? "", nth + 1);
    const columns = sheet.columns.map((_, c) => c).filter((c) => days[i] && sheet.columns[c]!.date.slice(5) === days[i]);
    return columns[nth] ?? -1;
  });

  body.forEach((row, i) => {
    const name = names < 0 ? "" : (row[names] ?? "");
    const r = names < 0 ? at.r + i : name ? rowByName(sheet, name) : "nobody";
    for (let j = first; j < row.length; j++) {
      const value = row[j]!;
      if (!value) continue;
      const c = columnOf[j]!;
      const refuse = (why: Refusal["why"]): void => {
        result.refusals.push({ place: name || say("paste.at", { row: i + 1, column: j + 1 }), value, why });
      };
      if (typeof r === "string") refuse(r);
      else if (r >= sheet.rows.length) refuse("rows");
      else if (dated && c < 0) refuse("noday");
      else if (c >= sheet.columns.length) refuse("columns");
      else lay(sheet, result, { r, c }, value);
    }
  });
  const rs = result.puts.map(({ spot }) => spot.r);
  const cs = result.puts.map(({ spot }) => spot.c);
  if (rs.length) result.span = [{ r: Math.min(...rs), c: Math.min(...cs) }, { r: Math.max(...rs), c: Math.max(...cs) }];
  return result;
}

/** lay plans one value, unless it is no mark, its cell is taken or its day has not come. */
function lay(sheet: Sheet, result: Plan, spot: Spot, value: string): void {
  const meaning = parse(value, false);
  const taken = result.puts.some(({ spot: { r, c } }) => r === spot.r && c === spot.c);
  const future = sheet.at(spot.r, spot.c).classList.contains("future");
  if (meaning && !taken && !future) result.puts.push({ spot, text: write(meaning) });
  else result.refusals.push({ place: sheet.place(spot.r, spot.c), value, why: !meaning ? "unknown" : future ? "future" : "twice" });
}
