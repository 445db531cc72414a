// What a tired eye stumbles over: columns that jump, fields out of line, a dialog over what it speaks of, paper without a name.
import { expect, type Locator, type Page, test } from "./kit";
import { openJournal, saved, selected } from "./pages";

async function box(at: Locator): Promise<{ left: number; right: number; top: number; width: number }> {
  const { x, y, width } = (await at.boundingBox())!;
  return { left: x, right: x + width, top: y, width };
}

/** Writes a whole text into the selected cell. */
async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press("F2");
  await page.locator("#grid input.edit").fill(text);
  await page.keyboard.press("Enter");
}

for (const { name, options } of [
  { name: "a desk", options: {} },
  { name: "a phone", options: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
]) {
  test(`on ${name} a column keeps its width whatever stands in it`, async ({ as }) => {
    const page = await (await as("ivanova", options)).newPage();
    await openJournal(page, "7Б", "Вероятность и статистика");
    const cell = page.locator("#grid tbody tr").nth(8).locator("td:not(.future, .avg, .avg ~ td)").last();
    await cell.click();
    await write(page, "");
    const { width } = await box(cell);
    for (const text of ["уп 5/4", "4-/5-", "оп15 4", "5/4", "н 5"]) {
      await cell.click();
      await write(page, text);
      await expect(cell).toHaveText(text.replaceAll("-", "−"));
      expect((await box(cell)).width, text).toBeCloseTo(width, 0);
    }
    await saved(page);
    await page.reload();
    expect((await box(cell)).width, "as the server draws it").toBeCloseTo(width, 0);
  });
}

test("the fields of a new lesson stand in one line and within one column", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7Б", "Алгебра");
  await page.getByRole("link", { name: "Добавить урок" }).click();
  const [day, number, topic] = await Promise.all(["#day", "#number", "#topic"].map((input) => box(page.locator(input))));
  expect(number!.top).toBe(day!.top);
  expect(day!.left).toBe(topic!.left);
  expect(number!.right).toBeLessThanOrEqual(topic!.right);
});

test("the dialog of pasting stands beside the sheet, not over it", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7Б", "Алгебра");
  await expect(selected(page)).toBeFocused();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "5\n99\n4");
    document.activeElement!.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  const dialog = page.locator("dialog.paste");
  await expect(dialog).toContainText("99");
  expect((await box(dialog)).left).toBeGreaterThanOrEqual((await box(page.locator("#grid"))).right);
  await page.keyboard.press("Escape");
});

test("the printed register says whose it is and when it was printed, and in English names its term", async ({ as }) => {
  const context = await as("ivanova");
  const page = await context.newPage();
  await openJournal(page, "7Б", "Алгебра");
  const paper = page.locator(".printed");
  await expect(paper).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => {
    document.querySelector("[data-printed]")!.textContent = "01.01.2001"; // a page open for long
    dispatchEvent(new Event("beforeprint"));
  });
  for (const part of ["Школа № 1", "Класс: 7Б", "Предмет: Алгебра", "четверть", "Иванова Елена Павловна"]) await expect(paper).toContainText(part);
  const now = await page.evaluate(() => new Intl.DateTimeFormat("ru", { timeZone: document.documentElement.dataset.zone }).format(new Date()));
  await expect(paper).toContainText(`Напечатано: ${now}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeHidden();
  const both = page.locator("#grid td.three").filter({ hasText: /^[а-я] [2-5]$/ }).first();
  const seen = await both.evaluate((td) => {
    const look = (part?: string) => {
      const style = getComputedStyle(td, part);
      return { points: Math.round(parseFloat(style.fontSize) * 7.5) / 10, colour: style.color };
    };
    return { over: td.scrollWidth - td.clientWidth, mark: look(), letter: look("::first-letter") };
  });
  const black = "rgb(0, 0, 0)";
  expect(seen, "a letter with a mark is as black as a mark, and large enough to read").toEqual({ over: 0, mark: { points: 9, colour: black }, letter: { points: 8.5, colour: black } });

  await page.emulateMedia({ media: "screen" });
  await context.addCookies([{ name: "parta_lang", value: "en", url: page.url() }]);
  await page.reload();
  await expect(page.locator(".terms [aria-current]")).toHaveText(/^Term \d$/);
  await expect(page.locator("#grid thead th.k").first()).toHaveAttribute("title", /test/);
});
