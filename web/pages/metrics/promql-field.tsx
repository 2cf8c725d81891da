import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSandbox } from '../../app/sandbox.ts';
import { Field } from '../../parts/fields.tsx';
import type { PromqlEditor } from './promql-editor.ts';

interface PromqlFieldProps {
  text: string;
  onChange: (text: string) => void;
  onRun: () => void;
}

const label = 'PromQL query';

/** A query to edit. The editor is loaded after the page; until then, and where it cannot be loaded, there is plain text. */
export function PromqlField({ text, onChange, onRun }: PromqlFieldProps): JSX.Element {
  const { prometheusUrl } = useSandbox().source;
  const host = useRef<HTMLDivElement>(null);
  const plain = useRef<HTMLTextAreaElement>(null);
  const [editor, setEditor] = useState<PromqlEditor>();
  const now = useRef({ text, onChange, onRun });
  now.current = { text, onChange, onRun };

  useEffect(() => {
    let made: PromqlEditor | undefined;
    let isGone = false;
    const load = async (): Promise<void> => {
      const { promqlEditor } = await import('./promql-editor.ts');
      if (isGone || !host.current) return;
      const isTyping = plain.current !== null && document.activeElement === plain.current;
      made = promqlEditor({
        ...{ host: host.current, label, text: now.current.text, prometheus: prometheusUrl },
        onChange: (next) => now.current.onChange(next),
        onRun: () => now.current.onRun(),
      });
      setEditor(made);
      if (isTyping) made.focus();
    };
    // Without the editor, the plain text stays.
    load().catch(() => undefined);
    return () => {
      isGone = true;
      made?.destroy();
    };
  }, [prometheusUrl]);
  useEffect(() => editor?.show(text), [editor, text]);

  return (
    <>
      {!editor && (
        <Field label={label} width="line">
          <textarea
            ref={plain}
            class="mono query"
            rows={Math.min(4, Math.ceil(text.length / 140))}
            value={text}
            spellcheck={false}
            onInput={(event) => onChange(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey) return;
              event.preventDefault();
              onRun();
            }}
          />
        </Field>
      )}
      <div class="field line" hidden={!editor}>
        <span aria-hidden="true">{label}</span>
        <div ref={host} />
      </div>
    </>
  );
}
