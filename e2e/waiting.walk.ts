// What was entered and could not be sent: told on every page of its owner, sent from there, never lost without a word.
import type { BrowserContext } from "@playwright/test";
import { expect, type Page, test } from "./kit";
import { at, openJournal, selected } from "./pages";

/** Cuts the way of the cells, and of nothing else; gives what mends it. */
async function cut(context: BrowserContext): Promise<() => Promise<void>> {
  await context.route("**/journal/cells", (route) => route.abort());
  return () => context.unroute("**/journal/cells");
}

/** Types another mark into the selected cell. */
async function type(page: Page): Promise<{ mark: string; pupil: string; cell: ReturnType<typeof selected> }> {
  await expect(selected(page)).toBeFocused();
  const { cell } = await at(page);
  const mark = (await cell.innerText()).includes("4") ? "5" : "4";
  const pupil = (await page.locator("#grid tr.at .name").innerText()).trim();
  await page.keyboard.type(mark);
  await page.keyboard.press("Enter");
  await expect(page.locator("#state")).toHaveAttribute("data-state", "unsaved");
  return { mark, pupil, cell };
}

async function signOut(page: Page): Promise<void> {
  await page.locator("header summary").last().click();
  await page.getByRole("button", { name: "Выйти", exact: true }).click();
}

test("entries that wait are told on every page of their owner and sent from there, and nobody else is told", async ({ as }) => {
  const context = await as("ivanova");
  const page = await context.newPage();
  const mend = await cut(context);
  await openJournal(page, "7А", "Геометрия");
  const { mark, cell } = await type(page);
  const address = new URL(page.url()).pathname;
  const line = page.locator("#waiting");
  await expect(line, "the page itself shows them").toBeHidden();

  await openJournal(page, "7А", "Алгебра");
  await expect(line).toContainText("Ещё не отправлено: 1");
  await page.goto("/account");
  await expect(line).toContainText("Нет связи");
  await expect(line.getByRole("link", { name: "7А · Геометрия" })).toHaveAttribute("href", address);

  await context.request.post("/demo/sign-in", { form: { as: "sidorov" }, maxRedirects: 0 });
  await page.reload();
  await expect(page.locator("header summary").last()).toContainText("Сидоров");
  await expect(line).toBeHidden();

  await context.request.post("/demo/sign-in", { form: { as: "ivanova" }, maxRedirects: 0 });
  await page.reload();
  await expect(line).toContainText("Ещё не отправлено: 1");
  await mend();
  await expect(line).toBeHidden();
  await page.goto(address);
  await expect(cell).toContainText(mark);
});

test("signing out shows what would be lost, of other tabs too, and is not done without a yes", async ({ as }) => {
  const context = await as("ivanova");
  await cut(context);
  const page = await context.newPage();
  await openJournal(page, "7А", "Геометрия");
  const one = await type(page);
  const other = await context.newPage();
  await openJournal(other, "7А", "Алгебра");
  const two = await type(other);

  await page.bringToFront();
  await signOut(page);
  const dialog = page.getByRole("dialog", { name: "Ещё не отправлено: 2" });
  await expect(dialog).toContainText(`7А · Геометрия, ${one.pupil}`);
  await expect(dialog).toContainText(`7А · Алгебра, ${two.pupil}`);
  await dialog.getByRole("button", { name: "Остаться" }).click();
  await expect(dialog).toBeHidden();
  await page.reload();
  await expect(one.cell, "still there").toContainText(one.mark);

  await signOut(page);
  await dialog.getByRole("button", { name: "Выйти без них" }).click();
  await expect(page.locator("#grid")).toHaveCount(0);
});

test("whoever signs out leaves what somebody else entered here and has not sent", async ({ as }) => {
  const context = await as("ivanova");
  const page = await context.newPage();
  const mend = await cut(context);
  await openJournal(page, "7А", "Геометрия");
  const { mark, cell } = await type(page);
  const address = page.url();
  await context.request.post("/demo/sign-in", { form: { as: "sidorov" }, maxRedirects: 0 });
  await page.goto("/account");
  await signOut(page);
  await expect(page.locator("#sign-out")).toHaveCount(0);
  await mend();
  await context.request.post("/demo/sign-in", { form: { as: "ivanova" }, maxRedirects: 0 });
  await page.goto(address);
  await expect(page.locator("#state")).toHaveAttribute("data-state", "saved");
  await page.reload();
  await expect(cell).toContainText(mark);
});

test("a screen that was closed keeps what waits, and opens with it", async ({ as }) => {
  const context = await as("ivanova");
  const page = await context.newPage();
  const mend = await cut(context);
  await openJournal(page, "7А", "Геометрия");
  const { mark, cell } = await type(page);
  const address = page.url();
  await page.keyboard.type((await (await at(page)).cell.innerText()).includes(mark) ? "3" : mark); // not finished
  await page.locator("header summary").last().click();
  await page.getByRole("button", { name: "Закрыть экран" }).click();
  await expect(page.locator("input[name=pin]")).toBeVisible();
  await expect(page.locator("#waiting")).toHaveCount(0);

  await context.request.post("/demo/sign-in", { form: { as: "ivanova" }, maxRedirects: 0 });
  await page.goto("/account");
  await expect(page.locator("#waiting")).toContainText("Ещё не отправлено: 2");
  await mend();
  await expect(page.locator("#waiting")).toBeHidden();
  await page.goto(address);
  await expect(cell).toContainText(mark);
});

test("a page that has not looked into its store yet does not say that all is saved", async ({ as }) => {
  const context = await as("ivanova");
  const page = await context.newPage();
  const mend = await cut(context);
  await openJournal(page, "7А", "Геометрия");
  await type(page);
  await page.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...args) {
      const asked = Reflect.apply(open, this, args) as IDBOpenDBRequest;
      const add = asked.addEventListener.bind(asked);
      Object.defineProperty(asked, "onsuccess", { set: (heard: EventListener) => add("success", (event) => setTimeout(() => heard.call(asked, event), 1500)) });
      return asked;
    };
  });
  await page.reload({ waitUntil: "domcontentloaded" });
  await expect(page.locator("#grid td.sel")).toHaveCount(1); // the script is at work
  expect(await page.locator("#state").getAttribute("data-state")).not.toBe("saved");
  await mend();
  await expect(page.locator("#state")).toHaveAttribute("data-state", "saved");
});
