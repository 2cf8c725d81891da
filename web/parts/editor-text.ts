import { Annotation, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { OwnChanges } from './own-changes.ts';

/** Of a change that the page made, which knows of it. */
const isOfPage = Annotation.define<boolean>();

/** The text of an editor within a page that has it as state: what the user types is reported, and what others set is shown. */
export class EditorText {
  readonly #own = new OwnChanges();

  /** Reports the whole text after each change of the user. */
  reporting(onChange: (text: string) => void): Extension {
    return EditorView.updateListener.of(({ docChanged, state, transactions }) => {
      if (!docChanged || transactions.some((one) => one.annotation(isOfPage))) return;
      const text = state.doc.toString();
      this.#own.add(text);
      onChange(text);
    });
  }

  /** Shows the text that the page renders, unless it is one that the editor has reported. */
  show(view: EditorView, text: string): void {
    const { doc } = view.state;
    if (!this.#own.has(text) && doc.toString() !== text)
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, annotations: isOfPage.of(true) });
  }
}
