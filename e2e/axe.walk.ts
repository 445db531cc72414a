// Every page that a person can click to, in light and dark, without a finding of axe.
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { type Cast, expect, test } from "./kit";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const readers: Cast[] = ["orlova", "smirnov", "ivanova", "sidorov", "petrov", "petrova", "kuznetsova", "zhdanova", "volkova", "belova", "gromov"];

/** A page's kind: its address without the numbers of things, days and questions. */
function kind(address: string): string {
  const { pathname } = new URL(address);
  return pathname.replace(/\/[0-9a-hjkmnp-tv-z]{13}(?=\/|$)/gi, "/·").replace(/\/\d{4}-\d\d-\d\d/g, "/day");
}

/** Walks from the start page over all links, one page of each kind. */
async function everyKind(context: BrowserContext, visit: (page: Page, kind: string) => Promise<void>): Promise<number> {
  const page = await context.newPage();
  const seen = new Set<string>();
  const asked = new Set<string>(["/"]); // a link that leads on to a page of another kind is followed once, too
  const ahead = ["/"];
  for (let address = ahead.shift(); address !== undefined; address = ahead.shift()) {
    const answer = await page.goto(address).catch((problem: Error) => {
      if (problem.message.includes("Download is starting")) return null; // a file, not a page
      throw problem;
    });
    if (!answer || !(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    const here = kind(page.url());
    if (!seen.has(here)) {
      seen.add(here);
      expect(answer.status(), `${address} is linked to`).toBeLessThan(400);
      await visit(page, here);
    }
    const links = await page.locator("a[href]").evaluateAll((all) => all.filter((a) => !a.hasAttribute("download")).map((a) => (a as HTMLAnchorElement).href));
    for (const link of links) {
      const clean = link.replace(/#.*$/, "");
      if (clean.startsWith(new URL(page.url()).origin) && !seen.has(kind(clean)) && !asked.has(kind(clean))) {
        asked.add(kind(clean));
        ahead.push(clean);
      }
    }
  }
  await page.close();
  return seen.size;
}

/** What was looked at already, by scheme: kind of page and kind of element on it. */
const looked = { light: new Set<string>(), dark: new Set<string>() };

/** The kinds of elements of a page: tag, classes, role. A page that shows no new kind needs no second look. */
async function elements(page: Page, where: string): Promise<string[]> {
  const found = await page.evaluate(() => [...document.querySelectorAll("body *")].map((e) => `${e.tagName} ${e.getAttribute("class") ?? ""} ${e.getAttribute("role") ?? ""}`));
  return [...new Set(found)].map((element) => `${where} ${element}`);
}

/** Runs axe in light, and in dark for what differs there: contrast. */
async function check(page: Page, where: string, who = ""): Promise<void> {
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    const fresh = (await elements(page, where)).filter((element) => !looked[scheme].has(element));
    if (fresh.length === 0) continue;
    fresh.forEach((element) => looked[scheme].add(element));
    const axe = new AxeBuilder({ page });
    const { violations } = await (scheme === "light" ? axe.withTags(tags) : axe.withRules(["color-contrast"])).analyze();
    // The cells and headings of the grid are small on purpose: the panel beside it does the same in large (WCAG 2.5.8, Equivalent).
    for (const v of violations.filter(({ id }) => id === "target-size")) {
      const inGrid = await Promise.all(v.nodes.map((n) => page.locator(String(n.target[0])).first().evaluate((e) => !!e.closest("#grid"))));
      v.nodes = v.nodes.filter((_, i) => !inGrid[i]);
    }
    const found = violations.filter(({ nodes }) => nodes.length > 0).map((v) => `${v.id} (${v.impact}): ${v.help}\n${v.nodes.slice(0, 4).map((n) => `    ${n.html.slice(0, 160)}\n      ${n.failureSummary?.split("\n").slice(1, 3).join(" ")}`).join("\n")}`);
    expect.soft(found, `${who} at ${where}, ${scheme}`).toEqual([]);
  }
}

for (const who of readers) {
  test(`axe finds nothing on any page of ${who}`, async ({ as }) => {
    test.setTimeout(300_000);
    const kinds = await everyKind(await as(who), (page, here) => check(page, here, who));
    expect(kinds).toBeGreaterThan(1);
  });
}

test("axe finds nothing before sign-in, nor on pages of errors", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, locale: "ru-RU" });
  const page = await context.newPage();
  for (const address of ["/", "/sign-in", "/join", "/recover", "/no-such-page", "/o/0000000000000/journal"]) {
    await page.goto(address);
    await check(page, address);
  }
  await context.close();
});
