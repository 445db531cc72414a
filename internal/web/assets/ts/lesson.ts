// The lesson view for a thumb: one pupil per row, a tap saves, through the same
// outbox as the grid, and others' changes come by the same stream. Without this
// script each button posts its form.

import { element } from "./grid/element";
import { live } from "./grid/live";
import { elsewhere, type Entry, type Item } from "./grid/entry";
import { Outbox } from "./grid/outbox";
import { Refusals } from "./grid/refusals";
import { address } from "./grid/sheet";
import { tell } from "./grid/state";
import { learn, parse, read, write } from "./grid/text";
import { say } from "./grid/words";
import { Check } from "./lesson/check";
import { sayDayOff } from "./lesson/dayoff";
import { Row } from "./lesson/row";
import { changedByHand } from "./lib/typed";
import { tellOfWaiting } from "./lib/waiting";

const list = document.getElementById("lesson");
if (list) lesson(list);
sayDayOff();

function lesson(root: HTMLElement): void {
  const { cells = "", me = "", c: column = "", name = "", page = location.pathname, title = "" } = root.dataset;
  learn(root.dataset.marks, root.dataset.codes);
  const rows = new Map<string, Row>();

  const paint = (pupil: string): void => {
    rows.get(pupil)?.paint(outbox.get(address({ column, pupil })), outbox);
    check.paint([...rows.values()].filter((row) => read(row.text).code).length);
  };
  const outbox: Outbox = new Outbox(cells, me, {
    arrived: (cell) => {
      if (cell.column !== column) return;
      rows.get(cell.pupil)?.learned(cell);
      paint(cell.pupil);
    },
    changed: (id) => {
      const [of = "", pupil = ""] = id.split("|");
      if (of === column || of === check.column) paint(pupil);
    },
    told: () => {
      tell(outbox);
      refusals.told();
    },
  });
  const entry = (pupil: string, what: Pick<Entry, "text" | "whole" | "was" | "base">, place: string): Entry =>
    ({ column, pupil, ...what, place: [place, name].filter(Boolean).join(", "), page, title });
  const check = new Check(outbox, (column) => ({ ...entry("", { text: "✓", whole: true, was: "", base: "0.0.0" }, say("check")), column, check: true }));
  const refusals = new Refusals(outbox, (item) => {
    const link = element("a", "", item.page === page ? item.place : elsewhere(item));
    link.href = item.check && item.column === check.column ? "#check" : item.column === column ? "#p-" + item.pupil : item.page;
    return link;
  });
  for (const row of root.querySelectorAll<HTMLElement>("[data-p]")) rows.set(row.dataset.p!, new Row(row));

  root.addEventListener("submit", (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    const pupil = (event.target as HTMLElement).closest<HTMLElement>("[data-p]")?.dataset.p ?? "";
    const row = rows.get(pupil);
    if (!button || button.name !== "text" || !row) return;
    event.preventDefault();
    const meaning = parse(button.value);
    const text = meaning ? write(meaning) : button.value;
    const put = (text: string, whole: boolean): void => {
      row.entered(text);
      if (text === "") row.cleared((text) => put(text, true));
      outbox.put([entry(pupil, { text, whole, was: row.known.text, base: row.known.versions }, row.name)]);
    };
    put(text, text === "");
  });
  for (const pupil of rows.keys()) paint(pupil);
  tell(outbox);
  tellOfWaiting(outbox, (item: Item) => item.column === (item.check ? check.column : column) || item.state === "refused");
  live({
    page,
    seq: Number(root.dataset.seq ?? 0),
    outbox,
    arrived: (cell) => {
      if (cell.column !== column) return;
      const mine = outbox.get(address({ column, pupil: cell.pupil }));
      rows.get(cell.pupil)?.learned(cell, !mine); // the stream may be faster than the answer to one's own
      paint(cell.pupil);
    },
    checked: (columns) => {
      check.learned(columns);
      paint("");
    },
    busy: changedByHand,
    leave: () => {},
  });
}
