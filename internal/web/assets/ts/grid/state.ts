// One line in the shell says whether everything is saved. It never disappears
// and never says more than is true.

import { draw } from "../lib/waiting";
import type { Outbox } from "./outbox";
import { say } from "./words";

/** tell puts the state of the outbox into the shell. */
export function tell(outbox: Outbox, typing = false): void {
  draw();
  const line = document.getElementById("state");
  if (!line) return;
  const { unsent, asking, trouble, kept } = outbox;
  const state = unsent && (trouble || !kept) ? "unsaved" : unsent ? "saving" : asking.length ? "ask" : typing ? "typing" : "saved";
  const key = state !== "unsaved" ? "state." + state : trouble ? "state." + trouble : "state.nowhere";
  const text = say(key, { n: unsent || asking.length });
  line.dataset.state = state;
  if (line.textContent !== text) line.textContent = text;
}
