// Undo and redo. Nothing is taken back in the register: an undone change is one
// more change, made with the versions that stand now. A cell that somebody else
// changed meanwhile is left alone.

/** Turn is what one act did to one cell, as it showed before and after. */
export interface Turn {
  id: string;
  before: string;
  after: string;
}

const remembered = 200; // acts

export class Undo {
  private done: Turn[][] = [];
  private undone: Turn[][] = [];

  /** did remembers an act: one cell, a fill, a pasted block. */
  did(turns: Turn[]): void {
    this.done.push(turns);
    if (this.done.length > remembered) this.done.shift();
    this.undone = [];
  }

  get any(): boolean {
    return this.done.length > 0;
  }

  /** undo gives the last act turned round; redo gives it forward again. */
  undo(): Turn[] | undefined {
    const act = this.done.pop();
    if (act) this.undone.push(act);
    return act?.map(({ id, before, after }) => ({ id, before: after, after: before }));
  }

  redo(): Turn[] | undefined {
    const act = this.undone.pop();
    if (act) this.done.push(act);
    return act;
  }
}
