// A mother of two children in two schools, on a telephone: each of them is one tap away from the first page.
import { expect, test } from "./kit";

test("the first page has a place for a thumb for each child", async ({ as }) => {
  const page = await (await as("petrova", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })).newPage();
  for (const child of ["Илья", "Мария"]) {
    await page.goto("/");
    const link = page.locator(".places nav").getByRole("link", { name: child });
    const box = await link.boundingBox();
    expect(Math.min(box!.width, box!.height), `${child}: pixels to touch`).toBeGreaterThanOrEqual(44);
    await link.tap();
    await expect(page.locator(".diary")).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(child));
  }
});
