// The outbox: everything entered and not yet acknowledged. An entry goes into
// the browser's own store first and leaves it only when the server has said
// "saved", so that a closed tab or a dead line loses nothing. Each keeps its key
// until then: sent twice, it is done once.
//
// Several tabs of one person share the store. Each adds records to it; a lock
// lets one of them send, and that one alone changes what is there.

import { noteUnsent, unsent } from "../lib/unsent";
import { answered, entered, joined, newKey, type Entry, type Item, type Theirs } from "./entry";
import { address, type Cell } from "./sheet";
import { openStore, type Store } from "./store";
import { plain, read } from "./text";

interface Result {
  key: string;
  state: "saved" | "same" | "conflict" | "refused";
  cell?: Cell;
  message?: string;
  reason?: string;
  theirs?: Theirs;
}

/** Trouble is why nothing is being sent: no line, no access, or a fault of the server. */
export type Trouble = "" | "line" | "door" | "fault";

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
  private looked = false; // the store was read: before that, only what was noted of it is known
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
    addEventListener("focus", () => void this.look()); // another tab had the hands until now
    addEventListener("beforeunload", (event) => {
      if (!this.kept && this.items.size > 0) event.preventDefault();
    });
    this.schedule(0);
  }

  /** unsent counts entries the server has not acknowledged. */
  get unsent(): number {
    if (!this.looked) return unsent()[this.owner]?.n ?? 0;
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
    const items = entries.map((entry) => entered(entry, this.items.get(address(entry))));
    for (const item of items) this.items.set(item.id, item);
    this.keep(items);
    for (const item of items) this.view.changed(item.id);
    this.told();
    this.schedule(gather);
  }

  private told(): void {
    if (this.looked || this.items.size > 0) noteUnsent(this.owner, this.items.size);
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
    this.drop(items);
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
    const sent = block.map((item) => item.first ?? this.change({ ...item, tried: true }));
    this.told();
    try {
      const results = await this.post(sent);
      this.trouble = "";
      this.attempts = 0;
      await this.reread(); // newer ones may have been entered meanwhile
      for (const item of sent) this.settle(item, results.get(item.key));
      return this.unsent > 0;
    } catch (error) {
      await this.reread();
      this.stumble(error, sent);
      return false;
    } finally {
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
    const now = this.items.get(item.id);
    const newer = now && now.key !== item.key ? answered(now) : undefined;
    if (result.state === "conflict") {
      this.clash(newer ?? item, result);
    } else if (newer && result.state === "refused") {
      this.change(newer);
    } else if (newer) {
      // Meanwhile the person went on typing here: the new entry replaces what was just saved.
      this.change({ ...newer, base: result.cell?.versions ?? newer.base, was: plain(result.cell?.text ?? item.text) });
    } else if (result.state === "refused") {
      this.change({ ...answered(item), state: "refused", message: result.message ?? "", reason: result.reason ?? "" });
    } else {
      this.items.delete(item.id);
      this.drop([item]);
    }
    if (result.cell) this.view.arrived(result.cell);
    this.view.changed(item.id);
  }

  /** clash asks the person, unless the other value is the one seen while typing, or the same. */
  private clash(item: Item, result: Result): void {
    const theirs: Theirs = { by: "", at: "", ...result.theirs, text: plain(result.theirs?.text ?? result.cell?.text ?? "") };
    if (theirs.text === plain(item.text)) return this.forget([item]);
    const base = result.cell?.versions ?? item.base;
    if (theirs.text === plain(item.was) && base !== item.base) {
      const { tried, ...again } = item;
      this.change({ ...again, base, was: theirs.text, key: newKey() });
      this.drop([item]);
    } else {
      this.change({ ...item, state: "conflict", theirs, ...(result.cell && { cell: result.cell }) });
    }
  }

  private change(item: Item): Item {
    this.items.set(item.id, item);
    this.keep([item]);
    return item;
  }

  /** stumble decides when to try again. A block the server cannot read is cut until the bad entry stands alone. */
  private stumble(error: unknown, sent: Item[]): void {
    const answer = error instanceof Response ? error : null;
    const status = answer?.type === "opaqueredirect" ? 401 : (answer?.status ?? 0);
    if (status === 400 || status === 413 || status === 422) {
      if (sent.length > 1) this.block = 1;
      else this.settle(sent[0]!, { key: sent[0]!.key, state: "refused" });
      this.schedule(gather);
      return;
    }
    this.failed(status === 401 || status === 403 || status === 404 ? "door" : status >= 500 ? "fault" : "line");
  }

  private failed(why: Trouble): void {
    this.trouble = why;
    const pause = Math.min(longest, 1000 * 2 ** this.attempts++);
    this.schedule(pause * (0.5 + Math.random() / 2));
    for (const id of this.items.keys()) this.view.changed(id);
    this.told();
  }

  /** look makes the store the truth: what another tab entered or has sent meanwhile. It gives the records of it. */
  private async look(): Promise<Item[]> {
    const store = await this.store;
    if (!store || !this.kept) {
      this.looked = true;
      return [];
    }
    let records: Item[] = [];
    let puts: number;
    do {
      await this.putting;
      puts = this.puts;
      try {
        records = await store.all();
      } catch {
        await this.reopen();
        return [];
      }
    } while (puts !== this.puts);
    if (!this.kept) return [];
    this.looked = true;
    const changed = new Set(this.items.keys());
    this.items.clear();
    for (const [id, item] of joined(records)) {
      this.items.set(id, item);
      changed.add(id);
    }
    for (const id of changed) this.view.changed(id);
    return records;
  }

  /** reread looks, and leaves one record for each cell. */
  private async reread(): Promise<void> {
    const past = (await this.look()).filter(({ id, key }) => this.items.get(id)!.key !== key);
    if (past.length === 0) return;
    this.keep(past.map(({ id }) => this.items.get(id)!));
    this.drop(past);
  }

  private keep(items: Item[]): void {
    this.persist((store) => store.put(items));
  }

  private drop(items: Item[]): void {
    this.persist((store) => store.drop(items));
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

/** locked lets one tab at a time do its work, where the browser has locks. */
async function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
  return navigator.locks ? ((await navigator.locks.request(name, work)) as T) : work();
}
