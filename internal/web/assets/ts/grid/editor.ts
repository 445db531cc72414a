// One input for the whole grid, laid over the cell that is being edited.

import type { Desk } from "./desk";
import type { Selection } from "./selection";

/** Way is how an editor was left: keep what was typed, or not. */
export type Way = "keep" | "drop";

export class Editor {
  readonly input = document.createElement("input");
  /** caret: arrows move in the text (F2); otherwise they leave the cell. */
  caret = false;
  private opened = "";

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
    desk.editing = td;
    input.value = text;
    input.hidden = false;
    input.focus({ preventScroll: true });
    if (whole) input.select();
    else this.typed();
  }

  /** changed tells that the value has not gone out as it stands. */
  private get changed(): boolean {
    return !this.caret || this.input.value.trim() !== this.opened;
  }

  /** typed has the page say that something is not entered yet. */
  private typed(): void {
    this.desk.type(this.changed);
  }

  /** close ends editing; focus returns to the cell unless it has gone elsewhere. */
  close(way: Way, focus = true): void {
    const { input, desk, selection } = this;
    const td = desk.editing;
    if (!td || input.hidden) return;
    const { changed } = this;
    input.hidden = true;
    if (way === "keep" && changed) desk.enter([{ spot: selection.active, text: input.value, whole: this.caret }]);
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
