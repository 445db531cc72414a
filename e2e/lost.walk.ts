// What a bad line does between the save and its answer: the value is recorded, and the teacher's own hands are not asked about it.
import { type Page, expect, test } from "./kit";
import { at, openJournal, saved, selected } from "./pages";

/** Types a mark into the selected cell and stays in it. */
async function type(page: Page, mark: string): Promise<void> {
  await page.keyboard.type(mark);
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
}

/** Two marks that are not in a cell yet, and its address. */
async function fresh(page: Page): Promise<{ first: string; second: string; cell: ReturnType<typeof selected> }> {
  await expect(selected(page)).toBeFocused();
  const { cell } = await at(page);
  const stands = await cell.innerText();
  const [first, second] = ["5", "4", "3", "2"].filter((mark) => !stands.includes(mark)) as [string, string];
  return { first, second, cell };
}

test("a save whose answer was lost is no other hand: what is typed over it is saved without a question", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7А", "Геометрия");
  for (let n = 0; n < 2; n++) await page.keyboard.press("ArrowDown");
  const { first, second, cell } = await fresh(page);

  let lost = 0;
  await page.route("**/journal/cells", async (route) => {
    await route.fetch(); // it arrives, and its answer does not
    lost++;
    await route.abort();
  });
  await type(page, first);
  await expect(page.locator("#state")).toHaveAttribute("data-state", "unsaved");
  expect(lost).toBeGreaterThan(0);
  await type(page, second);
  await page.unroute("**/journal/cells");

  await saved(page);
  await expect(page.locator("#panel .ask")).toHaveCount(0);
  await expect(cell).toHaveText(second);
  await page.reload();
  await expect(cell).toHaveText(second);
});

test("a second tab writes into a cell that the first is sending: the later value stands, and nothing is lost", async ({ as }) => {
  const context = await as("ivanova");
  const one = await context.newPage();
  await openJournal(one, "7А", "Геометрия");
  for (let n = 0; n < 3; n++) await one.keyboard.press("ArrowDown");
  const { first, second, cell } = await fresh(one);
  const two = await context.newPage();
  await two.goto(one.url());
  await expect(selected(two)).toBeFocused();
  for (let n = 0; n < 3; n++) await two.keyboard.press("ArrowDown");
  const there = (await at(two)).cell;

  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  const sent = one.waitForRequest("**/journal/cells");
  await one.route("**/journal/cells", async (route) => {
    const answer = await route.fetch();
    await held;
    await route.fulfill({ response: answer });
  });
  await one.bringToFront();
  await type(one, first);
  await sent;
  await two.bringToFront();
  await type(two, second);
  await expect(there).toHaveText(second);
  release();

  await saved(two);
  await expect(two.locator("#panel .ask")).toHaveCount(0);
  await expect(there).toHaveText(second);
  await two.reload();
  await expect(there).toHaveText(second);
  await one.bringToFront();
  await expect(cell).toHaveText(second);
});

test("a fault of the server is not called a bad line, and what was entered is sent again by itself", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7А", "Геометрия");
  for (let n = 0; n < 3; n++) await page.keyboard.press("ArrowDown");
  const { first } = await fresh(page);
  await page.route("**/journal/cells", (route) => route.fulfill({ status: 500, body: "" }));
  await type(page, first);
  await expect(page.locator("#state")).toContainText("сбой на сервере");
  await expect(page.locator("#state")).toHaveAttribute("data-state", "unsaved");
  await page.unroute("**/journal/cells");
  await saved(page);
});
