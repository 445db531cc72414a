// The keyboard of a spreadsheet. Letters of shortcuts are read by their place on
// the keyboard (KeyZ), for in a Russian layout the key says «я».

import type { Desk } from "./desk";
import type { Editor } from "./editor";
import type { Selection, Spot } from "./selection";
import type { Turn } from "./undo";

const steps: Record<string, [number, number]> = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};

/** Acts are what a key may ask of the page outside the grid. */
export interface Acts {
  turned(turns: Turn[] | undefined): void; // undo or redo
  help(): void;
}

export class Keys {
  private leaving = false; // after Esc the next Tab leaves the grid
  private margin = -1;     // column where a run of Tabs began: Enter returns below it

  constructor(private readonly desk: Desk, private readonly selection: Selection, private readonly editor: Editor, private readonly acts: Acts) {
    desk.sheet.root.addEventListener("keydown", (event) => this.key(event));
  }

  private key(event: KeyboardEvent): void {
    const { editor, selection, desk } = this;
    if (event.isComposing || event.altKey) return;
    if (event.target !== editor.input && !desk.sheet.where(event.target)) return;
    const done = event.ctrlKey || event.metaKey ? this.command(event) : this.plain(event);
    if (done) event.preventDefault();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !editor.open && event.key !== " ") {
      event.preventDefault();
      if (event.key === "?") this.acts.help();
      else editor.edit(event.key, false);
    } else if (!editor.open && (event.key === "Dead" || event.key === "Process")) {
      editor.edit("", false);
    }
    if (event.key !== "Tab" && event.key !== "Shift") {
      this.leaving = event.key === "Escape" && !selection.many;
      this.margin = -1;
    }
  }

  /** plain handles a key without Ctrl; true when it is used up. */
  private plain(event: KeyboardEvent): boolean {
    const { editor, selection, desk } = this;
    const { active, head } = selection;
    const { key, shiftKey } = event;
    if (key === "Enter") {
      const margin = this.margin;
      editor.close("keep");
      this.go({ r: active.r + (shiftKey ? -1 : 1), c: margin < 0 ? active.c : margin });
      return true;
    }
    if (key === "Tab") return this.tab(shiftKey);
    if (key === "Escape") {
      const used = editor.open || selection.many;
      if (editor.open) editor.close("drop");
      else if (selection.many) selection.select(active);
      return used;
    }
    if (editor.open) return this.inEditor(event);
    if (key === "F2") {
      editor.edit(desk.shown(selection.td), true);
      return true;
    }
    if (key === "Delete" || key === "Backspace") {
      this.fill("");
      return true;
    }
    const to = this.target(event, shiftKey ? head : active);
    if (!to) return false;
    if (shiftKey) selection.extend(to);
    else this.go(to);
    return true;
  }

  /** inEditor: arrows leave a cell that was typed into, and move the caret after F2. */
  private inEditor(event: KeyboardEvent): boolean {
    const { editor, selection } = this;
    if (event.key === "F2") {
      editor.caret = true;
      return true;
    }
    const step = steps[event.key];
    if (!step || event.shiftKey || (editor.caret && step[0] === 0)) return false;
    editor.close("keep");
    this.go({ r: selection.active.r + step[0], c: selection.active.c + step[1] });
    return true;
  }

  private tab(back: boolean): boolean {
    const { editor, selection, desk } = this;
    const { r, c } = selection.active;
    const to = c + (back ? -1 : 1);
    if (this.leaving || to < 0 || to >= desk.sheet.columns.length) {
      editor.close("keep");
      return false;
    }
    const margin = this.margin < 0 ? c : this.margin;
    editor.close("keep");
    this.go({ r, c: to });
    this.margin = margin;
    return true;
  }

  /** command handles Ctrl with a key; true when it is used up. */
  private command(event: KeyboardEvent): boolean {
    const { editor, selection, desk } = this;
    if (event.key === "Enter") {
      if (editor.open) this.fill(editor.take());
      return true;
    }
    if (editor.open) return false;
    switch (event.code) {
      case "KeyZ":
        this.acts.turned(event.shiftKey ? desk.undo.redo() : desk.undo.undo());
        return true;
      case "KeyY":
        this.acts.turned(desk.undo.redo());
        return true;
      case "KeyD":
        this.down();
        return true;
      case "KeyA":
        selection.span({ r: 0, c: 0 }, { r: Infinity, c: Infinity });
        return true;
    }
    const to = this.target(event, event.shiftKey ? selection.head : selection.active);
    if (!to) return false;
    if (event.shiftKey) selection.extend(to);
    else this.go(to);
    return true;
  }

  /** target is where a moving key leads from a spot. */
  private target(event: KeyboardEvent, from: Spot): Spot | null {
    const far = event.ctrlKey || event.metaKey;
    const step = steps[event.key];
    if (step) return far ? this.jump(from, step) : { r: from.r + step[0], c: from.c + step[1] };
    switch (event.key) {
      case "Home": return { r: far ? 0 : from.r, c: 0 };
      case "End": return { r: far ? Infinity : from.r, c: Infinity };
      case "PageUp": return { r: from.r - this.screen(), c: from.c };
      case "PageDown": return { r: from.r + this.screen(), c: from.c };
    }
    return null;
  }

  /** jump goes to the end of a run of filled cells, or to the next filled one. */
  private jump({ r, c }: Spot, [dr, dc]: [number, number]): Spot {
    const { sheet } = this.desk;
    const within = (y: number, x: number): boolean => y >= 0 && x >= 0 && y < sheet.rows.length && x < sheet.columns.length;
    const filled = (y: number, x: number): boolean => within(y, x) && sheet.text(sheet.at(y, x)) !== "";
    const run = filled(r, c) && filled(r + dr, c + dc);
    while (within(r + dr, c + dc)) {
      if (run && !filled(r + dr, c + dc)) break;
      r += dr;
      c += dc;
      if (!run && filled(r, c)) break;
    }
    return { r, c };
  }

  private screen(): number {
    const { root, table } = this.desk.sheet;
    const row = this.desk.sheet.rows[0]?.offsetHeight || 22;
    const view = Math.min(root.clientHeight, innerHeight) - (table.tHead?.offsetHeight ?? 0);
    return Math.max(1, Math.floor(view / row) - 1);
  }

  private go(spot: Spot): void {
    this.selection.select(spot);
  }

  /** fill puts one text into every selected cell. */
  private fill(text: string): void {
    if (this.desk.sheet.readonly) return;
    this.desk.enter(this.selection.spots.map((spot) => ({ spot, text, whole: text === "" })));
  }

  /** down fills the range with its top row, or a single cell with the one above it. */
  private down(): void {
    const { desk, selection } = this;
    if (desk.sheet.readonly) return;
    const { top, bottom } = selection.box;
    const from = top === bottom ? top - 1 : top;
    if (from < 0) return;
    desk.enter(selection.spots.filter(({ r }) => r > from).map((spot) => ({ spot, text: desk.shown(desk.sheet.at(from, spot.c)), whole: true })));
  }
}
