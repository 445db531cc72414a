// The lesson under a thumb: a phone of 360 px, a tap saves, a lost line loses nothing.
import { expect, type Locator, type Page, test } from "./kit";
import { openJournal, saved, selected } from "./pages";

const phone = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };

test("on a phone a tap gives a mark, another takes it back, and one without a line waits for it", async ({ as }) => {
  const context = await as("ivanova", phone);
  const page = await context.newPage();
  await openJournal(page, "7Б", "Алгебра");
  await page.locator("#panel .cell h2 a").tap(); // the lesson of today, or the last one before
  const row = page.locator("#lesson > li").first();
  const value = row.locator(".value");
  await expect(row).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));

  const four = row.locator("button[value='4']");
  const box = (await four.boundingBox())!;
  expect(Math.min(box.width, box.height), "a thumb hits the button").toBeGreaterThanOrEqual(44);
  expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing sticks out to the right").toBeLessThanOrEqual(360);

  await four.tap();
  await expect(value).toHaveText("4");
  await expect(four).toHaveAttribute("aria-pressed", "true");
  await saved(page);
  expect(await page.evaluate(() => "sameDocument" in window), "the page was not loaded again").toBe(true);

  await context.setOffline(true);
  await row.locator("button[value='5']").tap();
  await expect(value).toHaveText("5");
  await expect(row).toHaveAttribute("data-state", /saving|unsaved/);
  await context.setOffline(false);
  await saved(page);
  await page.reload();
  await expect(value).toHaveText("5");

  await row.locator("button[value='']").tap();
  await expect(value).toBeEmpty();
  await saved(page);
  await row.getByRole("button", { name: "вернуть «5»" }).tap(); // the thumb had slipped
  await expect(value).toHaveText("5");
  await saved(page);
  await row.locator("button[value='']").tap();
  await expect(value).toBeEmpty();
  await saved(page);
});

/** Opens the lesson of today, or the last one before, and gives its rows. */
async function openLesson(page: Page, group: string, course: string): Promise<Locator> {
  await openJournal(page, group, course);
  await page.locator("#panel .cell h2 a").tap();
  const rows = page.locator("#lesson > li");
  await expect(rows.first()).toBeVisible();
  return rows;
}

test("a second tap on «н» takes it away, and a mark beside it says that it stays and why", async ({ as }) => {
  const page = await (await as("ivanova", phone)).newPage();
  const row = (await openLesson(page, "7А", "Геометрия")).nth(5);
  const value = row.locator(".value");
  const absent = row.locator("button[data-text='н']");
  await row.locator("button[value='']").tap();
  await absent.tap();
  await expect(value).toHaveText("н");
  await expect(absent).toHaveAttribute("aria-pressed", "true");
  await absent.tap();
  await expect(value).toBeEmpty();
  await expect(absent).toHaveAttribute("aria-pressed", "false");

  await absent.tap();
  await saved(page);
  await row.locator("button[data-text='4']").tap();
  await expect(value).toHaveText("н 4");
  await expect(row).toContainText("«н» осталось");
  await absent.tap();
  await expect(value).toHaveText("4");
  await expect(row).not.toContainText("осталось");
  await saved(page);
  await page.reload();
  await expect(value).toHaveText("4");
});

test("«остальные на месте» without a line is kept, waits in sight and is sent when the line is back", async ({ as }) => {
  const context = await as("ivanova", phone);
  const page = await context.newPage();
  await openJournal(page, "7А", "Геометрия");
  const day = (await page.locator("#grid thead th.at").getAttribute("data-d"))!;
  await page.getByRole("link", { name: "Добавить урок" }).tap();
  await page.getByLabel("Дата", { exact: true }).fill(day);
  await page.getByLabel("Номер урока").fill("9");
  await page.getByRole("button", { name: "Добавить урок" }).tap();
  await page.locator("#panel .lesson").getByRole("link").last().tap();
  const button = page.locator("#check button");
  await expect(button).toHaveText("Все на месте");
  await context.setOffline(true);
  const row = page.locator("#lesson > li").first();
  await row.locator("button[data-text='н']").tap();
  await expect(button).toHaveText("Остальные на месте");
  await button.tap();
  const done = page.locator("#check .good");
  await expect(done).toContainText("отсутствуют 1");
  await expect(done).toContainText("ждёт связи");
  await expect(button).toBeHidden();
  await expect(page.locator("#state")).toContainText("не сохранено: 2");

  const other = await context.newPage();
  await context.setOffline(false);
  await saved(page);
  await expect(done).not.toContainText("ждёт связи");
  await other.goto(page.url());
  await expect(other.locator("#check .good")).toContainText("отсутствуют 1");
  await expect(other.locator("#lesson > li").first().locator(".value")).toHaveText("н");
});

