/** askAfterBack asks the server before a page is shown out of the browser's
 * history: meanwhile the screen may have been locked, or somebody signed out. */
export function askAfterBack(): void {
  addEventListener("pageshow", (event) => {
    const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (event.persisted || visit?.type === "back_forward") void ask();
  });
}

async function ask(): Promise<void> {
  const { style } = document.documentElement;
  style.visibility = "hidden";
  try {
    const answer = await fetch(location.href, { cache: "no-cache", redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return location.reload();
  } catch {
    // Without a line the page is shown as it was: somebody may be typing into it.
  }
  style.visibility = "";
}
