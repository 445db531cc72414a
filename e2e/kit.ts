// What every walk needs: the address of the demo on the walk's engine, and the cast, each in a browser of her own.
import { type Browser, type BrowserContext, type BrowserContextOptions, expect, test as base } from "@playwright/test";

export { expect };
export type { Locator, Page } from "@playwright/test";

/** Sign-in names of the demo's cast. */
export type Cast =
  | "orlova" | "smirnov" | "ivanova" | "sidorov" | "petrov" | "petrova" | "kuznetsova" | "zhdanova" | "volkova" | "belova" | "gromov";

/** Opens a browser of her own for one of the cast, already signed in. */
export type As = (who: Cast, options?: BrowserContextOptions) => Promise<BrowserContext>;

export const test = base.extend<{ as: As }>({
  baseURL: async ({}, use, info) => {
    const place = `PARTA_WALK_${info.project.name}`;
    const address = process.env[place] ?? process.env[`${place}_${info.parallelIndex}`];
    info.skip(!address, "no PostgreSQL: run .ci/postgres npm --prefix e2e test");
    await use(address);
  },
  as: async ({ browser, baseURL, viewport, locale, timezoneId }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (who, options = {}) => {
      const context = await signIn(browser, who, { baseURL, viewport, locale, timezoneId, ...options });
      opened.push(context);
      return context;
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

async function signIn(browser: Browser, who: Cast, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  const answer = await context.request.post("/demo/sign-in", { form: { as: who }, maxRedirects: 0 });
  expect(answer.status(), `sign-in of ${who}`).toBeLessThan(400);
  return context;
}
