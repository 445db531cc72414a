// The term was closed while a teacher was typing: nothing is lost, and there is a way on.
import { expect, type Locator, type Page, test } from "./kit";
import { at, openJournal, saved, selected } from "./pages";

/** The deputy closes or opens the term of the page that is open. */
async function term(deputy: Page, name: string, way: "Закрыть" | "Открыть"): Promise<void> {
  await deputy.goto("/");
  await deputy.getByRole("navigation").getByRole("link", { name: "Журнал" }).first().click();
  await deputy.getByRole("link", { name: `${way}… ${name}` }).click();
  await deputy.getByRole("button", { name: way, exact: true }).click();
}

test("what a closed term refused stays listed over a reload, and is sent again when the term is open", async ({ as }) => {
  const deputy = await (await as("smirnov")).newPage();
  const context = await as("ivanova");
  const page = await context.newPage();
  await openJournal(page, "7А", "Алгебра");
  const name = await page.locator(".terms [aria-current]").innerText();
  await expect(selected(page)).toBeFocused();
  await context.setOffline(true);
  /** Types another mark than stands in the selected cell. */
  const another = async (): Promise<{ cell: Locator; stood: string; mark: string }> => {
    const { cell } = await at(page);
    const stood = await cell.innerText();
    const mark = stood.includes("3") ? "4" : "3";
    await page.keyboard.type(mark);
    await page.keyboard.press("Enter");
    return { cell, stood, mark };
  };
  const first = await another();
  const second = await another();
  const third = await another();
  await term(deputy, name, "Закрыть");
  try {
    await context.setOffline(false);
    const notice = page.locator(".refusals");
    await expect(notice).toContainText("Четверть закрыта");
    await expect(notice.locator("p")).toHaveCount(1);
    await expect(notice.locator("li")).toHaveCount(3);
    await expect(page.locator("#state")).toHaveAttribute("data-state", "ask");

    await page.reload();
    await expect(notice.locator("li")).toHaveCount(3);
    await notice.getByRole("button", { name: "Отправить все снова" }).click();
    await expect(notice, "still closed").toContainText("Четверть закрыта");
    await expect(notice.locator("li")).toHaveCount(3);
    await notice.locator("li").nth(2).getByRole("button", { name: "Убрать" }).click();
    await expect(notice.locator("li")).toHaveCount(2);
    const own = page.url();
    await openJournal(page, "7А", "Геометрия");
    await expect(notice.locator("li").first(), "on another page its own is named").toContainText("7А · Алгебра,");
    await page.goto(own);
    await expect(notice.locator("li")).toHaveCount(2);
  } finally {
    await term(deputy, name, "Открыть");
  }
  const notice = page.locator(".refusals");
  await notice.locator("li").first().getByRole("button", { name: "Отправить снова" }).click();
  await expect(notice.locator("li")).toHaveCount(1);
  await notice.getByRole("button", { name: "Отправить снова" }).click();
  await expect(notice).toBeHidden();
  await saved(page);
  await page.reload();
  await expect(first.cell).toContainText(first.mark);
  await expect(second.cell).toContainText(second.mark);
  await expect(third.cell).toHaveText(third.stood);
});

test("on the lesson's page too, what was refused is said once with its ways on", async ({ as }) => {
  const deputy = await (await as("smirnov")).newPage();
  const context = await as("ivanova", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await openJournal(page, "7А", "Алгебра");
  const name = await page.locator(".terms [aria-current]").innerText();
  await page.locator("#panel .cell h2 a").tap();
  const rows = page.locator("#lesson > li");
  await expect(rows.first()).toBeVisible();
  await context.setOffline(true);
  for (const r of [3, 4]) await rows.nth(r).locator("button[value='5']").tap();
  await term(deputy, name, "Закрыть");
  const notice = page.locator(".refusals");
  try {
    await context.setOffline(false);
    await expect(notice.locator("li")).toHaveCount(2);
    await expect(notice).toContainText("Четверть закрыта");
    expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing sticks out to the right").toBeLessThanOrEqual(390);
  } finally {
    await term(deputy, name, "Открыть");
  }
  await notice.getByRole("button", { name: "Отправить все снова" }).tap();
  await expect(notice).toBeHidden();
  await saved(page);
  await expect(rows.nth(4).locator(".value")).toContainText("5");
});
