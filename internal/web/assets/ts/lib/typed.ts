// A session may end while somebody fills in a form. What was typed is kept in
// this tab until the next page: if that is the door, it is put back into the form
// after the same account has come in again. Nobody else's account gets it, and
// passwords, PINs and files are never kept.

const kept = "parta-typed";

interface Field { name: string; nth: number; value: string; checked: boolean }
interface Typed { account: string; action: string; nth: number; fields: Field[]; told?: string }
type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const secret = new Set(["password", "file", "submit", "button", "image", "reset"]);
const written = "input:not([type]), input[type=text], input[type=search], input[type=email], input[type=date], input[type=number], textarea";

/** giveBackWhatWasTyped keeps each form sent, and fills in the one that was turned away. */
export function giveBackWhatWasTyped(): void {
  const { account = "" } = document.body.dataset;
  try {
    if (account) putBack(account);
    else noteLost();
  } catch {
    // What cannot be kept is typed again, as the door says.
  }
  if (!account) return;
  document.addEventListener("submit", (event) => {
    try {
      const typed = event.defaultPrevented ? null : read(event.target as HTMLFormElement, account);
      if (typed) sessionStorage.setItem(kept, JSON.stringify(typed));
      else sessionStorage.removeItem(kept);
    } catch {
      // No storage, or no room in it.
    }
  });
}

/** At the door: the form kept last is the one that was turned away. */
function noteLost(): void {
  const told = document.querySelector<HTMLElement>("[data-unsaved]")?.dataset.unsaved;
  const typed = stored();
  if (told && typed) sessionStorage.setItem(kept, JSON.stringify({ ...typed, told }));
}

function putBack(account: string): void {
  const typed = stored();
  if (!typed) return;
  const form = typed.told && typed.account === account ? formsTo(typed.action)[typed.nth] : undefined;
  if (typed.told && typed.account === account && !form) return; // its page may still come
  sessionStorage.removeItem(kept);
  if (!form) return;
  for (const { input, name, nth } of inputs(form)) {
    const was = typed.fields.find((field) => field.name === name && field.nth === nth);
    if (!was) continue;
    if (input instanceof HTMLInputElement && (input.type === "checkbox" || input.type === "radio")) input.checked = was.checked;
    else input.value = was.value;
  }
  for (let at = form.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
  const notice = document.createElement("p");
  notice.className = "notice warn";
  notice.setAttribute("role", "status");
  notice.textContent = typed.told!;
  form.prepend(notice);
  notice.scrollIntoView({ block: "center" });
}

function stored(): Typed | null {
  return JSON.parse(sessionStorage.getItem(kept) || "null") as Typed | null;
}

function read(form: HTMLFormElement, account: string): Typed | null {
  if (form.method !== "post" || ![...form.querySelectorAll<HTMLInputElement>(written)].some((input) => input.value.trim())) return null;
  const action = actionOf(form);
  const fields = inputs(form).map(({ input, name, nth }) => ({ name, nth, value: input.value, checked: input instanceof HTMLInputElement && input.checked }));
  return { account, action, nth: formsTo(action).indexOf(form), fields };
}

/** The fields of a form, each by its name and its place among those of the name. What a
 * hidden one says of the state that was shown goes with what was typed, so that a change
 * made meanwhile is met as a conflict; the key of the form does not. */
function inputs(form: HTMLFormElement): { input: Input; name: string; nth: number }[] {
  const seen = new Map<string, number>();
  const found = [];
  for (const input of form.elements as Iterable<Element> & HTMLFormControlsCollection) {
    if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement || input instanceof HTMLSelectElement)) continue;
    if (!input.name || input.name === "key" || secret.has(input.type)) continue;
    const nth = seen.get(input.name) ?? 0;
    seen.set(input.name, nth + 1);
    found.push({ input, name: input.name, nth });
  }
  return found;
}

function actionOf(form: HTMLFormElement): string {
  return form.getAttribute("action") || location.pathname;
}

function formsTo(action: string): HTMLFormElement[] {
  return [...document.forms].filter((form) => actionOf(form) === action);
}

/** changedByHand tells whether a form of the page holds what somebody typed and has not sent. */
export function changedByHand(): boolean {
  return [...document.forms].filter((form) => form.method === "post").flatMap((form) => inputs(form)).some(({ input }) =>
    input instanceof HTMLSelectElement ? input.selectedIndex !== Math.max(0, [...input.options].findIndex((option) => option.defaultSelected))
    : input instanceof HTMLInputElement && (input.type === "checkbox" || input.type === "radio") ? input.checked !== input.defaultChecked
    : input.type !== "hidden" && input.value !== input.defaultValue);
}
