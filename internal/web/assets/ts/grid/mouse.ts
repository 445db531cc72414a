// The mouse selects as in a spreadsheet; a finger taps, and scrolls undisturbed.

import type { Desk } from "./desk";
import type { Editor } from "./editor";
import type { Selection } from "./selection";

/** listen makes the grid answer to mouse and finger. */
export function mouse(desk: Desk, selection: Selection, editor: Editor): void {
  const { root, table } = desk.sheet;
  let dragging = false;

  table.addEventListener("pointerdown", (event) => {
    const spot = desk.sheet.where(event.target);
    if (!spot || event.button !== 0 || event.pointerType !== "mouse") return;
    event.preventDefault();
    editor.close("keep", false);
    if (event.shiftKey) selection.extend(spot);
    else selection.select(spot);
    dragging = true;
  });
  root.addEventListener("pointermove", (event) => {
    const spot = dragging ? desk.sheet.where(event.target) : null;
    if (spot && (spot.r !== selection.head.r || spot.c !== selection.head.c)) selection.extend(spot);
  });
  addEventListener("pointerup", () => {
    dragging = false;
  });
  table.addEventListener("click", (event) => {
    const spot = (event as PointerEvent).pointerType === "mouse" ? null : desk.sheet.where(event.target);
    if (!spot) return;
    editor.close("keep", false);
    selection.select(spot);
  });
  table.addEventListener("dblclick", (event) => {
    if (desk.sheet.where(event.target)) editor.edit(desk.shown(selection.td), true);
  });
  // A screen reader or the Tab key may put the focus on a cell by itself.
  table.addEventListener("focusin", (event) => {
    const spot = desk.sheet.where(event.target);
    if (spot && event.target !== selection.td) selection.select(spot);
  });
}
