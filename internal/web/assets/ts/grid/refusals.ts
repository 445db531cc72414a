// What the server did not take, in one place above the page: why, what to do
// about it, and every value, so that a whole lesson refused for one reason (the
// term was closed meanwhile) is one decision and not thirty.

import { element } from "./element";
import type { Item } from "./entry";
import type { Outbox } from "./outbox";
import { pretty } from "./text";
import { say } from "./words";

/** Refusals is the notice; it is there while anything is refused. */
export class Refusals {
  private readonly notice = element("section", "notice bad refusals");
  private shown = "";

  /** link leads to an entry's cell. */
  constructor(private readonly outbox: Outbox, private readonly link: (item: Item) => HTMLElement) {
    this.notice.hidden = true;
    this.notice.setAttribute("role", "status");
    this.notice.setAttribute("aria-label", say("refused.title"));
    document.querySelector("main > .head")?.after(this.notice);
  }

  /** told follows the outbox. */
  told(): void {
    const items = this.outbox.refused;
    const shown = items.map(({ key }) => key).join();
    if (shown === this.shown) return;
    this.shown = shown;
    this.notice.hidden = items.length === 0;
    const reasons = new Map<string, Item[]>();
    for (const item of items) reasons.set(item.message ?? "", [...(reasons.get(item.message ?? "") ?? []), item]);
    this.notice.replaceChildren(...[...reasons].flatMap(([why, of]) => this.reason(why, of)));
  }

  private reason(why: string, items: Item[]): HTMLElement[] {
    const next = say(items[0]!.reason === "journal.term.closed" ? "refused.next.closed" : "refused.next");
    const list = element("ul", "", ...items.map((item) =>
      element("li", "", element("span", "", this.link(item), ": ", element("b", "private", pretty(item.text) || say("empty"))), this.ways([item]))));
    const parts: HTMLElement[] = [element("p", "", element("b", "", say("refused.count", { n: items.length })), ` ${why || say("refused.why")} ${next}`), list];
    if (items.length > 1) parts.splice(1, 0, this.ways(items, ".all"));
    return parts;
  }

  private ways(items: Item[], all = ""): HTMLElement {
    const way = (key: string, act: () => void): HTMLElement => {
      const button = element("button", "", say(key + all));
      button.type = "button";
      if (!all) button.setAttribute("aria-label", `${say(key)}: ${items[0]!.place}`);
      button.addEventListener("click", act);
      return button;
    };
    return element("span", "choice", way("refused.again", () => this.outbox.resend(items)), way("refused.forget", () => this.outbox.forget(items)));
  }
}
