// The sheet as a spreadsheet: blocks from Excel, two devices without a line, another person on the page.
import { type Locator, type Page, expect, test } from "./kit";
import { openJournal, saved, selected } from "./pages";

/** Pastes text as the clipboard of a spreadsheet would give it. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((plain) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", plain);
    document.activeElement!.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** The cell r rows below and c columns before the first pupil's last cell that may be written. */
function past(page: Page, r: number, c: number): Locator {
  return page.locator("#grid tbody tr").nth(r).locator("td:not(.future, .avg, .avg ~ td)").nth(-1 - c);
}

/** Everything that stands on the page. */
async function sheet(page: Page): Promise<string[][]> {
  return page.locator("#grid tbody tr").evaluateAll((rows) => rows.map((row) =>
    [...row.querySelectorAll("td:not(.avg, .avg ~ td)")].map((cell) => cell.textContent ?? "")));
}

async function openSheet(page: Page, address?: string): Promise<string> {
  if (address) await page.goto(address);
  else await openJournal(page, "7Б", "Алгебра");
  await expect(selected(page)).toBeFocused();
  return page.url();
}

/** Selects a rectangle by its corners. */
async function select(from: Locator, to: Locator): Promise<void> {
  await from.click();
  await to.click({ modifiers: ["Shift"] });
}

test("a block from a spreadsheet shows what it would do, refuses what it cannot, and is undone as one", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openSheet(page);
  const before = await sheet(page);

  await past(page, 0, 2).click();
  await paste(page, "5\t4,0\tн\r\n\t99\t3-\r\n");
  const dialog = page.locator("dialog.paste");
  await expect(dialog).toContainText("99");
  await expect(past(page, 0, 1)).toHaveClass(/ghost/);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  expect(await sheet(page), "looked at, not written").toEqual(before);

  await paste(page, "5\t4,0\tн\r\n\t99\t3-\r\n");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0); // the cells show the values from before the yes
  await expect(past(page, 0, 1)).toContainText("4");
  await expect(past(page, 1, 0)).toContainText("3−");
  await saved(page);
  await page.keyboard.press("Control+z");
  await saved(page);
  await expect.poll(() => sheet(page), "undone as one").toEqual(before);
});

test("rows in another order find their pupils by name, and a stranger's row is refused", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openSheet(page);
  const names = await page.locator("#grid tbody .name").allInnerTexts();
  const before = await sheet(page);
  await past(page, 0, 0).click();
  await paste(page, `${names[3]}\t5\n${names[1]}\t4\nПушкин Александр\t3\n`);
  await expect(page.locator("dialog.paste li")).toContainText(["Пушкин Александр"]);
  await page.keyboard.press("Enter");
  await expect(page.locator("dialog.paste")).toHaveCount(0);
  await expect(past(page, 3, 0)).toContainText("5");
  await expect(past(page, 1, 0)).toContainText("4");
  await saved(page);
  await page.keyboard.press("Control+z");
  await saved(page);
  await expect.poll(() => sheet(page)).toEqual(before);
});

test("two devices off line, hundreds of entries and 10 of them twice: nothing is lost, each conflict is asked", async ({ as }) => {
  test.setTimeout(120_000);
  const desk = await as("ivanova");
  const computer = await desk.newPage();
  const address = await openSheet(computer);
  const phone = await (await as("ivanova")).newPage();
  await openSheet(phone, address);
  const width = Math.min(4, Math.floor((await computer.locator("#grid tbody tr").first().locator("td:not(.future, .avg, .avg ~ td)").count()) / 2));

  await desk.setOffline(true);
  await phone.context().setOffline(true);
  await select(past(computer, 0, 0), past(computer, 27, width - 1));
  await computer.keyboard.type("2+"); // stands nowhere yet
  await computer.keyboard.press("Control+Enter");
  await select(past(phone, 0, width), past(phone, 27, 2 * width - 1));
  await phone.keyboard.type("4");
  await phone.keyboard.press("Control+Enter");
  await select(past(phone, 0, width - 1), past(phone, 9, width - 1));
  await phone.keyboard.type("3+");
  await phone.keyboard.press("Control+Enter");
  await expect(computer.locator("#state")).toHaveAttribute("data-state", "unsaved");

  // The computer's tab is closed while nothing is sent; what it holds goes out when it is opened again.
  await computer.close();
  await desk.setOffline(false);
  const again = await desk.newPage();
  await again.goto(address);
  await expect(past(again, 27, 0)).toContainText("2+"); // it has looked into its store
  await saved(again);

  await phone.context().setOffline(false);
  const ask = phone.locator("#panel .ask");
  await expect(ask).toHaveCount(10);
  await expect(phone.locator("#grid td[data-state=conflict]")).toHaveCount(10);
  for (let left = 10; left > 0; left--) {
    await ask.first().getByRole("button").nth(left % 2).click();
    await expect(ask).toHaveCount(left - 1);
  }
  await saved(phone);
  await expect(past(phone, 27, 2 * width - 1)).toContainText("4");
  const marks = await Promise.all([...Array(10).keys()].map((r) => past(phone, r, width - 1).innerText()));
  expect(marks.filter((text) => text.includes("2+")), "kept the computer's").toHaveLength(5);
  expect(marks.filter((text) => text.includes("3+")), "kept the phone's").toHaveLength(5);
  await expect.poll(() => sheet(again), "both devices end with the same sheet").toEqual(await sheet(phone));
});

test("another person's change appears within a second and is told apart; a cell being typed into is left alone", async ({ as }) => {
  const ivanova = await (await as("ivanova")).newPage();
  const address = await openSheet(ivanova);
  const other = await (await as("ivanova")).newPage();
  await openSheet(other, address);
  const mark = (await past(ivanova, 25, 0).innerText()).includes("4") ? "5" : "4";

  await past(other, 26, 0).click();
  await other.keyboard.type("2");
  await past(ivanova, 25, 0).click();
  await ivanova.keyboard.type(mark);
  await ivanova.keyboard.press("Enter");
  await ivanova.keyboard.type(mark);
  await ivanova.keyboard.press("Enter");
  await expect(past(other, 25, 0)).toContainText(mark, { timeout: 1000 });
  await expect(past(other, 25, 0)).toHaveClass(/other/);
  await expect(other.locator("#grid input.edit"), "still typing").toHaveValue("2");
  await other.keyboard.press("Escape");
  await expect(past(other, 26, 0)).toContainText(mark);
});

test("the deputy who looks at the page is seen on it", async ({ as }) => {
  const ivanova = await (await as("ivanova")).newPage();
  const address = await openSheet(ivanova);
  const smirnov = await (await as("smirnov")).newPage();
  await smirnov.goto(address);
  await expect(ivanova.locator("#here")).toContainText("Смирнов");
  await smirnov.close();
  await expect(ivanova.locator("#here")).toBeEmpty();
});

test("a mark typed over «н» says that the absence stays, and how to take it away", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openSheet(page);
  const cell = past(page, 12, 0);
  await cell.click();
  await page.keyboard.press("Delete");
  await page.keyboard.type("y"); // the key of «н»
  await page.keyboard.press("Enter");
  await cell.click();
  await page.keyboard.type("4");
  await page.keyboard.press("Enter");
  await expect(cell).toHaveText("н 4");
  await expect(page.locator(".said")).toContainText("«н» осталось");
  await expect(page.locator(".said")).toBeInViewport();
  await cell.click();
  await page.locator("#panel .both").getByRole("button").click();
  await expect(cell).toHaveText("4");
  await expect(page.locator("#panel .both")).toBeHidden();
  await saved(page);
});
