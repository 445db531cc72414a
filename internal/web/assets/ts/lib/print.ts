/** printWhereAsked prints the page where it offers that. */
export function printWhereAsked(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-print]")) return;
    event.preventDefault();
    print();
  });
}
