// The outbox: everything entered and not yet acknowledged. An entry goes into
// the browser's own store first and leaves it only when the server has said
// "saved", so that a closed tab or a dead line loses nothing. Each keeps its key
// until then: sent twice, it is done once.
//
// Several tabs of one person share the store; a lock lets one of them send.

import { noteUnsent } from "../lib/unsent";
import { address, type Cell } from "./sheet";
import { openStore, type Store } from "./store";
import { plain, read, then } from "./text";

/** Entry is what a person put into a cell. */
export interface Entry {
  column: string;
  pupil: string;
  text: string;
  whole: boolean; // the text is the complete cell; otherwise marks leave attendance and the other way round
  was: string;    // what stood there before the eyes of the person
  base: string;   // versions that stood there, "A.M1.M2"
  place: string;  // «Жукова София, 19 октября», for saying it on another page too
  page: string;   // address of the journal page
  title: string;  // «7Б · Алгебра»
  check?: true;   // of no pupil: whoever is not marked absent at the column's lesson was there
}

/** Theirs is the other value of a conflict. */
export interface Theirs {
  text: string;
  by: string;
  at: string;
}

/** Item is an entry in the outbox. */
export interface Item extends Entry {
  id: string;
  key: string; // idempotency key
  at: string;  // when it was entered
  state: "waiting" | "conflict" | "refused";
  sent?: string;    // what this person sent to this cell a moment earlier
  cell?: Cell;      // conflict: what the server has
  theirs?: Theirs;
  message?: string; // refused: why, in the reader's language
  reason?: string;  // refused: the key of that sentence
}

interface Result {
  key: string;
  state: "saved" | "same" | "conflict" | "refused";
  cell?: Cell;
  message?: string;
  reason?: string;
  theirs?: Theirs;
}

/** Trouble is why nothing is being sent: no line, no access, or nowhere to keep entries. */
export type Trouble = "" | "line" | "door";

/** View shows what happens in the outbox. */
export interface View {
  arrived(cell: Cell): void; // the server has told what a cell holds
  changed(id: string): void; // the state of an entry changed
  told(): void;              // the outbox as a whole changed
}

const most = 1000;      // writes in one block
const gather = 80;      // ms in which entries become one block
const patience = 20e3;  // ms to wait for an answer
const longest = 60e3;   // ms between two attempts

export class Outbox {
  readonly items = new Map<string, Item>();
  trouble: Trouble = "";
  kept = true; // false when this browser keeps nothing: leaving would lose entries
  readonly owner: string; // whose entries they are in this browser
  private readonly flying = new Map<string, Item>();
  private store: Promise<Store<Item> | null>;
  private putting: Promise<unknown> = Promise.resolve();
  private puts = 0;
  private block = most;
  private attempts = 0;
  private busy = false;
  private timer = 0;

  /** The term in the page's address, /o/ORG/journal/GROUP/COURSE/TERM: whose mean an answer is to give. */
  private readonly term = location.pathname.split("/")[6];

  constructor(private readonly url: string, private readonly me: string, private readonly view: View) {
    this.owner = `${url} ${me}`;
    this.store = openStore<Item>(this.owner).catch(() => {
      this.kept = false;
      return null;
    });
    addEventListener("online", () => this.again());
    addEventListener("offline", () => this.failed("line"));
    document.addEventListener("visibilitychange", () => void (document.hidden ? this.flush() : this.again()));
    addEventListener("beforeunload", (event) => {
      if (!this.kept && this.items.size > 0) event.preventDefault();
    });
    this.schedule(0);
  }

  /** unsent counts entries the server has not acknowledged. */
  get unsent(): number {
    let n = 0;
    for (const item of this.items.values()) if (item.state === "waiting") n++;
    return n;
  }

  /** asking are the entries that wait for a person's decision. */
  get asking(): Item[] {
    return [...this.items.values()].filter((item) => item.state !== "waiting");
  }

  /** refused are those of them that the server did not take. */
  get refused(): Item[] {
    return this.asking.filter((item) => item.state === "refused");
  }

  get(id: string): Item | undefined {
    return this.items.get(id);
  }

