// The journal page: a sheet that is typed into as into a spreadsheet, saves each
// cell by itself, survives a dead line, and shows what others do.
// Without this script the page is read as it stands.

import { Desk } from "./grid/desk";
import { Editor } from "./grid/editor";
import { element } from "./grid/element";
import { Keys } from "./grid/keys";
import { live } from "./grid/live";
import { mouse } from "./grid/mouse";
import { Panel } from "./grid/panel";
import { clipboard } from "./grid/paste";
import { Refusals } from "./grid/refusals";
import { Selection, type Spot } from "./grid/selection";
import { Sheet, type Td } from "./grid/sheet";
import { tell } from "./grid/state";
import { learn, pretty, read } from "./grid/text";
import type { Turn } from "./grid/undo";
import { say } from "./grid/words";
import { sayDayOff } from "./lesson/dayoff";
import { tellOfWaiting } from "./lib/waiting";

const place = "parta-cell " + location.pathname; // where the selection was before the page was loaded anew

const root = document.getElementById("grid");
const keys = document.getElementById("keys") as HTMLDialogElement | null;
const table = root?.querySelector("table");
if (root && table) grid(root, table);
sayDayOff();
if (keys) offer(keys);

/** offer shows what only this script can do: the keys, and the list of them. */
function offer(keys: HTMLDialogElement): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-opens=keys], .legend")) part.hidden = false;
  document.querySelector("[data-opens=keys]")?.addEventListener("click", help);
  keys.querySelector("[data-closes]")?.addEventListener("click", () => keys.close());
}

function grid(root: HTMLElement, table: HTMLTableElement): void {
  const sheet = new Sheet(root, table);
  if (sheet.rows.length === 0 || sheet.columns.length === 0) return;
  learn(root.dataset.marks, root.dataset.codes);
  root.removeAttribute("tabindex"); // the cells take the focus now
  table.setAttribute("aria-multiselectable", "true");
  for (const row of sheet.rows) for (let c = 0; c < sheet.columns.length; c++) sheet.at(sheet.rows.indexOf(row), c).tabIndex = -1;

  let panel: Panel | null = null;
  let refusals: Refusals | null = null;
  const said = element("span", "said");
  said.setAttribute("role", "status");
  const desk = new Desk(sheet, {
    kept: (cells) => {
      said.textContent = kept(desk, cells);
    },
    cell: (td) => {
      if (panel && td === selection.td) panel.show();
    },
    told: () => {
      tell(desk.outbox, desk.typing);
      panel?.told();
      refusals?.told();
    },
  });
  const selection: Selection = new Selection(sheet, () => panel?.show());
  const aside = document.getElementById("panel");
  if (aside) {
    const beside = (panel = new Panel(aside, desk, selection, said, () => turned(desk, selection, said, desk.undo.undo())));
    refusals = new Refusals(desk.outbox, (item) => beside.link(item));
  }

  const editor = new Editor(desk, selection);
  new Keys(desk, selection, editor, { help, turned: (turns) => turned(desk, selection, said, turns) });
  mouse(desk, selection, editor);
  clipboard(desk, selection);
  addEventListener("pagehide", () => editor.close("keep", false)); // what was being typed is kept
  stick(root, table);
  headings(sheet, selection);
  const here = sessionStorage.getItem(place) !== null || new URLSearchParams(location.search).has("pupil");
  selection.select(start(sheet), matchMedia("(pointer: fine)").matches);
  if (here) panel?.wake();
  sheet.columns[selection.active.c]!.head.scrollIntoView({ block: "nearest", inline: "nearest" });
  tell(desk.outbox, desk.typing);
  tellOfWaiting(desk.outbox, (item) => item.page === root.dataset.page || item.state !== "waiting"); // decisions are asked here, whatever page they are of
  live({
    page: root.dataset.page!,
    seq: Number(root.dataset.seq ?? 0),
    outbox: desk.outbox,
    arrived: (cell, foreign) => desk.arrived(cell, foreign),
    checked: (columns) => panel?.checked(columns),
    busy: () => desk.editing !== null,
    leave: () => sessionStorage.setItem(place, JSON.stringify(selection.active)),
  });
}

/** headings select: a name its row, a date its column, from the selected cell on. */
function headings(sheet: Sheet, selection: Selection): void {
  sheet.table.addEventListener("click", (event) => {
    const head = (event.target as Element).closest("th");
    const r = sheet.rows.indexOf(head?.parentElement as HTMLTableRowElement);
    const c = sheet.columns.findIndex((column) => column.head === head);
    if (r >= 0) selection.select({ r, c: selection.active.c });
    else if (c >= 0) selection.select({ r: selection.active.r, c });
  });
}

/** start is where the reader was, else the first pupil today, or on the last day before. */
function start(sheet: Sheet): Spot {
  const before = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  if (before) return JSON.parse(before) as Spot;
  const asked = new URLSearchParams(location.search).get("pupil");
  const r = Math.max(0, sheet.rows.findIndex((row) => row.dataset.p === asked));
  const now = sheet.columns.findIndex(({ head }) => head.classList.contains("now"));
  if (now >= 0) return { r, c: now };
  const past = sheet.columns.filter((_, c) => !sheet.at(0, c).classList.contains("future")).length;
  return { r, c: Math.max(0, past - 1) };
}

/** stick keeps the selected cell out from under the sticky names and dates. */
function stick(root: HTMLElement, table: HTMLTableElement): void {
  const measure = (): void => {
    const name = table.querySelector<HTMLElement>("tbody .name");
    root.style.scrollPaddingLeft = `${(name?.offsetLeft ?? 0) + (name?.offsetWidth ?? 0)}px`;
    root.style.scrollPaddingTop = `${table.tHead?.offsetHeight ?? 0}px`;
  };
  measure();
  addEventListener("resize", measure);
}

/** turned applies undo or redo, goes to where it happened, and says what it left alone. */
function turned(desk: Desk, selection: Selection, said: HTMLElement, turns: Turn[] | undefined): void {
  if (!turns) {
    said.textContent = say("undo.none");
    return;
  }
  const { cells, left } = desk.turn(turns);
  said.textContent = left ? say("undo.left", { n: left }) : say("undo.done", { n: cells.length });
  const spots = cells.map((td) => desk.sheet.where(td)!);
  if (spots.length === 0) return;
  const rs = spots.map(({ r }) => r);
  const cs = spots.map(({ c }) => c);
  selection.span({ r: Math.min(...rs), c: Math.min(...cs) }, { r: Math.max(...rs), c: Math.max(...cs) });
}

/** kept says that marks were written where a letter stands, which stays: the work may have been written later. */
function kept(desk: Desk, cells: Td[]): string {
  if (cells.length !== 1) return cells.length ? say("kept.many", { n: cells.length }) : "";
  const { r } = desk.sheet.where(cells[0]!)!;
  const { code, marks } = read(desk.shown(cells[0]!));
  return say("kept", { who: desk.sheet.pupil(r).name, mark: pretty(marks.join("/")), code });
}

function help(): void {
  keys?.showModal();
}
