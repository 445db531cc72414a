// Two devices of one teacher disagree on a cell: nothing is lost silently, she chooses.
import { expect, test } from "./kit";
import { goToPupil, openJournal, saved } from "./pages";

test("the phone was off line, the computer was faster: both values are shown and the teacher chooses", async ({ as }) => {
  const context = await as("ivanova");
  const computer = await context.newPage();
  await openJournal(computer, "7Б", "Алгебра");
  const onComputer = await goToPupil(computer, "Петров");
  const address = computer.url();
  const text = (await onComputer.cell.innerText()).trim();
  const [theirs, mine] = ["2", "3", "4", "5"].filter((mark) => !text.includes(mark)) as [string, string];

  const phone = await (await as("ivanova", { timezoneId: "America/New_York" })).newPage();
  await phone.goto(address);
  const onPhone = await goToPupil(phone, "Петров");
  await phone.context().setOffline(true);
  await phone.keyboard.type(mine);
  await phone.keyboard.press("Enter");
  await expect(onPhone.cell).toContainText(mine);
  await expect(phone.locator("#state")).toHaveAttribute("data-state", "unsaved");

  await computer.bringToFront();
  await computer.keyboard.type(theirs);
  await computer.keyboard.press("Enter");
  await expect(onComputer.cell).toContainText(theirs);
  await saved(computer);

  await phone.bringToFront();
  await phone.context().setOffline(false);
  const ask = phone.locator("#panel .ask");
  await expect(ask).toBeVisible();
  await expect(ask).toContainText(theirs);
  await expect(ask).toContainText(mine);
  await expect(ask).toContainText("Иванова");
  const zone = (await phone.locator("html").getAttribute("data-zone"))!;
  const hour = new Intl.DateTimeFormat("ru", { hour: "2-digit", timeZone: zone });
  const hours = [0, 3600e3].map((ago) => hour.format(Date.now() - ago) + ":").join("|");
  await expect(ask, "by the school's clock, not the phone's").toContainText(new RegExp(hours));
  await expect(onComputer.cell, "nothing is overwritten before she chooses").toContainText(theirs);

  await ask.getByRole("button", { name: new RegExp(`${mine}`) }).first().click();
  await expect(ask).toBeHidden();
  await expect(onPhone.cell).toContainText(mine);
  await expect(onPhone.cell, "the keys go on in the cell that was decided").toBeFocused();
  await expect(onComputer.cell, "the computer follows without reload").toContainText(mine);
});
