// Copy, cut and paste. A pasted block is first shown in its cells and named in a
// dialog: how many values, how many over others, and which are refused and why.

import { plan, table, type Plan } from "./block";
import type { Desk } from "./desk";
import { element } from "./element";
import type { Selection } from "./selection";
import { plain, pretty } from "./text";
import { say } from "./words";

const listed = 40; // refusals shown by name

export function clipboard(desk: Desk, selection: Selection): void {
  const { sheet } = desk;
  const ours = (event: ClipboardEvent): DataTransfer | null => (sheet.where(event.target) ? event.clipboardData : null);

  const copy = (event: ClipboardEvent): boolean => {
    const data = ours(event);
    if (!data) return false;
    const { top, bottom, left, right } = selection.box;
    const lines: string[] = [];
    for (let r = top; r <= bottom; r++) {
      const line: string[] = [];
      for (let c = left; c <= right; c++) line.push(desk.shown(sheet.at(r, c)));
      lines.push(line.join("\t"));
    }
    data.setData("text/plain", lines.join("\n"));
    event.preventDefault();
    return true;
  };
  document.addEventListener("copy", copy);
  document.addEventListener("cut", (event) => {
    if (copy(event) && !sheet.readonly) desk.enter(selection.spots.map((spot) => ({ spot, text: "", whole: true })));
  });
  document.addEventListener("paste", (event) => {
    const text = ours(event)?.getData("text/plain");
    if (!text || sheet.readonly) return;
    event.preventDefault();
    const block = table(text);
    const found = plan(sheet, block, selection.spots);
    if (found.puts.length === 1 && found.refusals.length === 0) desk.enter(found.puts);
    else ask(desk, selection, found);
  });
}

/** ask shows the plan in the cells and in words; Enter writes it, Esc leaves everything as it was. */
function ask(desk: Desk, selection: Selection, { puts, refusals, span }: Plan): void {
  const { sheet } = desk;
  const cells = puts.map(({ spot }) => sheet.at(spot.r, spot.c));
  let replaced = 0;
  puts.forEach((put, i) => {
    const td = cells[i]!;
    const { before, after } = desk.preview(td, put);
    if (before && before !== after) replaced++;
    td.classList.add("ghost");
  });

  const doit = element("button", "p", say("paste.do", { n: puts.length }));
  const cancel = element("button", "", say(puts.length ? "cancel" : "close"));
  const dialog = element("dialog", "paste", element("h2", "", say("paste.title")));
  dialog.append(element("p", "", say("paste.count", { n: puts.length }) + (replaced ? " " + say("paste.replaced", { n: replaced }) : "")));
  if (refusals.length) {
    const list = element("ul", "", ...refusals.slice(0, listed).map(({ place, value, why }) =>
      element("li", "", element("b", "", pretty(plain(value))), ` — ${place}: ${say("paste." + why)}`)));
    if (refusals.length > listed) list.append(element("li", "quiet", say("paste.more", { n: refusals.length - listed })));
    list.tabIndex = 0;
    list.setAttribute("aria-label", say("paste.refused", { n: refusals.length }));
    dialog.append(element("p", "bad", say("paste.refused", { n: refusals.length })), list);
  }
  dialog.append(element("p", "choice", ...(puts.length ? [doit] : []), cancel));
  dialog.setAttribute("aria-label", say("paste.title"));

  doit.addEventListener("click", () => dialog.close("do"));
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    for (const td of cells) {
      td.classList.remove("ghost");
      desk.changed(desk.id(td));
    }
    if (dialog.returnValue === "do") desk.enter(puts);
    if (dialog.returnValue === "do" && span) selection.span(...span);
    else selection.td.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
  (puts.length ? doit : cancel).focus();
}
