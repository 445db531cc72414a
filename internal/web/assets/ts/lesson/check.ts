// «Остальные на месте»: one more entry of the outbox, so that it waits for the
// line like the marks do, and is sent after the absences it speaks of.

import { address } from "../grid/sheet";
import type { Entry } from "../grid/entry";
import type { Outbox } from "../grid/outbox";
import { say } from "../grid/words";

/** Check is the part of the page that says whether attendance was checked. */
export class Check {
  private readonly root = document.getElementById("check");
  private readonly form = this.root?.querySelector("form") ?? null;
  private readonly done = this.root?.querySelector<HTMLElement>(".good") ?? null;
  readonly column = this.root?.dataset.c ?? ""; // the lesson's own, whichever of its columns the page shows
  private readonly counts = this.root?.hasAttribute("data-counts") ?? false; // the page shows who is missing
  private checked = this.done !== null && !this.done.hidden;
  private sending = false;

  /** entry is what pressing the button enters. */
  constructor(private readonly outbox: Outbox, entry: (column: string) => Entry) {
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      outbox.put([entry(this.column)]);
    });
  }

  /** learned is told that attendance was checked by somebody. */
  learned(columns: string[]): void {
    this.checked ||= columns.includes(this.column);
  }

  /** paint shows how it stands, with so many missing. */
  paint(missing: number): void {
    const { done, form } = this;
    if (!done) return;
    const item = this.outbox.get(address({ column: this.column, pupil: "" }));
    if (this.sending && !item) this.checked = true; // it left the outbox because the server has it
    this.sending = item?.state === "waiting";
    done.hidden = !this.checked && !this.sending;
    if (form) form.hidden = !done.hidden;
    if (form && this.counts) {
      const button = form.querySelector("button")!;
      button.textContent = (missing ? button.dataset.rest : button.dataset.all) ?? "";
    }
    const count = done.querySelector(".missing")!;
    if (this.counts) count.textContent = count.textContent!.replace(/\d+/, String(missing));
    const waits = done.querySelector<HTMLElement>(".waits")!;
    waits.hidden = !this.sending;
    waits.textContent = " · " + say(this.outbox.trouble ? "unsaved" : "saving");
  }
}
