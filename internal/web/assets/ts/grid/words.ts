// The sentences of the page come from the server in the reader's language:
// <script type="application/json" id="words">. Nothing is said in TypeScript.

const block = document.getElementById("words");
const sentences: Record<string, string> = block ? JSON.parse(block.textContent || "{}") : {};

/** say returns a sentence with its {name} places filled. */
export function say(key: string, fill: Record<string, string | number> = {}): string {
  return (sentences[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(fill[name] ?? ""));
}

const lang = document.documentElement.lang || "ru";
const timeZone = document.documentElement.dataset.zone; // the school's: the history beside it is told by its clock

/** dayLong shows a civil date as «19 октября». */
export function dayLong(day: string): string {
  if (!day) return "";
  return new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(day + "T00:00:00Z"));
}

/** clock shows an instant by the school's clock: as the time of today, or day and time of another day. */
export function clock(instant: string): string {
  const at = new Date(instant);
  if (!instant || isNaN(at.getTime())) return "";
  const far = Math.abs(Date.now() - at.getTime()) > 12 * 3600e3;
  return new Intl.DateTimeFormat(lang, { ...(timeZone && { timeZone }), ...(far && { day: "numeric", month: "long" }), hour: "2-digit", minute: "2-digit" }).format(at);
}
