// Light or dark is changed in place; the server remembers it for later pages.

export function changeLookInPlace(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[name=theme]");
    if (!button?.form) return;
    event.preventDefault();
    const theme = button.value;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const other of button.form.querySelectorAll<HTMLButtonElement>("button[name=theme]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    void fetch("/look", { method: "POST", body: new URLSearchParams({ theme }), redirect: "manual", keepalive: true });
  });
}
