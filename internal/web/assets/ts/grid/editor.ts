// One input for the whole grid, laid over the cell that is being edited.

import type { Desk } from "./desk";
import type { Selection } from "./selection";
import { parse } from "./text";

/** Way is how an editor was left: keep what was typed, or not. */
export type Way = "keep" | "drop";

/** pause is how long a value stands unfinished before it is sent as it is: who types 4 and turns to the class has given a 4. */
const pause = 1500;

export class Editor {
  readonly input = document.createElement("input");
  /** caret: arrows move in the text (F2); otherwise they leave the cell. */
  caret = false;
  private opened = "";
  private sent: string | null = null; // what went out while the editor stayed open
  private timer = 0;

  constructor(private readonly desk: Desk, private readonly selection: Selection) {
    const { input } = this;
    input.className = "edit";
    input.type = "text";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.maxLength = 16;
    input.setAttribute("autocapitalize", "off");
    input.hidden = true;
    input.addEventListener("blur", () => this.close("keep", false));
    input.addEventListener("input", () => this.typed());
    desk.sheet.root.append(input);
  }

  get open(): boolean {
    return !this.input.hidden;
  }

  /** edit opens the selected cell with a text: what was typed, or what stands there (whole). */
  edit(text: string, whole: boolean): void {
    const { input, desk, selection } = this;
    const td = selection.td;
    if (desk.sheet.readonly) return;
    selection.reveal(td);
    const root = desk.sheet.root.getBoundingClientRect();
    const box = td.getBoundingClientRect();
    const { scrollLeft, scrollTop, clientLeft, clientTop } = desk.sheet.root;
    Object.assign(input.style, {
      left: `${box.left - root.left - clientLeft + scrollLeft}px`,
      top: `${box.top - root.top - clientTop + scrollTop}px`,
      width: `${Math.max(box.width, 44)}px`,
      height: `${box.height}px`,
    });
    input.setAttribute("aria-label", desk.sheet.place(selection.active.r, selection.active.c));
    this.opened = text;
    this.caret = whole;
    this.sent = null;
    desk.editing = td;
    input.value = text;
    input.hidden = false;
    input.focus({ preventScroll: true });
    if (whole) input.select();
    else this.typed();
  }

  /** changed tells that the value has not gone out as it stands. */
  private get changed(): boolean {
    const { value } = this.input;
    if (this.sent !== null) return value !== this.sent;
    return !this.caret || value.trim() !== this.opened;
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.desk.type(this.changed);
    this.timer = window.setTimeout(() => this.send(), pause);
  }

  /** send enters what can be understood already, and stays open. */
  private send(): void {
    const { value } = this.input;
    if (!this.open || !this.changed || !value.trim() || !parse(value)) return;
    this.sent = value;
    this.desk.enter([{ spot: this.selection.active, text: value, whole: this.caret }]);
    this.desk.type(false);
  }

  /** close ends editing; focus returns to the cell unless it has gone elsewhere. */
  close(way: Way, focus = true): void {
    const { input, desk, selection } = this;
    const td = desk.editing;
    if (!td || input.hidden) return;
    const { changed, sent } = this;
    clearTimeout(this.timer);
    input.hidden = true;
    if (way === "keep" && changed) desk.enter([{ spot: selection.active, text: input.value, whole: this.caret }]);
    if (way === "drop" && sent !== null) desk.turn(desk.undo.undo() ?? []);
    desk.type(false);
    desk.released(td);
    if (focus) td.focus({ preventScroll: true });
  }

  /** take closes the editor and hands over what was typed, for filling a range. */
  take(): string {
    const text = this.input.value;
    this.close("drop");
    return text;
  }
}
