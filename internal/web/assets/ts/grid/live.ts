// What others do on this page: the stream tells the ledger's position and who is
// here, never data; the cells are fetched under the reader's rights.

import type { Desk } from "./desk";
import { element } from "./element";
import type { Cell } from "./sheet";
import { say } from "./words";

interface Since {
  seq: number;
  cells: Cell[];
  reload?: boolean;
}

/** live keeps the sheet told; leave is called before the page is loaded anew. */
export function live(desk: Desk, leave: () => void): void {
  const { page, seq } = desk.sheet.root.dataset;
  let known = Number(seq ?? 0);
  let heard = 0;
  let source: EventSource | null = null;
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
      if (since.reload) return renew(desk, leave);
      known = Math.max(known, since.seq);
      for (const cell of since.cells) desk.arrived(cell, true);
    } catch {
      setTimeout(() => !document.hidden && void fetchSince(), Math.min(30e3, 500 * 2 ** failures++));
      return;
    } finally {
      fetching = false;
    }
    if (heard > known) void fetchSince();
  };

  const open = (): void => {
    source = new EventSource(`${page}/live?since=${known}`);
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return; // it tries again by itself
      source = null;
      setTimeout(look, 10e3 + Math.random() * 10e3);
    });
    source.addEventListener("open", () => desk.outbox.trouble && desk.outbox.again());
    source.addEventListener("seq", (event) => {
      heard = Math.max(heard, (JSON.parse((event as MessageEvent<string>).data) as { seq: number }).seq);
      if (heard > known) void fetchSince();
    });
    source.addEventListener("gone", () => renew(desk, leave)); // the right to the page may be lost
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
  addEventListener("pagehide", () => source?.close());
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
function renew(desk: Desk, leave: () => void): void {
  if (desk.editing || document.querySelector("dialog[open]")) {
    setTimeout(() => renew(desk, leave), 3000);
    return;
  }
  leave();
  location.reload();
}
