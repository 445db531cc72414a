// The page of the register as the server drew it: rows of pupils, columns of
// lessons and tasks. Sheet finds cells and shows texts; what a cell means is
// decided elsewhere.

import { dayLong, say } from "./words";
import { pretty } from "./text";

/** Td is one cell of the grid. */
export type Td = HTMLTableCellElement;

/** Cell is what the server says about a cell. */
export interface Cell {
  column: string;
  pupil: string;
  text: string;
  versions?: string;  // "A.M1.M2": attendance, first and second mark
  average?: string;   // of the pupil, on the whole page
  absences?: number;
  by?: string;        // who changed it last
  class?: string;     // the cell's state classes
}

/** Column is a lesson or a task. */
export interface Column {
  id: string;
  date: string; // civil, "2026-09-14"
  name: string; // as people call it: «19 октября, ответ на уроке»
  href: string; // its page: the lesson under a thumb
  head: HTMLTableCellElement;
}

/** address is how outbox and server name a cell. */
export function address(at: { column: string; pupil: string }): string {
  return at.column + "|" + at.pupil;
}

/** older tells whether versions a were before b in any field. */
export function older(a: string, b: string): boolean {
  const now = b.split(".").map(Number);
  return a.split(".").some((version, i) => Number(version) < (now[i] ?? 0));
}

/** states are the classes of a cell that depend on its text. */
const states = ["m", "m2", "ab", "no", "debt"];

export class Sheet {
  readonly rows: HTMLTableRowElement[];
  readonly columns: Column[];
  readonly readonly: boolean; // also while a board hides what stands in the cells: nobody types blind
  readonly marks: boolean;    // marks may be given, not only attendance
  private readonly lead: number; // cells before the first column
  private readonly rowOf = new Map<string, number>();
  private readonly columnOf = new Map<string, number>();

  constructor(readonly root: HTMLElement, readonly table: HTMLTableElement) {
    this.readonly = root.hasAttribute("data-readonly") || root.closest("[data-board]") !== null;
    this.marks = !root.hasAttribute("data-nomarks");
    this.columns = [...table.querySelectorAll<HTMLTableCellElement>("thead th[data-c]")].map((head) => ({
      id: head.dataset.c!,
      date: head.dataset.d ?? "",
      name: head.title || dayLong(head.dataset.d ?? "") || head.innerText.trim(),
      href: unlinked(head),
      head,
    }));
    this.rows = [...table.querySelectorAll<HTMLTableRowElement>("tbody tr[data-p]")];
    this.lead = this.rows[0] ? [...this.rows[0].cells].findIndex((cell) => cell.tagName === "TD") : 0;
    this.rows.forEach((row) => unlinked(row));
    this.rows.forEach((row, r) => this.rowOf.set(row.dataset.p!, r));
    this.columns.forEach((column, c) => this.columnOf.set(column.id, c));
  }

  at(r: number, c: number): Td {
    return this.rows[r]!.cells[this.lead + c]!;
  }

  find(column: string, pupil: string): Td | undefined {
    const r = this.rowOf.get(pupil);
    const c = this.columnOf.get(column);
    return r === undefined || c === undefined ? undefined : this.at(r, c);
  }

  /** where is the place of a cell; null for names, averages and headings. */
  where(target: EventTarget | null): { r: number; c: number } | null {
    const td = target instanceof Element ? target.closest("td") : null;
    const row = td?.parentElement as HTMLTableRowElement | undefined;
    const r = this.rowOf.get(row?.dataset.p ?? "");
    if (!td || r === undefined) return null;
    const c = td.cellIndex - this.lead;
    return c >= 0 && c < this.columns.length ? { r, c } : null;
  }

  pupil(r: number): { id: string; name: string } {
    const row = this.rows[r]!;
    return { id: row.dataset.p!, name: row.querySelector(".name")?.textContent?.trim() ?? "" };
  }

  /** place names a cell for people: «Жукова София, 19 октября». */
  place(r: number, c: number): string {
    return this.pupil(r).name + ", " + this.columns[c]!.name;
  }

  text(td: Td): string {
    return td.textContent ?? "";
  }

  /** look is the classes of a cell that depend on its text. */
  look(td: Td): string {
    return states.filter((name) => td.classList.contains(name)).join(" ");
  }

  /** show puts a text with its classes into a cell. */
  show(td: Td, text: string, classes: string): void {
    const shown = pretty(text);
    if (td.textContent !== shown) td.replaceChildren(...broken(shown));
    td.classList.remove(...states);
    for (const name of classes.split(" ")) if (name) td.classList.add(name);
    td.classList.toggle("three", shown.length === 3);
    td.classList.toggle("long", shown.length > 3);
    if (td.hasAttribute("aria-label")) this.label(td);
  }

  /** label gives a cell its full name for a screen reader: pupil, date, value, state. */
  label(td: Td): void {
    const at = this.where(td);
    if (!at) return;
    const state = td.dataset.state ? ", " + say(td.dataset.state) : "";
    td.setAttribute("aria-label", `${this.place(at.r, at.c)}, ${this.text(td) || say("empty")}${state}`);
  }

  /** row shows what is computed about a pupil. */
  row(pupil: string, average?: string, absences?: number): void {
    const row = this.rows[this.rowOf.get(pupil) ?? -1];
    const put = (selector: string, text: string): void => {
      const cell = row?.querySelector(selector);
      if (cell && cell.textContent !== text) cell.textContent = text;
    };
    if (average !== undefined) put("td.avg", average);
    if (absences !== undefined) put("td.abs", absences ? String(absences) : "");
  }
}

/** broken lets «4−/5−» go over two lines; «уп 5/4» breaks at its space. */
function broken(text: string): (string | HTMLElement)[] {
  const [first = "", second] = text.length > 3 && !text.includes(" ") ? text.split("/") : [text];
  return second === undefined ? [first] : [first + "/", document.createElement("wbr"), second];
}

/**
 * unlinked takes the link out of a heading: here it selects a row or a column,
 * and dozens of stops of the Tab key before the first cell are saved. Where the
 * link led stands in the panel.
 */
function unlinked(heading: HTMLElement): string {
  const link = heading.querySelector("a");
  link?.replaceWith(...link.childNodes);
  return link?.href ?? "";
}
