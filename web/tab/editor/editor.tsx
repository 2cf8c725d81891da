import { type LanguageSupport, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { EditorText } from '../../parts/editor-text.ts';

/** A mistake in the text, at a line from 1. */
export interface Mark {
  line: number;
  severity: 'error' | 'warning' | 'info';
  message: string;
  /** Applies the change that was verified. */
  fix?: () => void;
}

interface EditorProps {
  label: string;
  language: LanguageSupport;
  text: string;
  marks: readonly Mark[];
  onChange: (text: string) => void;
}

/** An editor for a file, with the findings of the last check at their lines. */
export function Editor({ label, language, text, marks, onChange }: EditorProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const edited = useMemo(() => new EditorText(), []);
  const change = useRef(onChange);
  change.current = onChange;

  useEffect(() => {
    if (!host.current) return;
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          basicSetup,
          language,
          // Classes, whose colors follow the theme of the page.
          syntaxHighlighting(classHighlighter),
          lintGutter(),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          edited.reporting((next) => change.current(next)),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [label]);

  useEffect(() => {
    if (view.current) edited.show(view.current, text);
  }, [text]);

  useEffect(() => {
    const state = view.current?.state;
    if (state) view.current?.dispatch(setDiagnostics(state, diagnosticsOf(state, marks)));
  }, [marks, label]);

  return <div class="editor" ref={host} />;
}

function diagnosticsOf({ doc }: EditorState, marks: readonly Mark[]): Diagnostic[] {
  return marks.flatMap(({ line, severity, message, fix }): Diagnostic[] => {
    if (line < 1 || line > doc.lines) return [];
    const { from, to, text } = doc.line(line);
    const actions = fix ? [{ name: 'Apply the verified change', apply: fix }] : [];
    return [{ from: from + (text.length - text.trimStart().length), to, severity, message, actions }];
  });
}