  /** put takes entries in; they are sent by themselves. */
  put(entries: Entry[]): void {
    const items = entries.map((entry) => this.item(entry));
    for (const item of items) this.items.set(item.id, item);
    this.keep(items);
    for (const item of items) this.view.changed(item.id);
    this.told();
    this.schedule(gather);
  }

  private item(entry: Entry): Item {
    const id = address(entry);
    const { column, pupil, text, whole, was, base, place, page, title, check } = entry;
    const item: Item = {
      id, key: newKey(), column, pupil, text, whole, was, base, place, page, title, ...(check && { check }), at: new Date().toISOString(), state: "waiting",
    };
    const before = this.items.get(id);
    if (before?.state === "conflict") {
      // Typing again over a shown conflict is a choice made knowing the other value.
      item.base = before.cell?.versions ?? item.base;
      item.was = before.theirs?.text ?? item.was;
    } else if (before?.state === "waiting") {
      item.base = before.base;
      item.was = before.was;
      Object.assign(item, then(before, entry));
      if (this.flying.has(id)) item.sent = before.text;
    }
    return item;
  }

  private told(): void {
    noteUnsent(this.owner, this.items.size);
    this.view.told();
  }

  /** choose ends a conflict: text over what the server has, or null to let that stand. */
  choose(item: Item, text: string | null): void {
    if (text === null) this.forget([item]);
    else this.put([{ ...item, text, whole: true }]);
  }

  /** resend tries refused entries once more: what stood against them may be gone. */
  resend(items: Item[]): void {
    // Nothing was recorded under their keys, so these hold for the second try too.
    const waiting = items.map(({ message, reason, ...item }): Item => ({ ...item, state: "waiting" }));
    for (const item of waiting) this.items.set(item.id, item);
    this.keep(waiting);
    for (const item of waiting) this.view.changed(item.id);
    this.told();
    this.again();
  }

  /** forget drops entries that were refused or gave way. */
  forget(items: Item[]): void {
    for (const { id } of items) this.items.delete(id);
    this.drop(items.map(({ id }) => id));
    for (const { id } of items) this.view.changed(id);
    this.told();
  }

