// The lesson under a thumb: a phone of 360 px, a tap saves, a lost line loses nothing.
import { expect, test } from "./kit";
import { openJournal, saved } from "./pages";

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
});
