// A menu is a <details>; it closes when one goes elsewhere, as menus do.

export function closeMenusOutside(): void {
  const open = (): HTMLDetailsElement[] => [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];
  const closeUnlessIn = (target: EventTarget | null): void => {
    for (const menu of open()) if (!menu.contains(target as Node | null)) menu.open = false;
  };
  document.addEventListener("pointerdown", (event) => closeUnlessIn(event.target));
  document.addEventListener("focusin", (event) => closeUnlessIn(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}