test("another person's change appears in the lesson within a second, and says whose it is", async ({ as }) => {
  const page = await (await as("ivanova", phone)).newPage();
  const rows = await openLesson(page, "7Б", "Геометрия");
  const row = rows.nth(2);
  const name = (await row.locator(".name").innerText()).trim();
  const tutor = await (await as("sidorov")).newPage();
  await openJournal(tutor, "7Б", "Геометрия");
  await expect(selected(tutor)).toBeFocused();
  await tutor.locator("#grid tbody .name", { hasText: name }).click();
  const value = row.locator(".value");
  const [key, letter] = (await value.innerText()).includes("б") ? ["y", "н"] : [",", "б"]; // where the letters are in a Russian layout
  await tutor.keyboard.type(key);
  await expect(page.locator("#here")).toContainText("Сидоров");
  await tutor.keyboard.press("Enter");
  await expect(value).toContainText(letter, { timeout: 1000 });
  await expect(row).toContainText("Сидоров");
});

test("the form of a lesson says that a day is a Sunday while it is chosen, and takes it, and that a day is not on the page", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7Б", "Геометрия");
  await page.getByRole("link", { name: "Добавить урок" }).click();
  const day = page.getByLabel("Дата", { exact: true });
  const told = page.locator("#day-off");
  const from = (await day.getAttribute("min"))!;
  const sunday = new Date(`${from}T00:00:00Z`);
  sunday.setUTCDate(sunday.getUTCDate() + ((7 - sunday.getUTCDay()) % 7));
  const iso = (date: Date): string => date.toISOString().slice(0, 10);
  await day.fill(iso(sunday));
  await expect(told).toContainText("воскресенье");
  sunday.setUTCDate(sunday.getUTCDate() + 1);
  await day.fill(iso(sunday));
  await expect(told).toBeHidden();
  await day.fill(`${from.slice(0, 4)}-07-01`);
  await expect(told).toContainText("нет на странице");
  sunday.setUTCDate(sunday.getUTCDate() - 1);
  await day.fill(iso(sunday));
  await page.getByLabel("Номер урока").fill("8");
  await page.getByLabel("Урок проведён").setChecked(sunday.getTime() <= Date.now());
  await page.getByRole("button", { name: "Добавить урок" }).click();
  await expect(page.locator("#panel .lesson")).toContainText("воскресенье");
});

test("a surname of forty letters sticks out of no page, and every name is whole", async ({ as }) => {
  const page = await (await as("ivanova", phone)).newPage();
  const lengthen = (): Promise<number> => page.evaluate(() => {
    for (const name of document.querySelectorAll("#lesson .name, #grid tbody .name, .person .who")) name.textContent = "Константинопольскопреображенскаябогоявле Александра";
    const cut = [...document.querySelectorAll("#lesson .name, #grid tbody .name")].filter((name) => name.scrollWidth > name.clientWidth + 1);
    return cut.length + document.documentElement.scrollWidth - innerWidth;
  });
  await openJournal(page, "7Б", "Алгебра");
  expect(await lengthen(), "the sheet").toBe(0);
  await page.locator("#panel .cell h2 a").tap();
  await expect(page.locator("#lesson > li").first()).toBeVisible();
  expect(await lengthen(), "the lesson").toBe(0);
});

test("the page of a task counts who was missing at its lesson, not in its column", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7Б", "Вероятность и статистика");
  await page.locator("#panel .lesson").getByRole("link").last().click();
  const row = page.locator("#lesson > li").nth(1);
  await expect(row).toBeVisible();
  const lesson = page.url();
  const title = await page.locator("h1").innerText();
  await row.locator("button[value='']").click();
  await row.locator("button[data-text='н']").click();
  await row.locator("button[data-text='4']").click();
  await saved(page);
  const missing = await page.locator("#check .missing").textContent();
  expect(missing).not.toContain(" 0");
  const address = lesson.replace(/\/lesson\/.*$/, "");
  await page.goto(`${address}/tasks`);
  await page.getByLabel("На каком уроке").selectOption({ label: title });
  await page.getByRole("button", { name: "Добавить работу" }).click();
  await page.goto(lesson);
  await page.locator(".ways").getByRole("link").first().click();
  await expect(page.locator("#state")).toHaveAttribute("data-state", "saved");
  await expect(page.locator("#check .missing")).toHaveText(missing!);
});

test("a lesson somebody else changes is loaded anew, but not under the hands of who is typing into its form", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7А", "Алгебра");
  await page.locator("#panel .lesson").getByRole("link").last().click();
  await expect(page.locator("#lesson > li").first()).toBeVisible();
  const other = await (await as("ivanova")).newPage();
  await other.goto(page.url());
  const topic = async (at: Page, text: string): Promise<void> => {
    const form = at.locator("details", { has: at.locator("#topic") });
    if ((await form.getAttribute("open")) === null) await form.locator("> summary").click();
    await at.locator("#topic").fill(text);
  };
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await topic(other, "Одночлены");
  await topic(page, "Многочлены");
  const heard = page.waitForResponse(/cells\?since=/);
  await other.getByRole("button", { name: "Сохранить" }).last().click();
  expect(await (await heard).text()).toContain('"reload":true');
  await expect(page.locator("#topic")).toHaveValue("Многочлены");
  expect(await page.evaluate(() => "sameDocument" in window), "typed text is not thrown away").toBe(true);

  await page.locator("#topic").evaluate((input: HTMLInputElement) => {
    input.value = input.defaultValue;
  });
  await expect(page.locator(".facts")).toContainText("Одночлены");
});
