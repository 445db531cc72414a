// An open diary keeps itself current. The stream says only that something was
// recorded; what it was, the page asks for, under the reader's own rights.
// Without this script everything can still be read.

const root = document.querySelector<HTMLElement>("[data-diary]");
if (root) keepCurrent(root);

function keepCurrent(root: HTMLElement): void {
  const rows = () => root.querySelector<HTMLElement>("[data-rows]")!;
  let as = htmlByRow(rows());
  let seq = Number(rows().dataset.seq);
  let stream: EventSource | undefined;
  let asking = false;
  let again = false;
  let failures = 0;

  const seenKey = "diary " + root.dataset.seen;
  void tellNews(root, seenKey, seq);

  // ask fetches the same page without its frame; one question at a time.
  async function ask(): Promise<void> {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      do {
        again = false;
        const url = new URL(location.href);
        url.searchParams.set("part", "");
        const answer = await fetch(url);
        if (!answer.ok) throw answer;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector<HTMLElement>("[data-rows]");
        if (!fresh) throw answer;
        if (failures > 0) tell(root, "on");
        failures = 0;
        seq = Number(fresh.dataset.seq);
        const html = htmlByRow(fresh);
        const changed = show(rows(), fresh, as, html);
        as = html;
        if (changed.length > 0) say(root, changed);
      } while (again);
    } catch {
      tell(root, "off");
      setTimeout(() => !document.hidden && void ask(), Math.min(30e3, 500 * 2 ** failures++));
    } finally {
      asking = false;
    }
  }

  function watch(): void {
    if (stream) return;
    stream = new EventSource(root.dataset.live + "?since=" + seq);
    stream.addEventListener("open", () => failures === 0 && tell(root, "on"));
    stream.addEventListener("error", () => {
      tell(root, "off");
      if (stream?.readyState !== EventSource.CLOSED) return; // it tries again by itself
      stream = undefined;
      setTimeout(() => !document.hidden && watch(), 10e3 + Math.random() * 10e3);
    });
    stream.addEventListener("gone", () => location.reload());
    stream.addEventListener("seq", (event) => {
      if ((JSON.parse((event as MessageEvent<string>).data) as { seq: number }).seq > seq) void ask();
    });
  }

  function rest(): void {
    stream?.close();
    stream = undefined;
    remember(seenKey, seq);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : watch()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => {
    if (event.persisted) watch();
  });
  if (!document.hidden) watch();
}

// htmlByRow is each row as the server sent it.
function htmlByRow(rows: HTMLElement): Map<string, string> {
  const html = new Map<string, string>();
  for (const row of rows.querySelectorAll<HTMLElement>("[data-row]")) html.set(row.id, row.outerHTML);
  return html;
}

// show replaces the rows that differ, or everything when rows came or went, and
// returns the rows that are new to the reader. Scroll and focus stay.
function show(old: HTMLElement, fresh: HTMLElement, was: Map<string, string>, is: Map<string, string>): HTMLElement[] {
  const focus = placeOf(document.activeElement);
  const changed = [...is.keys()].filter((id) => was.get(id) !== is.get(id));
  const same = [...was.keys()].join() === [...is.keys()].join();
  if (same) {
    for (const id of changed) document.getElementById(id)!.replaceWith(fresh.querySelector("#" + CSS.escape(id))!);
  } else {
    old.replaceChildren(...fresh.childNodes);
  }
  const found = changed.map((id) => document.getElementById(id)!);
  for (const row of found) row.classList.add("fresh");
  if (focus && !document.contains(focus.element)) {
    const links = document.getElementById(focus.row)?.querySelectorAll<HTMLElement>("a[href]");
    links?.[Math.min(focus.link, links.length - 1)]?.focus({ preventScroll: true });
  }
  return found;
}

function placeOf(element: Element | null): { element: Element; row: string; link: number } | undefined {
  const row = element?.closest<HTMLElement>("[data-row]");
  if (!element || !row) return undefined;
  return { element, row: row.id, link: [...row.querySelectorAll("a[href]")].indexOf(element) };
}

// say tells a screen reader what is new: the course and what was got in it.
function say(root: HTMLElement, rows: HTMLElement[]): void {
  const said = root.querySelector<HTMLElement>("[data-said]");
  if (!said) return;
  const what = rows.slice(0, 3).map((row) => {
    const got = row.querySelector<HTMLElement>("[data-got]")?.innerText.replace(/\s+/g, " ").trim();
    return got ? row.dataset.name + ": " + got : row.dataset.name;
  });
  said.textContent = said.dataset.fresh + " " + what.join("; ");
}

// tell shows whether the page keeps itself current.
function tell(root: HTMLElement, state: "on" | "off"): void {
  const shown = root.querySelector<HTMLElement>("[data-state]");
  if (!shown) return;
  shown.textContent = shown.dataset[state]!;
  shown.className = state;
}

// tellNews asks what was recorded since the last visit from this browser.
async function tellNews(root: HTMLElement, key: string, seq: number): Promise<void> {
  const place = root.querySelector<HTMLElement>("[data-news]");
  const since = recall(key);
  if (!place || since >= seq) return;
  if (since === 0) {
    remember(key, seq);
    return;
  }
  const answer = await fetch(place.dataset.news + "?since=" + since).catch(() => undefined);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...page.body.childNodes);
  if (place.firstElementChild && location.hash.startsWith("#d-")) scrollTo(0, 0); // news stand above today
}

function recall(key: string): number {
  try {
    return Number(localStorage.getItem(key) ?? 0);
  } catch {
    return 0;
  }
}

function remember(key: string, seq: number): void {
  try {
    localStorage.setItem(key, String(Math.max(seq, recall(key))));
  } catch {
    // Storage is off: the page does without "new since".
  }
}
