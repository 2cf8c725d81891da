import type { JSX } from 'preact';
import type { FileDiff } from '../../ui/report/report-data.ts';

/** The verified change that fixes a finding, as a unified diff per file. */
export function Diff({ diffs }: { diffs: readonly FileDiff[] }): JSX.Element {
  return (
    <div class="fix">
      <p>
        <b>Verified change</b>, which <code>--fix FOLDER</code> writes:
      </p>
      {diffs.map(({ file, lines }) =>
        lines === undefined ? (
          <p key={file} class="muted">
            It changes <span class="mono">{file}</span>, whose text is not shown: another file includes it.
          </p>
        ) : (
          <pre key={file} class="diff" role="group" aria-label={`Change of ${file}`}>
            <span class="line head">{file}</span>
            {lines.map((text, index) => (
              <span key={index} class={`line ${kinds[text.charAt(0)] ?? ''}`}>
                {text}
              </span>
            ))}
          </pre>
        ),
      )}
    </div>
  );
}

const kinds: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'head' };
