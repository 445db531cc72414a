// The lesson view for a thumb: one pupil per row, a tap saves, through the same
// outbox as the grid. Without this script each button posts its form.

import { element } from "./grid/element";
import { Outbox, type Entry } from "./grid/outbox";
import { Refusals } from "./grid/refusals";
import { address, type Cell } from "./grid/sheet";
import { tell } from "./grid/state";
import { classes, learn, over, parse, plain, pretty, write } from "./grid/text";
import { clock, say } from "./grid/words";
import { tellOfWaiting } from "./lib/waiting";

const list = document.getElementById("lesson");
if (list) lesson(list);

function lesson(root: HTMLElement): void {
  const { cells = "", me = "", c: column = "", page = location.pathname, title = "" } = root.dataset;
  learn(root.dataset.marks, root.dataset.codes);
  const rows = new Map<string, HTMLElement>();
  const known = new Map<string, { text: string; versions: string }>();
  for (const row of root.querySelectorAll<HTMLElement>("[data-p]")) {
    rows.set(row.dataset.p!, row);
    known.set(row.dataset.p!, { text: plain(value(row).textContent ?? ""), versions: row.dataset.v ?? "0.0.0" });
  }

  const paint = (pupil: string): void => {
    const row = rows.get(pupil);
    if (!row) return;
    const stands = known.get(pupil)!.text;
    const item = outbox.get(address({ column, pupil }));
    const mine = item && item.state !== "conflict";
    const text = mine ? (parse(item.text, false) ? over(stands, item.text, item.whole) : item.text) : stands;
    value(row).textContent = pretty(text);
    value(row).className = "value private " + classes(text);
    const state = !item ? "" : item.state !== "waiting" ? item.state : outbox.trouble ? "unsaved" : "saving";
    row.dataset.state = state;
    for (const button of row.querySelectorAll<HTMLButtonElement>("button[name=text]")) {
      button.setAttribute("aria-pressed", String(button.value !== "" && text.split(/[\s/]/).includes(button.value)));
    }
    const asked = row.querySelector(".asked") ?? row.appendChild(document.createElement("p"));
    asked.className = "asked choice";
    asked.replaceChildren();
    if (item?.state === "conflict") {
      const theirs = item.theirs!;
      asked.append(say("conflict.theirs", { text: pretty(theirs.text) || say("empty"), who: theirs.by, at: clock(theirs.at) }), " ",
        choice(theirs.text, () => outbox.choose(item, null)), choice(item.text, () => outbox.choose(item, item.text)));
    } else if (item?.state === "refused") {
      asked.append(say("refused"));
    }
  };
  const choice = (text: string, act: () => void): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say("keep", { text: pretty(text) || say("empty") });
    button.addEventListener("click", act);
    return button;
  };

  const outbox: Outbox = new Outbox(cells, me, {
    arrived: (cell: Cell) => {
      if (cell.column !== column || !rows.has(cell.pupil)) return;
      known.set(cell.pupil, { text: plain(cell.text), versions: cell.versions || "0.0.0" });
      paint(cell.pupil);
    },
    changed: (id) => paint(id.split("|")[1] ?? ""),
    told: () => {
      tell(outbox);
      refusals.told();
    },
  });
  const refusals = new Refusals(outbox, (item) => {
    const link = element("a", "", item.place);
    link.href = item.column === column && rows.has(item.pupil) ? "#p-" + item.pupil : item.page;
    return link;
  });

  root.addEventListener("submit", (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-p]");
    if (!button || button.name !== "text" || !row) return;
    event.preventDefault();
    const pupil = row.dataset.p!;
    const stands = known.get(pupil)!;
    const meaning = parse(button.value);
    const entry: Entry = {
      column, pupil,
      text: meaning ? write(meaning) : button.value,
      whole: button.value === "",
      was: stands.text,
      base: stands.versions,
      place: [row.querySelector(".name")?.textContent?.trim(), root.dataset.name].filter(Boolean).join(", "),
      page,
      title,
    };
    outbox.put([entry]);
  });
  for (const pupil of rows.keys()) paint(pupil);
  tell(outbox);
  tellOfWaiting(outbox, (item) => item.column === column);
}

function value(row: HTMLElement): HTMLElement {
  return row.querySelector<HTMLElement>(".value")!;
}
