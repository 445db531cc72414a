// A title copied from elsewhere comes in as it is seen, whatever is hidden in it.
import { expect, test } from "./kit";
import { openJournal } from "./pages";

test("a title is kept without what nobody can see", async ({ as }) => {
  const page = await (await as("ivanova")).newPage();
  await openJournal(page, "7А", "Алгебра");
  await page.getByRole("link", { name: "Добавить работу" }).click();
  await page.getByLabel("Название").fill("Проце\u00adнты\u202e и\u200b дроби\u2069: наи\u0306ти");
  await page.getByRole("button", { name: "Добавить работу" }).click();
  await expect(page.locator("main")).toContainText("Проценты и дроби: найти");
  expect(await page.content()).not.toMatch(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/);
});
