// What others do on this page: the stream tells the ledger's position and who is
// here, never data; the cells are fetched under the reader's rights.

import { element } from "./element";
import type { Outbox } from "./outbox";
import type { Cell } from "./sheet";
import { say } from "./words";

interface Since {
  seq: number;
  cells: Cell[];
  checked?: string[]; // columns of lessons whose attendance was checked
  reload?: boolean;
}

/** Follower is a page that is kept told. */
export interface Follower {
  page: string; // address of the page of the register
  seq: number;  // where the ledger stood when it was drawn
  outbox: Outbox;
  arrived(cell: Cell, foreign: true): void;
  checked(columns: string[]): void;
  busy(): boolean; // somebody's hands are on it: it is not to be loaded anew now
  leave(): void;   // called before it is loaded anew
}

/** live keeps a page told. */
export function live(follower: Follower): void {
  const { page, outbox } = follower;
  let known = follower.seq;
  let heard = 0;
  let source: EventSource | null = null;
  let opened = false;
  let fetching = false;
  let failures = 0;

  const fetchSince = async (): Promise<void> => {
    if (fetching) return;
    fetching = true;
    try {
      const answer = await fetch(`${page}/cells?since=${known}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw answer;
      failures = 0;
      const since = (await answer.json()) as Since;
      if (since.reload) return renew(follower);
      known = Math.max(known, since.seq);
      for (const cell of since.cells) follower.arrived(cell, true);
      if (since.checked) follower.checked(since.checked);
    } catch {
      setTimeout(() => !document.hidden && void fetchSince(), Math.min(30e3, 500 * 2 ** failures++));
      return;
    } finally {
      fetching = false;
    }
    if (heard > known) void fetchSince();
  };

  const open = (): void => {
    opened = false;
    source = new EventSource(`${page}/live?since=${known}`);
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return; // it tries again by itself
      source = null;
      setTimeout(look, 10e3 + Math.random() * 10e3);
    });
    source.addEventListener("open", () => {
      if (outbox.trouble) outbox.again();
      if (opened) void fetchSince(); // the server was away: it may have come back with an older ledger
      opened = true;
    });
    source.addEventListener("seq", (event) => {
      heard = Math.max(heard, (JSON.parse((event as MessageEvent<string>).data) as { seq: number }).seq);
      if (heard > known) void fetchSince();
    });
    source.addEventListener("gone", () => renew(follower)); // the right to the page may be lost
    source.addEventListener("here", (event) => here((JSON.parse((event as MessageEvent<string>).data) as { people: string[] | null }).people ?? []));
  };
  // A hidden tab holds no stream; what it missed is fetched when it is looked at again.
  const look = (): void => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      open();
      void fetchSince();
    }
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => {
    source?.close();
    source = null;
  });
  addEventListener("pageshow", (event) => event.persisted && look());
  if (!document.hidden) open();
}

/** here shows who else has this page open. */
function here(people: string[]): void {
  const place = document.getElementById("here");
  place?.replaceChildren(...people.flatMap((name) => {
    const initial = element("i", "", name.slice(0, 1));
    initial.setAttribute("aria-hidden", "true");
    return [initial, element("span", "", name), " "];
  }), ...(people.length ? [say(people.length > 1 ? "here.many" : "here.one")] : []));
}

/** renew loads the page anew when its columns or rows have changed, but not under somebody's hands. */
function renew(follower: Follower): void {
  if (follower.busy() || document.querySelector("dialog[open]")) {
    setTimeout(() => renew(follower), 3000);
    return;
  }
  follower.leave();
  location.reload();
}
