// Long lists are narrowed by typing; what is out of sight is not sent.
import { expect, test } from "./kit";

test("the deputy finds a journal page by class and course", async ({ as }) => {
  const page = await (await as("smirnov")).newPage();
  await page.goto("/");
  const links = page.locator("#book dd a:visible");
  const all = await links.count();
  const find = page.getByLabel("Найти");
  await find.fill("7б АЛГ");
  await expect(links).toHaveText(["Алгебра"]);
  await expect(page.locator("#book dt:visible")).toContainText("7Б");
  await expect(page.locator(".filter [role=status]")).toContainText(`Показано: 1 из ${all}.`);
  await find.fill("такого нет");
  await expect(links).toHaveCount(0);
  await expect(page.locator(".filter [role=status]")).toContainText("Ничего не нашлось");
  await find.press("Escape");
  await expect(links).toHaveCount(all);
});

test("a child's parents are found with the child, and only the shown get codes", async ({ as }) => {
  const page = await (await as("sidorov")).newPage();
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Приглашения" }).first().click();
  const find = page.getByLabel("Найти");
  const rows = page.locator("#guests tbody tr:visible");
  await find.fill("селезнев вадим");
  await expect(rows.first()).toContainText("Селезнёв Вадим");
  for (const row of await rows.all()) expect(await row.innerText(), "his own line or his parents'").toMatch(/Селезн[её]в|родитель/);
  await expect(page.locator(".filter [role=status]")).toContainText("отмеченным из показанных");
  await expect(page.locator("#guests tr:not(:visible) input[type=checkbox]:enabled")).toHaveCount(0);
  await expect(page.locator("#guests tr:visible input[type=checkbox]:disabled")).toHaveCount(0);
  await find.fill("");
  await expect(page.locator("#guests input[type=checkbox]:disabled")).toHaveCount(0);
});

test("without scripts the lists are whole and offer no field", async ({ as }) => {
  const page = await (await as("smirnov", { javaScriptEnabled: false })).newPage();
  await page.goto("/");
  await expect(page.locator("#book dt").first()).toBeVisible();
  await expect(page.locator("input[type=search]")).toBeHidden();
});
