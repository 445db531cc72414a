// One pupil of the lesson: what the server last said, over it what waits in the
// outbox, and the buttons that show which of their texts stands.

import { element } from "../grid/element";
import type { Item } from "../grid/entry";
import type { Outbox } from "../grid/outbox";
import { older, type Cell } from "../grid/sheet";
import { classes, over, parse, plain, pretty, read } from "../grid/text";
import { clock, say } from "../grid/words";

const news = 5 * 60e3; // ms a row says that another person changed it

export class Row {
  known: { text: string; versions: string };
  text: string; // as shown, in the form that is sent
  readonly name: string;
  private readonly value: HTMLElement;
  private readonly below: HTMLElement = element("p", "asked choice");
  private note = "";
  private restore: HTMLButtonElement | null = null; // what was cleared, until something else is entered

  constructor(private readonly root: HTMLElement) {
    this.value = root.querySelector<HTMLElement>(".value")!;
    this.text = plain(this.value.textContent ?? "");
    this.known = { text: this.text, versions: root.dataset.v || "0.0.0" };
    this.name = root.querySelector(".name")?.textContent?.trim() ?? "";
    this.below.setAttribute("role", "status");
    root.append(this.below);
  }

  /** learned takes the server's word, of a save or of what another person did. */
  learned(cell: Cell, foreign = false): void {
    const versions = cell.versions || "0.0.0";
    if (older(versions, this.known.versions)) return;
    const text = plain(cell.text);
    if (foreign && text !== this.known.text) this.tell(cell.by ? say("by", { who: cell.by }) : say("other"), news);
    this.known = { text, versions };
  }

  /** entered says when a mark joins a letter that stays: the work may have been written later. */
  entered(text: string): void {
    const { code, marks } = read(text);
    const stands = read(this.text).code;
    const again = this.root.querySelector(`button[data-off][data-text="${CSS.escape(stands)}"]:not([data-off=""])`);
    this.tell(text && !code && marks.length > 0 && stands ? say(again ? "kept.lesson" : "kept.lesson.other", { code: stands }) : "");
    this.restore = null;
  }

  /** cleared offers what stood there: a thumb slips, and there is no key that undoes. */
  cleared(back: (text: string) => void): void {
    const { text } = this;
    if (!text) return;
    this.restore = element("button", "plain", say("restore", { text: pretty(text) }));
    this.restore.type = "button";
    this.restore.addEventListener("click", () => back(text));
  }

  private tell(note: string, duration = 0): void {
    this.note = note;
    if (duration) {
      setTimeout(() => {
        if (this.note === note) this.note = "";
      }, duration);
    }
  }

  /** paint shows the row with what waits of it in the outbox. */
  paint(item: Item | undefined, outbox: Outbox): void {
    const { root, value, below, known } = this;
    const mine = item && item.state !== "conflict";
    const text = mine ? (parse(item.text, false) ? over(known.text, item.text, item.whole) : item.text) : known.text;
    this.text = text;
    value.textContent = pretty(text);
    value.className = "value private " + classes(text);
    root.dataset.state = !item ? "" : item.state !== "waiting" ? item.state : outbox.trouble ? "unsaved" : "saving";
    for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-text]")) {
      const { text: enters = "", off } = button.dataset;
      const pressed = text.split(/[\s/]/).includes(enters);
      button.setAttribute("aria-pressed", String(pressed));
      if (off) button.value = pressed ? off : enters;
    }
    below.classList.toggle("quiet", !item);
    if (item?.state === "conflict") below.replaceChildren(...conflict(item, outbox));
    else if (this.restore && item?.state !== "refused") below.replaceChildren(this.restore);
    else below.textContent = item?.state === "refused" ? say("refused") : this.note;
  }
}

/** conflict shows both values, for the person to choose. */
function conflict(item: Item, outbox: Outbox): (string | HTMLElement)[] {
  const theirs = item.theirs!;
  const choice = (text: string, act: () => void): HTMLButtonElement => {
    const button = element("button", "", say("keep", { text: pretty(text) || say("empty") }));
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  };
  return [
    say("conflict.theirs", { text: pretty(theirs.text) || say("empty"), who: theirs.by, at: clock(theirs.at) }), " ",
    choice(theirs.text, () => outbox.choose(item, null)), choice(item.text, () => outbox.choose(item, item.text)),
  ];
}
