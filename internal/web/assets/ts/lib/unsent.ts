// What was entered and not yet acknowledged stands in this browser's store, which
// signing out empties. Whoever keeps entries there notes how many; every page
// asks before they would be lost.

const note = "parta-unsent";

/** noteUnsent says how many entries an owner has waiting in this browser. */
export function noteUnsent(owner: string, count: number): void {
  try {
    const waiting = JSON.parse(localStorage.getItem(note) || "{}") as Record<string, number>;
    if ((waiting[owner] ?? 0) === count) return;
    if (count) waiting[owner] = count;
    else delete waiting[owner];
    localStorage.setItem(note, JSON.stringify(waiting));
  } catch {
    // Nothing can be kept here, so nothing can be lost by signing out.
  }
}

/** askBeforeSignOut holds a sign-out that would lose entries until the person says so. */
export function askBeforeSignOut(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const question = form.dataset.unsent;
    if (!question) return;
    let count = 0;
    try {
      for (const n of Object.values(JSON.parse(localStorage.getItem(note) || "{}") as Record<string, number>)) count += n;
    } catch {
      return;
    }
    if (count > 0 && !confirm(question.replace("{n}", String(count)))) event.preventDefault();
  });
}
