// The desk joins the sheet with the outbox: what a person enters goes out, what
// the server tells comes in, and a cell shows the one over the other.

import type { Entry, Item } from "./entry";
import { Outbox, type View } from "./outbox";
import { address, older, type Cell, type Sheet, type Td } from "./sheet";
import type { Spot } from "./selection";
import { classes, over, parse, plain, read, write } from "./text";
import { say } from "./words";
import { Undo, type Turn } from "./undo";

/** Put is a text for one cell. */
export interface Put {
  spot: Spot;
  text: string;
  whole?: boolean; // the text is the complete cell, as after F2
}

/** Known is what the server last said about a cell. */
interface Known {
  text: string;
  versions: string;
  classes: string;
}

/** Ear hears what concerns others: the panel and the state line. */
export interface Ear {
  cell(td: Td): void; // a cell shows something else, or is in another state
  told(): void;       // the outbox changed as a whole
  kept(cells: Td[]): void; // what was entered left a letter of attendance beside its mark in these
}

const fresh = 4000;        // ms a cell shows "saved"
const news = 5 * 60e3;     // ms a cell shows that another person changed it
const none = "0.0.0";

export class Desk implements View {
  readonly outbox: Outbox;
  readonly undo = new Undo();
  editing: Td | null = null;
  typing = false; // a value is being typed that has not gone out yet
  private readonly known = new Map<Td, Known>();
  private readonly missed = new Map<Td, Cell>();
  private readonly page: string;
  private readonly title: string;

  constructor(readonly sheet: Sheet, private readonly ear: Ear) {
    const { page = location.pathname, title = "", cells = "", me = "" } = sheet.root.dataset;
    this.page = page;
    this.title = title;
    this.outbox = new Outbox(cells, me, this);
  }

  /** truth is what the server last said about a cell. */
  truth(td: Td): Known {
    let known = this.known.get(td);
    if (!known) {
      known = { text: plain(this.sheet.text(td)), versions: td.dataset.v ?? none, classes: this.sheet.look(td) };
      this.known.set(td, known);
    }
    return known;
  }

  /** shown is the text a cell shows, in the form that is sent. */
  shown(td: Td): string {
    return plain(this.sheet.text(td));
  }

  id(td: Td): string {
    const { r, c } = this.sheet.where(td)!;
    return address({ column: this.sheet.columns[c]!.id, pupil: this.sheet.pupil(r).id });
  }

  item(td: Td): Item | undefined {
    return this.outbox.get(this.id(td));
  }

  /** enter takes what a person entered, as one act that undo takes back as one. */
  enter(puts: Put[]): void {
    if (this.sheet.readonly) return;
    const turns: Turn[] = [];
    const entries: Entry[] = [];
    const kept: Td[] = [];
    for (const put of puts) {
      const td = this.sheet.at(put.spot.r, put.spot.c);
      const meaning = parse(put.text);
      const text = meaning ? write(meaning) : put.text.trim();
      const before = this.shown(td);
      const after = meaning ? over(before, text, !!put.whole) : text;
      if (after === before && !this.item(td)) continue;
      turns.push({ id: this.id(td), before, after });
      entries.push(this.entry(td, text, !!put.whole || text === ""));
      if (!put.whole && meaning && !meaning.code && meaning.marks.length > 0 && read(after).code) kept.push(td);
    }
    if (entries.length === 0) return;
    this.undo.did(turns);
    this.outbox.put(entries);
    this.ear.kept(kept);
  }

  /** turn applies an act of undo or redo and returns how many cells another person had changed. */
  turn(turns: Turn[]): { cells: Td[]; left: number } {
    const entries: Entry[] = [];
    const cells: Td[] = [];
    let left = 0;
    if (this.sheet.readonly) return { cells, left };
    for (const { id, before, after } of turns) {
      const td = this.byID(id);
      if (!td) continue;
      if (this.shown(td) !== before) {
        left++;
        continue;
      }
      cells.push(td);
      entries.push(this.entry(td, after, true));
    }
    if (entries.length > 0) this.outbox.put(entries);
    return { cells, left };
  }

  private entry(td: Td, text: string, whole: boolean): Entry {
    const { r, c } = this.sheet.where(td)!;
    const { text: was, versions: base } = this.truth(td);
    return {
      column: this.sheet.columns[c]!.id,
      pupil: this.sheet.pupil(r).id,
      text, whole, was, base,
      place: this.sheet.place(r, c),
      page: this.page,
      title: this.title,
    };
  }

  private byID(id: string): Td | undefined {
    const [column = "", pupil = ""] = id.split("|");
    return this.sheet.find(column, pupil);
  }

  /** arrived takes the server's word about a cell, from a save or from another person. */
  arrived(cell: Cell, foreign = false): void {
    const td = this.sheet.find(cell.column, cell.pupil);
    this.sheet.row(cell.pupil, cell.average, cell.absences);
    if (!td) return;
    const known = this.truth(td);
    const versions = cell.versions || none;
    if (older(versions, known.versions)) return;
    if (foreign && (td === this.editing || this.item(td)?.state === "waiting")) {
      this.missed.set(td, cell);
      return;
    }
    const text = plain(cell.text);
    const changed = text !== known.text;
    this.known.set(td, { text, versions, classes: cell.class ?? classes(text) });
    td.dataset.v = versions;
    if (foreign && changed) this.mark(td, "other", news, cell.by ? say("by", { who: cell.by }) : say("other"));
    if (!foreign && !this.item(td)) this.mark(td, "saved", fresh);
    this.paint(td);
  }

  /** released ends the editing of a cell; what others did to it meanwhile shows now. */
  released(td: Td): void {
    this.editing = null;
    this.changed(this.id(td));
  }

  changed(id: string): void {
    const td = this.byID(id);
    if (!td) return;
    this.paint(td);
    const cell = this.missed.get(td);
    if (!cell || td === this.editing || this.item(td)?.state === "waiting") return;
    this.missed.delete(td);
    this.arrived(cell, true);
  }

  told(): void {
    this.ear.told();
  }

  /** type notes whether something is being typed. */
  type(typing: boolean): void {
    if (this.typing === typing) return;
    this.typing = typing;
    this.ear.told();
  }

  private mark(td: Td, name: string, duration: number, title = ""): void {
    td.classList.remove("saved", "other");
    td.classList.add(name);
    td.title = title;
    setTimeout(() => {
      td.classList.remove(name);
      if (td.title === title) td.removeAttribute("title");
    }, duration);
  }

  /** preview shows what a cell would be, until changed() is called; it returns what stands there. */
  preview(td: Td, put: Put): { before: string; after: string } {
    this.truth(td);
    const before = this.shown(td);
    const after = over(before, put.text, !!put.whole);
    this.sheet.show(td, after, classes(after));
    return { before, after };
  }

  /** paint shows a cell: what the server has, and over it what waits in the outbox. */
  private paint(td: Td): void {
    const known = this.truth(td);
    const item = this.item(td);
    let { text, classes: look } = known;
    if (item && item.state !== "conflict") {
      text = parse(item.text, false) ? over(known.text, item.text, item.whole) : item.text;
      look = text === known.text ? look : classes(text);
    }
    const state = !item ? "" : item.state !== "waiting" ? item.state : this.outbox.trouble ? "unsaved" : "saving";
    if (state) td.dataset.state = state;
    else delete td.dataset.state;
    this.sheet.show(td, text, look);
    this.ear.cell(td);
  }
}
