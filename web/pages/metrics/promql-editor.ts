import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewline } from '@codemirror/commands';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { EditorText } from '../../parts/editor-text.ts';

interface PromqlEditorOptions {
  /** Empty; the editor's styles are in a shadow tree of it, so that the page's policy need not allow inline ones. */
  host: HTMLElement;
  label: string;
  text: string;
  /** Where Prometheus answers, for the names that it completes. */
  prometheus: string;
  onChange: (text: string) => void;
  onRun: () => void;
}

export interface PromqlEditor {
  /** Shows the text that the page renders. */
  show: (text: string) => void;
  focus: () => void;
  destroy: () => void;
}

/** How far back names are looked for. */
const lookbackMs = 3_600_000;

/**
 * An editor for a PromQL query: highlights it, completes functions, metrics, labels and their values, and marks what
 * Prometheus would reject. Enter runs the query, Shift+Enter begins a line, and Tab leaves the editor.
 */
export function promqlEditor({ host, label, text, prometheus, onChange, onRun }: PromqlEditorOptions): PromqlEditor {
  const promql = new PromQLExtension().setComplete({
    remote: { url: prometheus, httpMethod: 'GET', lookbackInterval: lookbackMs },
  });
  const run = (): boolean => {
    onRun();
    return true;
  };
  const edited = new EditorText();
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion(),
        promql.asExtension(),
        syntaxHighlighting(classHighlighter),
        EditorView.lineWrapping,
        // The completion's Enter comes first while its list is open.
        keymap.of([
          ...completionKeymap,
          { key: 'Enter', run, shift: insertNewline },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        edited.reporting(onChange),
        theme,
      ],
    }),
  });
  return {
    show: (next) => edited.show(view, next),
    focus: () => view.focus(),
    destroy: () => {
      promql.destroy();
      view.destroy();
    },
  };
}

/** In the colors of the page, which its shadow tree inherits. */
const theme = EditorView.theme({
  '&': {
    color: 'var(--text)',
    background: 'var(--surface)',
    border: '1px solid var(--border-strong)',
    borderRadius: 'var(--radius)',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontSize: '13px', lineHeight: '20px' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 8px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-soft)',
  },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--accent-soft)' },
  '.tok-keyword, .tok-operatorKeyword, .tok-modifier': { color: 'var(--series-3)' },
  '.tok-string, .tok-string2': { color: 'var(--series-4)' },
  '.tok-number, .tok-literal': { color: 'var(--series-2)' },
  '.tok-labelName, .tok-propertyName': { color: 'var(--series-0)' },
  '.tok-comment': { color: 'var(--muted)' },
  '.cm-tooltip': {
    color: 'var(--text)',
    background: 'var(--surface)',
    border: '1px solid var(--border-strong)',
    borderRadius: 'var(--radius)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '13px', maxHeight: '15em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    color: 'var(--text)',
    background: 'var(--accent-soft)',
  },
  '.cm-completionDetail': { color: 'var(--muted)' },
  '.cm-completionInfo': { maxWidth: 'min(40ch, 80vw)' },
});
