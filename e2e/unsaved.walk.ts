// A session ends while a form is being filled in: the way back leads to the form, with what was typed, for its owner alone.
import { expect, test, type Page } from "./kit";

const address = "ivanova@school.example";

/** Fills in a form of the account page and sends it after the session has ended. */
async function sendTooLate(page: Page): Promise<void> {
  await page.goto("/account");
  await page.locator("#my-email summary").click();
  await page.locator("#email").fill(address);
  await page.locator("#my-email").getByLabel("Нынешний пароль").fill("сирень у крыльца");
  await page.context().clearCookies();
  await page.locator("#my-email button").click();
  await expect(page.getByText("отправленное не сохранено")).toBeVisible();
}

test("what was typed before the session ended is in the form again, without the password", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await sendTooLate(page);
  await page.getByRole("button", { name: /Иванова/ }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.locator("#email")).toBeVisible();
  await expect(page.locator("#email")).toHaveValue(address);
  await expect(page.locator("#my-email").getByLabel("Нынешний пароль")).toHaveValue("");
  await expect(page.locator("#my-email .notice")).toContainText("ещё не сохранено");
  await page.reload();
  await expect(page.locator("#email"), "it is given back once").toHaveValue("");
});

test("somebody else who signs in there finds nothing of it", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await sendTooLate(page);
  await page.getByRole("button", { name: /Сидоров/ }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.locator("#email")).toHaveValue("");
  expect(await page.evaluate(() => Object.values(sessionStorage).join())).not.toContain(address);
});

test("without scripts the way back leads to the page of the form", async ({ as }) => {
  const page = await (await as("ivanova", { javaScriptEnabled: false })).newPage();
  await sendTooLate(page);
  await page.getByRole("button", { name: /Иванова/ }).click();
  await expect(page).toHaveURL(/\/account$/);
});
