// A long list is narrowed to what holds every word typed, whatever the case and
// whether Ё or Е. What is out of sight is not sent either: in a list with boxes
// to tick one acts on what one sees.

/** Lists no longer than this are seen at a glance. */
const short = 12;

interface Entry { element: HTMLElement; group: HTMLElement; text: string }

/** filterLists shows the field over each list that is long enough. */
export function filterLists(): void {
  for (const bar of document.querySelectorAll<HTMLElement>("[data-filter]")) {
    const list = document.getElementById(bar.dataset.filter!);
    const input = bar.querySelector("input");
    const entries = list ? entriesOf(list) : [];
    if (!input || entries.length <= short) continue;
    bar.hidden = false;
    const narrow = (): void => tell(bar, entries, show(entries, words(input.value)));
    input.addEventListener("input", narrow);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !input.value) return;
      event.preventDefault();
      input.value = "";
      narrow();
    });
    if (input.value) narrow();
  }
}

/** The entries of a list are its rows; where a row holds several links under one
 * name, as the pages of a class, each link with that name. */
function entriesOf(list: HTMLElement): Entry[] {
  return [...list.querySelectorAll<HTMLElement>(":scope > *, :scope > tbody > tr")].filter((row) => !/^(THEAD|TBODY|CAPTION)$/.test(row.tagName)).flatMap((row) => {
    const links = [...row.querySelectorAll<HTMLElement>("dd > a")];
    const name = row.querySelector("dt")?.textContent ?? "";
    if (links.length > 0) return links.map((link) => ({ element: link, group: row, text: fold(name + " " + link.textContent) }));
    return [{ element: row, group: row, text: fold(row.textContent + " " + (row.dataset.find ?? "")) }];
  });
}

function show(entries: Entry[], asked: string[]): number {
  const groups = new Set<HTMLElement>();
  let shown = 0;
  for (const { element, group, text } of entries) {
    const found = asked.every((word) => text.includes(word));
    element.hidden = !found;
    if (found) {
      shown++;
      groups.add(group);
    }
  }
  for (const { group } of entries) {
    group.hidden = !groups.has(group);
    for (const box of group.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) box.disabled = group.hidden;
  }
  return shown;
}

function tell(bar: HTMLElement, entries: Entry[], shown: number): void {
  const { none = "", note = "", shown: said = "" } = bar.dataset;
  const all = shown === entries.length;
  bar.querySelector("[role=status]")!.textContent = all ? "" : shown === 0 ? none : said.replace("{n}", String(shown)).replace("{all}", String(entries.length)) + " " + note;
}

function words(text: string): string[] {
  return fold(text).split(/\s+/).filter(Boolean);
}

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase().replaceAll("ё", "е");
}
