// Reading needs no JavaScript.
import { expect, test } from "./kit";
import { openJournal } from "./pages";

test("the diary is read without JavaScript: weeks, marks, the explained average", async ({ as }) => {
  const page = await (await as("petrova", { javaScriptEnabled: false })).newPage();
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Илья" }).first().click();
  const h1 = page.locator("h1");
  await expect(h1).toBeVisible();
  const week = await h1.innerText();
  await page.locator("a[rel=prev]").click();
  await expect(h1).not.toHaveText(week);
  await expect(page.locator(".day li h3").first()).toBeVisible();
  await page.locator("a[rel=next]").click();
  await expect(h1).toHaveText(week);

  await page.getByRole("link", { name: "Отметки" }).first().click();
  await expect(page.locator(".courses li").first()).toBeVisible();
  await page.locator(".courses").getByRole("link", { name: "Алгебра" }).click();
  await expect(page.locator("#why")).toContainText("=");
});

test("the journal page is read without JavaScript", async ({ as }) => {
  const context = await as("ivanova", { javaScriptEnabled: false });
  const page = await context.newPage();
  await openJournal(page, "7Б", "Алгебра");
  await expect(page.locator("#grid tbody tr[data-p]").first()).toBeVisible();
  await expect(page.locator("#grid tbody tr", { hasText: "Петров Илья" })).toContainText(/[2-5н]/);
});

test("what only a script can do is offered by the script alone", async ({ as }) => {
  for (const javaScriptEnabled of [false, true]) {
    const context = await as("ivanova", { javaScriptEnabled });
    const page = await context.newPage();
    await openJournal(page, "7Б", "Алгебра");
    await expect(page.getByRole("link", { name: "XLSX" })).toBeVisible();
    for (const offer of [page.getByRole("button", { name: "клавиши" }), page.getByRole("button", { name: "печать" }), page.locator(".legend")]) {
      await expect(offer).toBeVisible({ visible: javaScriptEnabled });
    }
  }
});
