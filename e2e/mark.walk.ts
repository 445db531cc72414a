// The day of the school: a teacher puts a mark, a mother sees it, a stranger sees nothing.
import { expect, test } from "./kit";
import { goToPupil, monday, openDiary, openJournal, saved, selected } from "./pages";

test("a mark put by keyboard appears in the mother's open diary, and to a stranger neither page exists", async ({ as }) => {
  const teacher = await (await as("ivanova")).newPage();
  await openJournal(teacher, "7Б", "Алгебра");
  const { cell, date } = await goToPupil(teacher, "Петров");

  const mother = await (await as("petrova")).newPage();
  await openDiary(mother, "Илья");
  const diary = new URL(mother.url());
  const week = `${diary.pathname.replace(/\/week\/.*$/, "")}/week/${monday(date)}`;
  await mother.goto(week);
  await mother.evaluate(() => Object.assign(window, { sameDocument: true }));
  const day = mother.locator(`#d-${date}`);
  const before = (await cell.innerText()).trim();
  const mark = before.includes("3") ? "5" : "3";
  const lesson = day.locator("li", { hasText: "Алгебра" }).first();
  await expect(lesson).toBeVisible();

  await teacher.keyboard.type(mark);
  await teacher.keyboard.press("Enter");
  await expect(cell).toContainText(mark);
  await saved(teacher);
  await expect(selected(teacher)).not.toHaveAttribute("aria-label", /^Петров Илья/);

  await expect(lesson.locator("[data-got]")).toContainText(mark);
  expect(await mother.evaluate(() => "sameDocument" in window), "the diary was not loaded again").toBe(true);

  await teacher.reload();
  await expect(cell).toContainText(mark);

  const stranger = await as("volkova");
  for (const address of [new URL(teacher.url()).pathname, week]) {
    expect((await stranger.request.get(address)).status(), `${address} for Volkova`).toBe(404);
  }
});
