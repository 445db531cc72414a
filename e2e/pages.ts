// How people get to a page: by the links they would click, so that a walk also walks the navigation.
import { type Locator, type Page, expect } from "./kit";

/** Opens the class journal of a group and a course from the start page; the lessons of today stand above the pages there. */
export async function openJournal(page: Page, group: string, course: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Журнал" }).first().click();
  const book = page.locator(".book > div").filter({ has: page.locator("dt", { hasText: group }) });
  await book.getByRole("link", { name: course, exact: true }).first().click();
  await expect(page.locator("#grid table")).toBeVisible();
}

/** Opens the diary of a child from the guardian's start page. */
export async function openDiary(page: Page, child: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: child }).first().click();
  await expect(page.locator(".diary")).toBeVisible();
}

/** The cell that the keyboard is in. */
export function selected(page: Page): Locator {
  return page.locator("#grid td.sel");
}

/** Goes down from the first row to a pupil's, by keyboard, and gives the cell with its column's id and date. */
export async function goToPupil(page: Page, name: string): Promise<{ cell: Locator; column: string; pupil: string; date: string; index: number }> {
  await expect(selected(page)).toBeFocused();
  for (let row = 0; row < 40; row++) {
    const label = (await selected(page).getAttribute("aria-label")) ?? "";
    if (label.startsWith(name)) return at(page);
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`no row of ${name} on the page`);
}

/** What the selected cell is: it is found again by these ids whatever is selected later. */
export async function at(page: Page): Promise<{ cell: Locator; column: string; pupil: string; date: string; index: number }> {
  const found = await selected(page).evaluate((td) => {
    const cell = td as HTMLTableCellElement;
    const row = cell.parentElement as HTMLTableRowElement;
    const lead = [...row.cells].findIndex((c) => c.tagName === "TD");
    const head = cell.closest("table")!.querySelectorAll<HTMLElement>("thead th[data-c]")[cell.cellIndex - lead]!;
    return { column: head.dataset.c!, pupil: row.dataset.p!, date: head.dataset.d!, index: cell.cellIndex };
  });
  return { ...found, cell: cell(page, found.pupil, found.index) };
}

/** A cell by its pupil and its place in the row. */
export function cell(page: Page, pupil: string, index: number): Locator {
  return page.locator(`#grid tr[data-p="${pupil}"] > :nth-child(${index + 1})`);
}

/** The Monday of a day's week, both as 2026-10-19. */
export function monday(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** Waits until the shell says that everything is saved. */
export async function saved(page: Page): Promise<void> {
  await expect(page.locator("#state")).toHaveAttribute("data-state", "saved");
}
