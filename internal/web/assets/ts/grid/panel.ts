// The panel beside the grid: the selected cell in large, with its history and
// the average explained, and whatever waits for a person's decision. It is also
// the way to enter marks for a thumb, or for eyes that need large letters.

import type { Desk } from "./desk";
import { element } from "./element";
import { elsewhere, type Item } from "./entry";
import type { Selection } from "./selection";
import { both, parse, plain, pretty, read, type Meaning } from "./text";
import { clock, say } from "./words";

const settle = 250; // ms a selection rests before its history is asked for

export class Panel {
  private readonly decisions = element("div", "decisions");
  private readonly who = element("span");
  private readonly when = element("a");
  private readonly value = element("b", "value");
  private readonly note = element("span", "quiet");
  private readonly both = element("p", "both small"); // a letter and a mark stand here: why, and the way out
  private readonly history = element("section", "history");
  private readonly average = element("section", "why");
  private readonly back: HTMLButtonElement; // takes the last act back, where there are no keys
  private readonly lesson: HTMLElement; // of the selected column, drawn by the server
  private lessonOf: string; // column that lesson tells of
  private awake = false; // until somebody does something here, nothing but the page itself is asked for
  private timer = 0;
  private asked: AbortController | null = null;

  constructor(root: HTMLElement, private readonly desk: Desk, private readonly selection: Selection, said: HTMLElement, undo: () => void) {
    this.back = this.button("↶", "back", undo);
    this.back.title = say("undo");
    this.back.setAttribute("aria-label", say("undo"));
    const cell = element("section", "cell", element("h2", "", this.who, " · ", this.when), element("p", "now", this.value, " ", this.note));
    if (!desk.sheet.readonly) cell.append(this.buttons(), this.both, said);
    this.decisions.setAttribute("role", "status");
    root.querySelector(".why")?.remove(); // drawn for a reader without this script
    this.lesson = root.querySelector<HTMLElement>(".lesson") ?? root.appendChild(element("div", "lesson"));
    this.lessonOf = this.lesson.dataset.of ?? "";
    this.average.append(element("p", "quiet small", say("panel.hint")));
    root.prepend(this.decisions, cell, this.history, this.average);
    for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, () => this.wake(), { capture: true, once: true });
  }

  /** wake fetches what belongs to the selected cell, from now on. */
  wake(): void {
    if (this.awake) return;
    this.awake = true;
    this.show();
  }

  /** buttons enter the commonest texts without a keyboard. */
  private buttons(): HTMLElement {
    const row = element("p", "enter");
    const texts = say("quick").split(" ").filter((text) => this.desk.sheet.marks || parse(text)?.code);
    for (const text of texts) row.append(this.button(pretty(text), "", () => this.desk.enter([{ spot: this.selection.active, text }])));
    row.append(this.button(say("clear"), "clear", () => this.desk.enter([{ spot: this.selection.active, text: "", whole: true }])), this.back);
    return row;
  }

  private button(text: string, className: string, act: () => void): HTMLButtonElement {
    const button = element("button", className, text);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  /** show tells about the selected cell; again after it was saved. */
  show(): void {
    const { desk, selection } = this;
    const { r, c } = selection.active;
    const td = selection.td;
    const { name, href } = desk.sheet.columns[c]!;
    this.who.textContent = desk.sheet.pupil(r).name;
    this.when.textContent = name;
    this.when.href = href;
    this.value.textContent = pretty(desk.shown(td)) || "—";
    const state = td.dataset.state;
    this.note.textContent = state ? say(state) : td.classList.contains("off") ? say("off") : td.title;
    this.back.hidden = !desk.undo.any;
    this.tellBoth(read(desk.shown(td)));
    if (!this.awake) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.fetch(), settle);
  }

  private tellBoth({ code, marks }: Meaning): void {
    this.both.hidden = !code || marks.length === 0;
    if (this.both.hidden) return;
    this.both.replaceChildren(say("both", { code }), " ",
      this.button(say("both.there", { code }), "plain", () => this.desk.enter([{ spot: this.selection.active, text: "п" }])));
  }

  /** checked asks anew what the panel says of a lesson whose attendance was checked. */
  checked(columns: string[]): void {
    if (!columns.includes(this.lessonOf)) return;
    this.lessonOf = "";
    this.show();
  }

  private async fetch(): Promise<void> {
    const { sheet } = this.desk;
    const { r, c } = this.selection.active;
    this.asked?.abort();
    const { signal } = (this.asked = new AbortController());
    const page = sheet.root.dataset.page;
    const pupil = encodeURIComponent(sheet.pupil(r).id);
    const { id, href } = sheet.columns[c]!;
    const part = async (into: HTMLElement, address: string): Promise<void> => {
      try {
        const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "manual", signal });
        if (answer.type === "opaqueredirect") into.replaceChildren(element("p", "warn", this.door()));
        else into.innerHTML = answer.ok ? await answer.text() : "";
      } catch {
        if (!signal.aborted) into.replaceChildren();
      }
    };
    await Promise.all([
      part(this.history, `${page}/history?column=${encodeURIComponent(id)}&pupil=${pupil}`),
      part(this.average, `${page}/average?pupil=${pupil}`),
      id !== this.lessonOf && part(this.lesson, href + "?part"),
    ]);
    if (!signal.aborted) this.lessonOf = id;
  }

  /** door leads to signing in again, and back here. */
  private door(): HTMLAnchorElement {
    const link = element("a", "", say("panel.door"));
    link.href = location.href;
    return link;
  }

  /** told shows the conflicts that wait for a decision, with both values. */
  told(): void {
    const items = this.desk.outbox.asking.filter((item) => item.state === "conflict");
    // What stands stays where it is: nothing moves away under a finger that is about to choose.
    const shown = new Set<string>();
    for (const section of [...this.decisions.children] as HTMLElement[]) {
      const { key = "" } = section.dataset;
      if (items.some((item) => item.key === key)) shown.add(key);
      else section.remove();
    }
    for (const item of items) {
      if (shown.has(item.key)) continue;
      const section = this.conflict(item);
      section.dataset.key = item.key;
      this.decisions.append(section);
    }
  }

  private conflict(item: Item): HTMLElement {
    const { outbox, sheet } = this.desk;
    const theirs = item.theirs!;
    const name = (text: string): string => pretty(plain(text)) || say("empty");
    const choose = (text: string | null): void => {
      outbox.choose(item, text);
      const td = sheet.find(item.column, item.pupil);
      if (td) this.selection.select(sheet.where(td)!); // the button is gone: the keys are to work on
    };
    const choice = element("p", "choice",
      this.button(say("keep", { text: name(theirs.text) }), "p", () => choose(null)),
      this.button(say("keep", { text: name(item.text) }), "", () => choose(item.text)));
    const joined = both(theirs.text, item.text);
    if (joined) choice.append(this.button(pretty(joined), "", () => choose(joined)));
    return element("section", "ask",
      element("h2", "", say("conflict.title")),
      element("p", "", this.link(item)),
      element("p", "", say("conflict.theirs", { text: name(theirs.text), who: theirs.by, at: clock(theirs.at) })),
      element("p", "", say("conflict.mine", { text: name(item.text), at: clock(item.at) })),
      choice);
  }

  /** link leads to the cell: on this page by selecting it, else to its page. */
  link(item: Item): HTMLElement {
    const { sheet } = this.desk;
    const td = sheet.find(item.column, item.pupil);
    const link = element("a", "", td || item.page === sheet.root.dataset.page ? item.place : elsewhere(item));
    link.href = item.page;
    if (td) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.selection.select(sheet.where(td)!);
      });
    }
    return link;
  }
}
