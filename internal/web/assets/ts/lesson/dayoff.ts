// A lesson on a Sunday or in holidays is taken, but not without a word: the form
// says so while the day is chosen, as the server does when it draws the form.

/** sayDayOff watches the date of the form of a lesson, where the page has one. */
export function sayDayOff(): void {
  const input = document.querySelector<HTMLInputElement>("input[data-taught]");
  const line = document.getElementById("day-off");
  if (!input || !line) return;
  const { taught = "", sunday = "", holiday = "", outside = "" } = input.dataset;
  const spans = taught.split(" ").filter(Boolean).map((span) => span.split("/") as [string, string]);
  input.addEventListener("input", () => {
    const day = input.value; // "2026-10-18" or nothing; such texts compare as days do
    const free = spans.length > 0 && !spans.some(([from, to]) => from <= day && day <= to);
    const told = !day ? "" : day < input.min || day > input.max ? outside : new Date(day + "T00:00:00Z").getUTCDay() === 0 ? sunday : free ? holiday : "";
    line.textContent = told;
    line.hidden = !told;
  });
}
