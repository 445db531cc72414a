/** printWhereAsked prints the page where it offers that; a button for it is shown by this script alone. */
export function printWhereAsked(): void {
  for (const offer of document.querySelectorAll<HTMLElement>("[data-print]")) offer.hidden = false;
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-print]")) return;
    event.preventDefault();
    print();
  });
}

/** datePrints puts the day of printing where paper wants it: the page may have been open since yesterday. */
export function datePrints(): void {
  addEventListener("beforeprint", () => {
    const day = new Intl.DateTimeFormat("ru", { timeZone: document.documentElement.dataset.zone, day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date());
    for (const place of document.querySelectorAll("[data-printed]")) place.textContent = day;
  });
}
