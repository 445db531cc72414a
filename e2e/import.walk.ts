// The clerk brings in a class list: sees what would happen, row by row, says yes; a second time there is nothing to do.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./kit";
import type { Page } from "./kit";

const head = "ФИО;Класс;Дата рождения;Мать;Телефон\n";
const list = (rows: string) => ({ name: "7б.csv", mimeType: "text/csv", buffer: Buffer.from(head + rows) });

async function compare(page: Page, rows: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Загрузка списков" }).first().click();
  await page.getByLabel("Файлы").setInputFiles(list(rows));
  await page.getByRole("button", { name: "Сравнить" }).click();
}

async function noFindings(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
    expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
  }
}

test("a class list is compared, brought in, and the same the second time", async ({ as }) => {
  const page = await (await as("kuznetsova", { javaScriptEnabled: false })).newPage();
  await compare(page, "Волкова Вера Юрьевна;7 «Б»;02.09.2013;Волкова Нина Юрьевна;+7 913 000-00-31\n");
  await expect(page.getByText("Пока ничего не записано")).toBeVisible();
  const rows = page.getByRole("table", { name: "По строкам" });
  await expect(rows.getByRole("row", { name: /человек Волкова Вера Юрьевна добавить/ })).toBeVisible();
  await page.getByRole("button", { name: "Загрузить" }).click();
  await expect(page.getByText("Загружено.")).toBeVisible();

  await compare(page, "Волкова Вера Юрьевна;7 «Б»;02.09.2013;Волкова Нина Юрьевна;+7 913 000-00-31\n");
  await expect(page.getByText("Всё уже так")).toBeVisible();
  await page.getByRole("button", { name: "Отменить" }).click();
});

test("a list that cannot be taken names file, row and column", async ({ as }) => {
  const page = await (await as("kuznetsova")).newPage();
  await compare(page, "Волкова Вера Юрьевна;7 «Б»;31.02.2013;;\nСидоров Пётр Алексеевич;седьмой;01.03.2013;;\n");
  await expect(page.getByRole("alert")).toContainText("Файл не принят");
  await expect(page.getByRole("row", { name: /7б\.csv 2 Дата рождения отказ/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /7б\.csv 3 Класс отказ/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Загрузить" })).toHaveCount(0);
  await noFindings(page);
});

test("on a phone the mistakes of a list are read without scrolling sideways", async ({ as }) => {
  const page = await (await as("kuznetsova", { viewport: { width: 390, height: 844 } })).newPage();
  await compare(page, "Волкова Вера Юрьевна;7 «Б»;31.02.2013;;\nСидоров Пётр Алексеевич;седьмой;01.03.2013;;\n");
  await expect(page.getByText("«седьмой» — не класс")).toBeVisible();
  expect(await page.locator(".scroll").evaluateAll((all) => all.map((e) => e.scrollWidth - e.clientWidth))).toEqual([0]);
  await noFindings(page);
});

test("a namesake is asked about before anything can be brought in", async ({ as }) => {
  const page = await (await as("kuznetsova", { javaScriptEnabled: false })).newPage();
  await compare(page, "Иванова Елена Павловна;7 «Б»;01.03.2013;;\n");
  await expect(page.getByRole("button", { name: "Загрузить" })).toHaveCount(0);
  await page.getByLabel("Иванова Елена Павловна").selectOption({ label: "новый человек" });
  await page.getByRole("button", { name: "Ответить" }).click();
  await expect(page.getByRole("row", { name: /человек Иванова Елена Павловна добавить/ })).toBeVisible();
  await page.getByRole("button", { name: "Отменить" }).click();

  const seen = await (await as("kuznetsova")).newPage();
  await compare(seen, "Иванова Елена Павловна;7 «Б»;01.03.2013;;\n");
  await expect(seen.getByLabel("Иванова Елена Павловна")).toBeVisible();
  await noFindings(seen);
});
