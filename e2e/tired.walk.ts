// A long day: two people at one computer, a value typed and not finished, an answer that failed, a locked screen.
import { expect, test } from "./kit";
import { goToPupil, openDiary, openJournal, monday, saved, selected } from "./pages";

test("what is typed into an open page is not saved under the name of who signed in after", async ({ as }) => {
  const context = await as("ivanova");
  const page = await context.newPage();
  await page.route("**/live?*", (route) => route.abort()); // it would tell the page that its reader has gone
  await openJournal(page, "7Б", "Геометрия");
  const { cell } = await goToPupil(page, (await page.locator("#grid tbody tr .name").nth(2).innerText()).trim());
  await context.request.post("/demo/sign-in", { form: { as: "sidorov" }, maxRedirects: 0 }); // the tutor of 7Б may check attendance
  await page.keyboard.type("y"); // the key of «н»
  await page.keyboard.press("Enter");
  await expect(page.locator("#state")).toHaveAttribute("data-state", "unsaved");

  await context.request.post("/demo/sign-in", { form: { as: "ivanova" }, maxRedirects: 0 });
  await page.reload();
  await saved(page);
  await expect(cell).toContainText("н");
});

test("a value that was typed and not finished is kept when the page is left", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7А", "Геометрия");
  const { cell } = await goToPupil(page, (await page.locator("#grid tbody tr .name").nth(4).innerText()).trim());
  await page.keyboard.type("4");
  await page.reload();
  await saved(page);
  await expect(cell).toContainText("4");
});

test("a value that stands unfinished is not called saved", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7А", "Геометрия");
  const { cell } = await goToPupil(page, (await page.locator("#grid tbody tr .name").nth(5).innerText()).trim());
  const state = page.locator("#state");
  await page.keyboard.type("5");
  await expect(state).toHaveAttribute("data-state", "typing");
  await page.keyboard.press("Escape"); // never mind
  await expect(state).toHaveAttribute("data-state", "saved");
  await expect(cell).not.toContainText("5");

  await page.keyboard.type("5");
  await page.keyboard.press("Enter");
  await saved(page);
  await expect(cell).toContainText("5");
});

test("a page that failed once to fetch what is new fetches it again", async ({ as }) => {
  const teacher = await (await as("ivanova")).newPage();
  await openJournal(teacher, "7Б", "Геометрия");
  const { cell, date } = await goToPupil(teacher, "Петров");
  const mother = await (await as("petrova")).newPage();
  await openDiary(mother, "Илья");
  const address = new URL(mother.url()).pathname.replace(/\/week\/.*$/, "");
  await mother.goto(`${address}/week/${monday(date)}`);
  const got = mother.locator(`#d-${date} li`, { hasText: "Геометрия" }).first().locator("[data-got]");
  let failed = 0;
  await mother.route(/[?&]part/, (route) => (failed++ === 0 ? route.fulfill({ status: 502, body: "" }) : route.continue()));

  const mark = (await cell.innerText()).includes("3") ? "5" : "3";
  await teacher.keyboard.type(mark);
  await teacher.keyboard.press("Enter");
  await saved(teacher);
  await expect(got).toContainText(mark);
  expect(failed, "the first fetch failed").toBeGreaterThan(1);
  await expect(mother.locator("[data-state]").first()).toHaveClass("on");
});

test("a locked screen shows nothing of the register when somebody goes back", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7Б", "Алгебра");
  await expect(selected(page)).toBeVisible();
  await page.locator("header summary").last().click();
  await page.getByRole("button", { name: "Закрыть экран" }).click();
  await expect(page.locator("#grid")).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL(/\/lock/);
  await expect(page.locator("#grid")).toHaveCount(0);
});

test("while the board hides the register nothing can be typed into it blind", async ({ as, baseURL }) => {
  const context = await as("ivanova");
  const page = await context.newPage();
  await openJournal(page, "7А", "Алгебра");
  await context.addCookies([{ name: "parta_board", value: "1", url: baseURL! }]);
  await page.reload();
  let sent = 0;
  page.on("request", (request) => (sent += Number(request.url().endsWith("/journal/cells"))));
  const before = await selected(page).textContent();
  await selected(page).press("5");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Delete");
  await expect(page.locator("#panel .cell .enter")).toHaveCount(0);
  expect(await selected(page).evaluate((td) => [getComputedStyle(td).color, getComputedStyle(td, "::first-letter").color])).toEqual(["rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0)"]);
  await page.keyboard.press("ArrowUp");
  expect([sent, await selected(page).textContent()]).toEqual([0, before]);
});

test("without a keyboard the last entry is taken back by a button", async ({ as }) => {
  const page = await (await as("ivanova", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })).newPage();
  await openJournal(page, "7А", "Алгебра");
  const before = await selected(page).textContent();
  const back = page.getByRole("button", { name: "отменить последнее" });
  await expect(back).toBeHidden();
  await page.locator("#panel .enter").getByText("очистить").tap();
  if (before === "") await page.locator("#panel .enter").getByText("4", { exact: true }).tap();
  await expect(selected(page)).not.toHaveText(before!);
  await back.tap();
  await expect(selected(page)).toHaveText(before!);
});

test("a tutor on another's page is offered attendance alone, and told who gives marks", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "9А", "Физика");
  await expect(page.getByText("Отметки здесь ставит учитель предмета")).toBeVisible();
  const offered = page.locator("#panel .enter button:visible");
  await expect(offered).toHaveText(["н", "очистить"]);
});
