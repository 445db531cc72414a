// What was entered and not yet acknowledged stands in this browser's store.
// Whoever keeps entries there notes how many and whose account entered them, so
// that every page can tell of them without opening the store.

const note = "parta-unsent";

/** Unsent is how many entries an owner of the store has there. */
export interface Unsent {
  n: number;
  account: string;
}

/** unsent tells of all owners in this browser. */
export function unsent(): Record<string, Unsent> {
  try {
    return JSON.parse(localStorage.getItem(note) || "{}") as Record<string, Unsent>;
  } catch {
    return {}; // nothing can be kept here, so nothing waits
  }
}

/** noteUnsent says how many entries an owner has waiting in this browser. */
export function noteUnsent(owner: string, n: number): void {
  const { account = "" } = document.body.dataset;
  const waiting = unsent();
  if ((waiting[owner]?.n ?? 0) === n) return;
  if (n) waiting[owner] = { n, account };
  else delete waiting[owner];
  try {
    localStorage.setItem(note, JSON.stringify(waiting));
  } catch {
    // As above.
  }
}

/** hearUnsent tells when another tab has noted something. */
export function hearUnsent(changed: () => void): void {
  addEventListener("storage", ({ key }) => {
    if (key === note || key === null) changed();
  });
}
