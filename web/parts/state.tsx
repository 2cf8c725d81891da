import type { ComponentChildren, JSX } from 'preact';

/** What a state means. The text says it too: color is never the only signal. */
export type Tone = 'ok' | 'warn' | 'bad' | 'accent' | 'quiet';

/** A state with a mark of its tone, whose shape differs as well as its color. */
export function State({ tone, children }: { tone: Tone; children: ComponentChildren }): JSX.Element {
  return (
    <span class={`state ${tone}`}>
      <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
        {shapes[tone]}
      </svg>
      {children}
    </span>
  );
}

const shapes: Readonly<Record<Tone, JSX.Element>> = {
  ok: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  warn: <path d="M5 0.5 10 9.5H0z" fill="currentColor" />,
  bad: <rect x="1" y="1" width="8" height="8" fill="currentColor" />,
  accent: <path d="M1.5 0.5 9.5 5l-8 4.5z" fill="currentColor" />,
  quiet: <circle cx="5" cy="5" r="3.25" fill="none" stroke="currentColor" stroke-width="1.5" />,
};
