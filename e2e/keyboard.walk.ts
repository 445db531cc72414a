// The journal page without a mouse: everything on it can be reached, is seen when reached, and works.
import { expect, test } from "./kit";
import { at, goToPupil, openJournal, saved, selected } from "./pages";

test("marks, ranges, fill down, undo and redo by keyboard", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7Б", "Алгебра");
  await expect(selected(page)).toBeFocused();
  await page.keyboard.press("Control+Home");
  const first = await at(page);
  const index = await first.cell.evaluate((td) => (td as HTMLTableCellElement).cellIndex);
  const column = page.locator(`#grid tbody tr > :nth-child(${index + 1})`);
  const before = await column.allInnerTexts();

  const mark = before[0]?.includes("4") ? "5" : "4";
  await page.keyboard.type(mark);
  await page.keyboard.press("Enter");
  await expect(column.nth(0)).toContainText(mark);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.locator("#grid [aria-selected=true]")).toHaveCount(3);
  await page.keyboard.press("Control+d");
  await expect(column.nth(2)).toContainText(mark);
  await saved(page);
  await page.keyboard.press("Control+z");
  await expect(column.nth(2)).toHaveText(before[2] ?? "");
  await page.keyboard.press("Control+Shift+z");
  await expect(column.nth(2)).toContainText(mark);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(column.nth(0)).toHaveText(before[0] ?? "");
  await saved(page);
  expect(await column.allInnerTexts(), "undone, the page is as it was").toEqual(before);
});

test("the selected cell tells its history, and the average explains itself", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7Б", "Алгебра");
  await goToPupil(page, "Петров");
  await page.keyboard.type("5");
  await page.keyboard.press("Enter");
  await saved(page);
  await page.keyboard.press("ArrowUp");
  await expect(page.locator("#panel .history")).toContainText("Иванова");
  await expect(page.locator("#panel .why")).not.toBeEmpty();
});

test("Tab reaches everything on the page, and the focus is always seen", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7Б", "Алгебра");
  await expect(selected(page)).toBeFocused();
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    window.scrollTo(0, 0);
  });

  const all = await page.evaluate(() => {
    const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, #grid td[tabindex='0']";
    let count = 0;
    for (const element of document.querySelectorAll<HTMLElement>(wanted)) {
      const visible = element.checkVisibility({ visibilityProperty: true }) && !element.matches(":disabled") && !element.closest("[inert], dialog:not([open])");
      const inRadioGroup = element.matches("input[type=radio]:not(:checked)");
      if (visible && !inRadioGroup) element.dataset.walk = String(count++);
    }
    return count;
  });
  const reached = new Set<string>();
  const unseen: string[] = [];
  for (let step = 0; step < all * 2 + 20 && reached.size < all; step++) {
    if (await page.evaluate(() => !!document.activeElement?.closest("#grid td"))) await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    const now = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none" || element.matches(":focus-visible");
      return { id: element.dataset.walk ?? "", seen, text: element.outerHTML.slice(0, 120) };
    });
    if (!now) continue;
    if (now.id) reached.add(now.id);
    if (!now.seen) unseen.push(now.text);
  }
  const missed = await page.evaluate((ids) => [...document.querySelectorAll<HTMLElement>("[data-walk]")]
    .filter((element) => !ids.includes(element.dataset.walk!)).map((element) => element.outerHTML.slice(0, 120)), [...reached]);
  expect(missed, "not reached by Tab").toEqual([]);
  expect(unseen, "reached, but not seen to be").toEqual([]);
});
