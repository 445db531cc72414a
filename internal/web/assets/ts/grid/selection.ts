// Which cell is selected, and which range. The focus is on the selected cell
// (one Tab stop for the whole grid); the range reaches from it to the head.

import type { Sheet, Td } from "./sheet";

export interface Spot {
  r: number;
  c: number;
}

export class Selection {
  active: Spot = { r: 0, c: 0 };
  head: Spot = { r: 0, c: 0 };
  private marked: Td[] = [];
  private current: Td | null = null;

  /** moved is called whenever another cell is selected. */
  constructor(private readonly sheet: Sheet, private readonly moved: () => void) {}

  get td(): Td {
    return this.sheet.at(this.active.r, this.active.c);
  }

  /** box is the selected range, its borders included. */
  get box(): { top: number; left: number; bottom: number; right: number } {
    const { active: a, head: h } = this;
    return { top: Math.min(a.r, h.r), left: Math.min(a.c, h.c), bottom: Math.max(a.r, h.r), right: Math.max(a.c, h.c) };
  }

  get many(): boolean {
    return this.active.r !== this.head.r || this.active.c !== this.head.c;
  }

  /** spots are the cells of the range, row by row. */
  get spots(): Spot[] {
    const { top, left, bottom, right } = this.box;
    const spots: Spot[] = [];
    for (let r = top; r <= bottom; r++) for (let c = left; c <= right; c++) spots.push({ r, c });
    return spots;
  }

  private inside({ r, c }: Spot): Spot {
    return {
      r: Math.max(0, Math.min(this.sheet.rows.length - 1, r)),
      c: Math.max(0, Math.min(this.sheet.columns.length - 1, c)),
    };
  }

  /** select makes one cell the selection; focus unless the page is only loading. */
  select(spot: Spot, focus = true): void {
    this.active = this.head = this.inside(spot);
    this.paint(focus);
  }

  /** extend moves the other corner of the range. */
  extend(spot: Spot): void {
    this.head = this.inside(spot);
    this.paint(true);
  }

  /** span selects a rectangle, its first corner active. */
  span(from: Spot, to: Spot): void {
    this.active = this.inside(from);
    this.head = this.inside(to);
    this.paint(true);
  }

  private paint(focus: boolean): void {
    const td = this.td;
    for (const old of this.marked) {
      old.classList.remove("rng");
      old.removeAttribute("aria-selected");
    }
    this.marked = this.many ? this.spots.map(({ r, c }) => this.sheet.at(r, c)) : [];
    for (const cell of this.marked) {
      cell.classList.add("rng");
      cell.setAttribute("aria-selected", "true");
    }
    if (this.current !== td) {
      if (this.current) {
        this.current.classList.remove("sel");
        this.current.removeAttribute("aria-selected");
        this.current.removeAttribute("aria-label");
        this.current.tabIndex = -1;
        this.cross(this.current, false);
      }
      this.current = td;
      td.classList.add("sel");
      td.tabIndex = 0;
      this.cross(td, true);
      this.moved();
    }
    td.setAttribute("aria-selected", "true");
    this.sheet.label(td);
    if (focus) td.focus({ preventScroll: true });
    this.reveal(this.sheet.at(this.head.r, this.head.c));
  }

  /** cross lights up the name and the date of the selected cell. */
  private cross(td: Td, on: boolean): void {
    const at = this.sheet.where(td);
    if (!at) return;
    this.sheet.rows[at.r]!.classList.toggle("at", on);
    this.sheet.columns[at.c]!.head.classList.toggle("at", on);
  }

  /** reveal scrolls as little as needed; the sticky names and dates are kept off by scroll-padding. */
  reveal(td: Td): void {
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
