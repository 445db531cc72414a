// What a page costs on its way to the reader: compressed bytes and requests of a first visit, and of the next one.
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./kit";
import { openDiary, openJournal } from "./pages";

interface Cost {
  requests: string[];
  bytes: number;
}

/** Loads an address as the network sees it; the live stream never ends and is left out. */
async function cost(page: Page, load: () => Promise<unknown>): Promise<Cost> {
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  const asked = new Map<string, string>();
  const cached = new Set<string>();
  let bytes = 0;
  wire.on("Network.requestWillBeSent", ({ requestId, request, type }) => {
    if (type !== "EventSource" && request.url.startsWith("http")) asked.set(requestId, new URL(request.url).pathname);
  });
  wire.on("Network.requestServedFromCache", ({ requestId }) => cached.add(requestId));
  wire.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.fromDiskCache) cached.add(requestId);
  });
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (asked.has(requestId) && !cached.has(requestId)) bytes += encodedDataLength;
  });
  await load();
  await page.waitForLoadState("load");
  await page.waitForTimeout(1500);
  await wire.detach();
  return { requests: [...asked].filter(([id]) => !cached.has(id)).map(([, path]) => path), bytes };
}

/** A browser with the session alone, as on the first visit. */
async function firstVisit(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.clearBrowserCache");
  await wire.detach();
  return page;
}

for (const { name, who, open, kilobytes, requests } of [
  { name: "diary week", who: "petrova", open: (page: Page) => openDiary(page, "Илья"), kilobytes: 30, requests: 4 },
  { name: "journal page", who: "ivanova", open: (page: Page) => openJournal(page, "7Б", "Алгебра"), kilobytes: 90, requests: 6 },
] as const) {
  test(`${name}: at most ${kilobytes} KB in ${requests} requests, and one request when nothing has changed`, async ({ as }) => {
    const finder = await (await as(who)).newPage();
    await open(finder);
    const address = finder.url();
    await finder.close();

    const context = await as(who);
    const page = await firstVisit(context);
    const first = await cost(page, () => page.goto(address));
    console.log(`${name}: ${(first.bytes / 1024).toFixed(1)} KB in ${first.requests.length} requests`);
    expect(first.bytes).toBeLessThanOrEqual(kilobytes * 1024);
    expect(first.requests.length, first.requests.join("\n")).toBeLessThanOrEqual(requests);

    await page.goto("about:blank");
    const again = await cost(page, () => page.goto(address));
    console.log(`${name} again: ${(again.bytes / 1024).toFixed(1)} KB in ${again.requests.length} requests`);
    const { pathname } = new URL(address);
    expect(again.requests, "asked for again though it cannot have changed").toEqual([pathname]);
    expect(again.bytes, "an unchanged page is not sent again").toBeLessThan(first.bytes / 4);
  });
}
