// A line under the head of every page, while entries of its reader wait in this
// browser: how many, of which pages, and why. They are sent from here too, for
// nobody should have to remember which page was open when the line was lost.

import { element } from "../grid/element";
import type { Item } from "../grid/entry";
import { Outbox } from "../grid/outbox";
import { hearUnsent, unsent } from "./unsent";

const rest = 300; // ms for which entries on their way are not worth a word

const outboxes: { outbox: Outbox; here: (item: Item) => boolean }[] = [];
let timer = 0;

/** tellOfWaiting follows the outbox of a page that shows some of its entries itself. */
export function tellOfWaiting(outbox: Outbox, here: (item: Item) => boolean): void {
  outboxes.push({ outbox, here });
  draw();
}

/** draw shows the line anew, soon. */
export function draw(): void {
  clearTimeout(timer);
  timer = setTimeout(show, rest);
}

/** myOutboxes are those of the reader that this page knows of. */
export function myOutboxes(): Outbox[] {
  return outboxes.map(({ outbox }) => outbox);
}

/** showWaiting opens the outboxes of the reader that have entries, beside the page's own. */
export function showWaiting(): void {
  const { account } = document.body.dataset;
  if (!account || !document.getElementById("waiting")) return;
  const open = (): void => {
    for (const [owner, { account: whose }] of Object.entries(unsent())) {
      if (whose !== account || outboxes.some(({ outbox }) => outbox.owner === owner)) continue;
      const [url = "", me = ""] = owner.split(" ");
      tellOfWaiting(new Outbox(url, me, { arrived: () => {}, changed: () => {}, told: draw }), () => false);
    }
    for (const { outbox } of outboxes) outbox.again();
  };
  setTimeout(open); // the page's own script runs first
  hearUnsent(open);
}

function show(): void {
  const line = document.getElementById("waiting");
  if (!line) return;
  const elsewhere = outboxes.flatMap(({ outbox, here }) => [...outbox.items.values()].filter((item) => !here(item)));
  const unsent = elsewhere.filter((item) => item.state === "waiting");
  const asking = elsewhere.filter((item) => item.state !== "waiting");
  const trouble = outboxes.map(({ outbox }) => outbox.trouble).find(Boolean) ?? "";
  const { unsent: waits = "", ask = "" } = line.dataset;
  line.replaceChildren(
    ...sentence(waits, unsent, line.dataset[trouble] ?? ""),
    ...sentence(ask, asking, ""));
  line.hidden = elsewhere.length === 0;
}

function sentence(text: string, items: Item[], then: string): HTMLElement[] {
  if (items.length === 0) return [];
  const pages = new Map<string, Item[]>();
  for (const item of items) pages.set(item.page, [...(pages.get(item.page) ?? []), item]);
  const links = [...pages].flatMap(([page, of], i) => {
    const link = element("a", "", of[0]!.title || of[0]!.place);
    link.href = page;
    return [i ? ", " : " ", link, ` (${of.length})`];
  });
  return [element("p", "", element("b", "", text.replace("{n}", String(items.length))), ...links, ". " + then)];
}
