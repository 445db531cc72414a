// Signing out empties this browser's store. What can still be sent is sent
// first; what cannot is shown, and the person decides. Entries of others, who
// were here before and have not signed out, stay where they are.

import { element } from "../grid/element";
import { elsewhere, joined, type Item } from "../grid/entry";
import { openStore, type Store } from "../grid/store";
import { pretty } from "../grid/text";
import { noteUnsent, unsent } from "./unsent";
import { myOutboxes } from "./waiting";

const patience = 2000; // ms that entries on their way are waited for
const listed = 30;     // entries shown by name

/** askBeforeSignOut holds a sign-out that would lose entries until the person says so. */
export function askBeforeSignOut(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.id !== "sign-out" || Object.keys(unsent()).length === 0) return;
    event.preventDefault();
    void leave(form);
  });
}

async function leave(form: HTMLFormElement): Promise<void> {
  await sent();
  const stores: Store<Item>[] = [];
  const items: Item[] = [];
  let others = false;
  for (const [owner, { account }] of Object.entries(unsent())) {
    if (account !== document.body.dataset.account) {
      others = true;
      continue;
    }
    const store = await openStore<Item>(owner).catch(() => null);
    if (!store) continue;
    stores.push(store);
    items.push(...(await store.all()));
  }
  if (items.length > 0 && !(await agreed(form, [...joined(items).values()]))) return;
  for (const store of stores) await store.drop(items);
  if (others) keep(form);
  form.submit();
}

/** sent waits a moment for what is on its way. */
async function sent(): Promise<void> {
  const until = Date.now() + patience;
  const moving = (): boolean => myOutboxes().some(({ unsent, trouble }) => unsent > 0 && !trouble);
  while (moving() && Date.now() < until) await new Promise((done) => setTimeout(done, 50));
}

/** keep asks the server to leave the store alone, and empties it of what is the reader's. */
function keep(form: HTMLFormElement): void {
  sessionStorage.clear();
  for (const [owner, { account }] of Object.entries(unsent())) if (account === document.body.dataset.account) noteUnsent(owner, 0);
  const input = element("input");
  Object.assign(input, { type: "hidden", name: "keep", value: "yes" });
  form.append(input);
}

/** agreed shows what would be lost; true when the person leaves all the same. */
function agreed(form: HTMLFormElement, items: Item[]): Promise<boolean> {
  const words = form.dataset as Record<"title" | "lost" | "more" | "stay" | "leave", string>;
  const say = (text: string, n: number): string => text.replace("{n}", String(n));
  const list = element("ul", "", ...items.slice(0, listed).map((item) =>
    element("li", "", elsewhere(item) + ": ", element("b", "private", pretty(item.text) || "×"))));
  if (items.length > listed) list.append(element("li", "quiet", say(words.more, items.length - listed)));
  const stay = element("button", "main", words.stay);
  const go = element("button", "", words.leave);
  const dialog = element("dialog", "", element("h2", "", say(words.title, items.length)), element("p", "", words.lost), list, element("p", "actions", stay, go));
  dialog.setAttribute("aria-label", say(words.title, items.length));
  stay.addEventListener("click", () => dialog.close());
  go.addEventListener("click", () => dialog.close("leave"));
  document.body.append(dialog);
  dialog.showModal();
  stay.focus();
  return new Promise((decided) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      decided(dialog.returnValue === "leave");
    });
  });
}
