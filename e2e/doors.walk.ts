// An empty folder becomes a school: the code on the console, the first page, signing in and out, the quick lock.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./kit";

const password = "сирень у крыльца";

/** Starts `parta serve` on an empty folder and gives its address and the code it prints. */
async function serve(folder: string): Promise<{ child: ChildProcess; address: string; code: string }> {
  const child = spawn(process.env.PARTA_WALK_BINARY!, ["serve", "--data", folder, "--listen", "127.0.0.1:0", "--lang", "en"], { stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  const printed = await new Promise<RegExpMatchArray>((done, fail) => {
    const late = setTimeout(() => fail(new Error(`parta serve printed no code:\n${said}`)), 30_000);
    child.stdout!.on("data", (text) => {
      said += text;
      const found = said.match(/parta (http:\S+)[^]*code (\S+),/);
      if (found) {
        clearTimeout(late);
        done(found);
      }
    });
  });
  return { child, address: printed[1]!, code: printed[2]! };
}

test("the first administrator comes from the code on the console, and nobody else does", async ({ browser }) => {
  const folder = mkdtempSync(join(tmpdir(), "parta-doors-"));
  const { child, address, code } = await serve(join(folder, "data"));
  try {
    const context = await browser.newContext({ baseURL: address, locale: "ru-RU" });
    const page = await context.newPage();
    await page.goto("/");
    await expect(page, "a visitor is asked to sign in").toHaveURL(/\/sign-in/);

    await page.goto("/first");
    await page.getByLabel("Код с консоли").fill("00000-00000");
    await page.getByLabel("Название").fill("МБОУ СОШ № 1");
    await page.getByLabel("Коротко").fill("Школа № 1");
    await page.getByLabel("Часовой пояс").selectOption("Asia/Tomsk");
    await page.getByLabel("Фамилия").fill("Орлова");
    await page.getByLabel("Имя", { exact: true }).fill("Мария");
    await page.getByLabel("Имя для входа").fill("orlova");
    await page.getByLabel("Пароль").fill(password);
    await page.getByRole("button", { name: "Открыть школу" }).click();
    await expect(page.getByRole("alert")).toContainText("Код не подходит");

    await page.getByLabel("Код с консоли").fill(code.toLowerCase().replace("-", " "));
    await page.getByLabel("Пароль").fill(password);
    await page.getByRole("button", { name: "Открыть школу" }).click();
    await expect(page).toHaveURL(/\/o\/\w{13}\//);
    await expect(page.getByText("Школа № 1").first()).toBeVisible();
    const home = page.url();

    await page.getByRole("link", { name: "Загрузить списки" }).click();
    await expect(page.getByRole("heading", { name: "Загрузка списков" }), "an empty school says how it begins").toBeVisible();

    await page.goto("/account");
    await page.getByText("ПИН-код", { exact: true }).click();
    await page.getByLabel("Новый ПИН-код").fill("4071");
    await page.locator("#my-pin").getByLabel("Нынешний пароль").fill(password);
    await page.getByRole("button", { name: "Задать ПИН-код" }).click();
    await expect(page.getByText("ПИН-код задан.")).toBeVisible();

    await page.goto(home);
    await page.locator(".person summary").click();
    await page.getByRole("button", { name: "Закрыть экран" }).click();
    await page.goto(home);
    await expect(page, "a locked screen shows nothing").toHaveURL(/\/lock/);
    await page.getByLabel("ПИН-код").fill("0000");
    await page.getByLabel("ПИН-код").press("Enter");
    await expect(page.getByRole("alert")).toContainText("Осталось 4 попытки");
    await page.getByLabel("ПИН-код").fill("4071");
    await page.getByLabel("ПИН-код").press("Enter");
    await expect(page.getByText("Школа № 1").first()).toBeVisible();

    await page.locator(".person summary").click();
    await page.getByRole("button", { name: "Выйти" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goBack();
    await page.reload();
    await expect(page, "the way back leads to the door").toHaveURL(/\/sign-in/);
    await page.getByLabel("Имя для входа").fill("ОРЛОВА".toLowerCase());
    await page.getByLabel("Пароль").fill(password);
    await page.getByRole("button", { name: "Войти" }).click();
    await expect(page.getByRole("alert"), "a name in other letters is another name").toContainText("не подходят");
    await page.getByLabel("Имя для входа").fill(" Orlova ");
    await page.getByLabel("Пароль").fill(password);
    await page.getByRole("button", { name: "Войти" }).click();
    await expect(page.getByText("Школа № 1").first()).toBeVisible();

    expect((await context.request.get("/first")).status(), "the first page is gone").toBe(404);
    await context.close();
  } finally {
    child.kill("SIGTERM");
    await new Promise((done) => child.once("exit", done));
    rmSync(folder, { recursive: true, force: true });
  }
});