  /** again tries at once, for instance when the line is back. */
  again(): void {
    this.attempts = 0;
    this.schedule(0);
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), delay);
  }

  private async flush(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    let more = false;
    try {
      more = await locked("parta-outbox " + this.owner, () => this.send());
    } finally {
      this.busy = false;
    }
    if (more) this.schedule(0);
  }

  /** send posts one block; true when more is waiting and the line is good. */
  private async send(): Promise<boolean> {
    await this.reread();
    const block = [...this.items.values()].filter((item) => item.state === "waiting").slice(0, this.block);
    if (block.length === 0) {
      if (this.trouble && navigator.onLine) this.trouble = "";
      this.told();
      return false;
    }
    for (const item of block) this.flying.set(item.id, item);
    this.told();
    try {
      const results = await this.post(block);
      this.trouble = "";
      this.attempts = 0;
      for (const item of block) this.settle(item, results.get(item.key));
      return this.unsent > 0;
    } catch (error) {
      this.stumble(error, block);
      return false;
    } finally {
      this.flying.clear();
      this.told();
    }
  }

  private async post(block: Item[]): Promise<Map<string, Result>> {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), patience);
    try {
      const writes = block.map(({ key, column, pupil, text, whole, was, base, check, at }) => {
        if (check) return { key, column, check };
        const [attendance = 0, mark1 = 0, mark2 = 0] = base.split(".").map(Number);
        const marksOnly = !read(was).code && !read(text).code; // an absence that was not seen is not cleared
        return { key, column, pupil, text, ...(whole && { whole }), ...(marksOnly && { marksOnly }), replaces: { attendance, mark1, mark2 }, happenedAt: at };
      });
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ term: this.term, me: this.me, writes }),
        redirect: "manual",
        signal: giveUp.signal,
      });
      if (!answer.ok) throw answer;
      const { results } = (await answer.json()) as { results: Result[] };
      return new Map(results.map((result) => [result.key, result]));
    } finally {
      clearTimeout(timer);
    }
  }

  /** settle takes the server's word about one entry. */
  private settle(item: Item, result: Result | undefined): void {
    if (!result) return;
    const newer = this.items.get(item.id);
    const current = newer?.key === item.key;
    if (result.state === "conflict") {
      this.clash(newer ?? item, result);
    } else if (result.state === "refused") {
      if (current) this.change({ ...item, state: "refused", message: result.message ?? "", reason: result.reason ?? "" });
    } else if (current) {
      this.items.delete(item.id);
      this.drop([item.id]);
    } else if (newer) {
      // Meanwhile the person went on typing here: the new entry replaces what was just saved.
      this.change({ ...newer, base: result.cell?.versions ?? newer.base, was: item.text });
    }
    if (result.cell) this.view.arrived(result.cell);
    this.view.changed(item.id);
  }

  /** clash asks the person, unless the other value is the one seen while typing, or the same. */
  private clash(item: Item, result: Result): void {
    const theirs: Theirs = { by: "", at: "", ...result.theirs, text: plain(result.theirs?.text ?? result.cell?.text ?? "") };
    if (theirs.text === plain(item.text)) return this.forget([item]);
    const base = result.cell?.versions ?? item.base;
    const seen = theirs.text === plain(item.was) || theirs.text === item.sent;
    if (seen && base !== item.base) this.change({ ...item, base, was: theirs.text, key: newKey() });
    else this.change({ ...item, state: "conflict", theirs, ...(result.cell && { cell: result.cell }) });
  }

  private change(item: Item): void {
    this.items.set(item.id, item);
    this.keep([item]);
  }

  /** stumble decides when to try again. A block the server cannot read is cut until the bad entry stands alone. */
  private stumble(error: unknown, block: Item[]): void {
    const answer = error instanceof Response ? error : null;
    const status = answer?.type === "opaqueredirect" ? 401 : (answer?.status ?? 0);
    if (status === 400 || status === 413 || status === 422) {
      if (block.length > 1) this.block = 1;
      else this.change({ ...block[0]!, state: "refused", message: "" });
      this.view.changed(block[0]!.id);
      this.schedule(gather);
      return;
    }
    this.failed(status === 401 || status === 403 || status === 404 ? "door" : "line");
  }

  private failed(why: Trouble): void {
    this.trouble = why;
    const pause = Math.min(longest, 1000 * 2 ** this.attempts++);
    this.schedule(pause * (0.5 + Math.random() / 2));
    for (const id of this.items.keys()) this.view.changed(id);
    this.told();
  }

  /** reread makes the store the truth: what another tab entered or has sent meanwhile. */
  private async reread(): Promise<void> {
    const store = await this.store;
    if (!store || !this.kept) return;
    let kept: Item[] = [];
    let puts: number;
    do {
      await this.putting;
      puts = this.puts;
      try {
        kept = await store.all();
      } catch {
        return this.reopen();
      }
    } while (puts !== this.puts);
    if (!this.kept) return;
    const changed = new Set(this.items.keys());
    this.items.clear();
    for (const item of kept.sort((a, b) => (a.at < b.at ? -1 : 1))) {
      this.items.set(item.id, item);
      changed.add(item.id);
    }
    for (const id of changed) this.view.changed(id);
  }

  private keep(items: Item[]): void {
    this.persist((store) => store.put(items));
  }

  private drop(ids: string[]): void {
    this.persist((store) => store.drop(ids));
  }

  private persist(act: (store: Store<Item>) => Promise<void>): void {
    this.puts++;
    this.putting = this.putting
      .then(() => this.store)
      .then((store) => store && act(store))
      .catch(() => this.reopen());
  }

  /** reopen begins another store when the browser has thrown this one away, as signing out in another tab does. */
  private async reopen(): Promise<void> {
    try {
      const store = await openStore<Item>(this.owner);
      await store.put([...this.items.values()]);
      this.store = Promise.resolve(store);
    } catch {
      this.kept = false;
    }
  }
}

/** elsewhere names the cell of an entry on another page than its own: «7Б · Алгебра, Жукова София, 19 октября». */
export function elsewhere({ title, place }: Pick<Entry, "title" | "place">): string {
  return [title, place].filter(Boolean).join(", ");
}

/** newKey is an idempotency key; randomUUID is missing on plain-http addresses. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** locked lets one tab at a time do its work, where the browser has locks. */
async function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
  return navigator.locks ? ((await navigator.locks.request(name, work)) as T) : work();
}
