import type { JSX } from 'preact';
import type { FindingHelp } from '../../ui/report/report-data.ts';
import { inlineMarkdown } from './inline-markdown.ts';

/** The documentation of a kind of finding, folded. */
export function Help({ kind, help }: { kind: string; help: FindingHelp }): JSX.Element {
  return (
    <details class="help">
      <summary>About {kind}</summary>
      <p>
        <Inline text={help.summary} />
      </p>
      <p>
        <Inline text={help.meaning} />
      </p>
      <p>
        <b>What to do:</b> <Inline text={help.action} />
      </p>
      <p class="muted">
        How to silence it, and an example: <span class="mono">docs/findings/{kind}.md</span> of the package.
      </p>
    </details>
  );
}

function Inline({ text }: { text: string }): JSX.Element {
  return (
    <>
      {inlineMarkdown(text).map(({ isCode, text: part }, index) =>
        isCode ? <code key={index}>{part}</code> : <span key={index}>{part}</span>,
      )}
    </>
  );
}
