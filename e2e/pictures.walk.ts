// Pictures of the main pages for people to look at: pictures/ beside this file, two sizes, light and dark.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { type Cast, test } from "./kit";
import { openDiary, openJournal } from "./pages";

const folder = fileURLToPath(new URL("pictures/", import.meta.url));
const sizes = [{ width: 1366, height: 768 }, { width: 390, height: 844 }];

const pages: { name: string; who?: Cast; open: (page: Page) => Promise<unknown> }[] = [
  { name: "demo", open: (page) => page.goto("/") },
  { name: "journal", who: "ivanova", open: (page) => openJournal(page, "7Б", "Алгебра") },
  { name: "journals", who: "ivanova", open: (page) => page.goto("/") },
  { name: "diary", who: "petrova", open: (page) => openDiary(page, "Илья") },
  {
    name: "marks", who: "petrova", open: async (page) => {
      await openDiary(page, "Илья");
      await page.getByRole("link", { name: "Отметки" }).first().click();
    },
  },
  { name: "head", who: "orlova", open: (page) => page.goto("/") },
];

for (const { name, who, open } of pages) {
  test(`pictures of ${name}`, async ({ as, browser, baseURL }) => {
    mkdirSync(folder, { recursive: true });
    for (const size of sizes) {
      const options = { viewport: size, baseURL, locale: "ru-RU", hasTouch: size.width < 600, isMobile: size.width < 600 };
      const context = who ? await as(who, options) : await browser.newContext(options);
      const page = await context.newPage();
      await open(page);
      for (const scheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.waitForTimeout(500);
        await page.screenshot({ path: `${folder}${name}-${size.width}-${scheme}.png` });
      }
      await context.close();
    }
  });
}
