// What a person entered into a cell and the server has not acknowledged.
//
// Each putting in is a record of its own, of one or another tab, so that no tab
// writes over what another has put there. Several of one cell make one entry.

import type { Cell } from "./sheet";
import { address } from "./sheet";
import { then } from "./text";

/** Entry is what a person put into a cell. */
export interface Entry {
  column: string;
  pupil: string;
  text: string;
  whole: boolean; // the text is the complete cell; otherwise marks leave attendance and the other way round
  was: string;    // what stood there before the eyes of the person
  base: string;   // versions that stood there, "A.M1.M2"
  place: string;  // «Жукова София, 19 октября», for saying it on another page too
  page: string;   // address of the journal page
  title: string;  // «7Б · Алгебра»
  check?: true;   // of no pupil: whoever is not marked absent at the column's lesson was there
}

/** Theirs is the other value of a conflict. */
export interface Theirs {
  text: string;
  by: string;
  at: string;
}

/** Item is an entry in the outbox. */
export interface Item extends Entry {
  id: string;  // of the cell
  key: string; // idempotency key
  at: string;  // when it was entered
  state: "waiting" | "conflict" | "refused";
  tried?: true;     // sent, and not answered so far: it may be recorded
  first?: Item;     // what was tried for this cell before it: it is sent again, under its key, until it is answered
  cell?: Cell;      // conflict: what the server has
  theirs?: Theirs;
  message?: string; // refused: why, in the reader's language
  reason?: string;  // refused: the key of that sentence
}

/** entered makes an item of an entry, over the one that its cell has. */
export function entered(entry: Entry, before: Item | undefined): Item {
  const { column, pupil, text, whole, was, base, place, page, title, check } = entry;
  const now = new Date().toISOString();
  const at = before && before.at >= now ? new Date(Date.parse(before.at) + 1).toISOString() : now; // clocks are set back
  const item: Item = {
    id: address(entry), key: newKey(), column, pupil, text, whole, was, base, place, page, title, ...(check && { check }), at, state: "waiting",
  };
  if (before?.state === "conflict") {
    // Typing again over a shown conflict is a choice made knowing the other value.
    return { ...item, base: before.cell?.versions ?? base, was: before.theirs?.text ?? was };
  }
  return before ? after(before, item) : item;
}

/** after is an item that came after another of its cell, neither of them acknowledged. */
function after(before: Item, item: Item): Item {
  if (before.state !== "waiting" || item.state !== "waiting" || item.tried) return item; // what was tried stays what it is under its key
  const first = item.first ?? before.first ?? (before.tried ? before : undefined);
  return { ...item, ...then(before, item), was: before.was, base: before.base, ...(first && { first }) };
}

/** answered is an item once what was tried before it has its answer. */
export function answered({ first, ...item }: Item): Item {
  return item;
}

/** joined makes one item for each cell, in the order in which they were entered. */
export function joined(records: Item[]): Map<string, Item> {
  const items = new Map<string, Item>();
  for (const record of [...records].sort((a, b) => (a.at < b.at ? -1 : 1))) {
    const before = items.get(record.id);
    items.delete(record.id);
    items.set(record.id, before ? after(before, record) : record);
  }
  return items;
}

/** newKey is an idempotency key; randomUUID is missing on plain-http addresses. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** elsewhere names the cell of an entry on another page than its own: «7Б · Алгебра, Жукова София, 19 октября». */
export function elsewhere({ title, place }: Pick<Entry, "title" | "place">): string {
  return [title, place].filter(Boolean).join(", ");
}
