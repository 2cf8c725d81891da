/**
 * Distinguishes the changes that an editor has reported from those of others. The page renders a report later, when the user may
 * have typed on: applied to the editor, it would undo that, which the editor would report in turn.
 */
export class OwnChanges {
  #reported: string[] = [];

  /** Before the editor reports a text. */
  add(text: string): void {
    this.#reported.push(text);
  }

  /** Whether the text that the page renders is one that the editor has reported, now or before. */
  has(text: string): boolean {
    const index = this.#reported.indexOf(text);
    if (index < 0) return false;
    this.#reported.splice(0, index + 1);
    return true;
  }
}
