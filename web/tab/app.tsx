import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Failure } from '../parts/states.tsx';
import { Report } from '../report/report.tsx';
import type { CheckClient } from './check-client.ts';
import { begin, type CheckState, reduceCheck } from './check-state.ts';
import { Editor, type Mark } from './editor/editor.tsx';
import { languages } from './editor/languages.ts';
import { linkOf } from './share.ts';
import { fileNames, type TabFiles } from './worker/protocol.ts';

interface AppProps {
  client: CheckClient;
  engineUrl: string;
  example: TabFiles;
  /** Of the link that opened the page. */
  shared: TabFiles | undefined;
}

type Role = keyof TabFiles;
const roles = Object.keys(fileNames) as Role[];

/** Files on one side, the report of their check on the other. */
export function App({ client, engineUrl, example, shared }: AppProps): JSX.Element {
  const [files, setFiles] = useState<TabFiles>(shared ?? example);
  const [role, setRole] = useState<Role>('collector');
  const [state, setState] = useState<CheckState>({ of: 'none' });
  const [link, setLink] = useState<string>();
  const isRunning = state.of === 'running';

  const run = (quick: boolean): void => {
    setState(begin(new Date().toISOString()));
    client.start({ files, seed: 1, quick, engineUrl }, (message) =>
      setState((before) => reduceCheck(before, message, new Date().toISOString())),
    );
  };
  const stop = (): void => {
    client.stop();
    setState({ of: 'none' });
  };
  const marks = useMemo(() => marksOf(state, setFiles), [state]);
  useEffect(() => setLink(undefined), [files]);

  return (
    <div class="tab">
      <section class="tab-files" aria-label="Files">
        <h1>sandbox check</h1>
        <p class="muted">
          The real Collector and Prometheus, in this tab, in virtual time. Nothing is sent to a server.
        </p>
        <div class="tab-bar">
          <div role="group" aria-label="File">
            {roles.map((one) => (
              <button key={one} type="button" aria-pressed={one === role} onClick={() => setRole(one)}>
                {fileNames[one]}
              </button>
            ))}
          </div>
          {isRunning ? (
            <button type="button" onClick={stop}>
              Stop
            </button>
          ) : (
            <>
              <button type="button" class="primary" onClick={() => run(false)}>
                Check
              </button>
              <button type="button" onClick={() => run(true)}>
                Quick check
              </button>
            </>
          )}
          <button type="button" onClick={() => setFiles(example)}>
            Example
          </button>
          <button type="button" onClick={() => void share(files).then(setLink)}>
            Share
          </button>
        </div>
        {link !== undefined && (
          <label class="tab-link">
            The link holds the files; whoever opens it sees them.
            <input type="text" readOnly value={link} onFocus={({ currentTarget }) => currentTarget.select()} />
          </label>
        )}
        {role === 'traffic' && (files.traffic ?? '') === '' && (
          <p class="muted">Without a traffic file, the demo shop with its faults is simulated.</p>
        )}
        <Editor
          key={role}
          label={fileNames[role]}
          language={languages[role]}
          text={files[role] ?? ''}
          marks={marks.get(fileNames[role]) ?? []}
          onChange={(text) => setFiles((before) => withFile(before, role, text))}
        />
      </section>
      <section class="tab-result" aria-label="Result" aria-busy={isRunning}>
        <Result state={state} />
      </section>
    </div>
  );
}

function Result({ state }: { state: CheckState }): JSX.Element {
  if (state.of === 'report') return <Report data={state.data} />;
  if (state.of === 'failed') return <Failure error={state.error} />;
  if (state.of === 'none')
    return <p class="banner">Press Check. It simulates an hour of traffic with faults, which takes some seconds.</p>;
  return (
    <p class="banner" role="status">
      {state.step}{' '}
      <progress {...(state.progress === undefined ? {} : { value: state.progress })} aria-label={state.step} />
    </p>
  );
}

const share = (files: TabFiles): Promise<string> => linkOf(files, location.href.split('#', 1)[0] ?? '');

/** A traffic file without text is none. */
function withFile({ traffic, ...files }: TabFiles, role: Role, text: string): TabFiles {
  if (role !== 'traffic') return { ...files, ...(traffic === undefined ? {} : { traffic }), [role]: text };
  return text.trim() === '' ? files : { ...files, traffic: text };
}

/** The findings of a report as marks in the editor, by file. */
function marksOf(state: CheckState, setFiles: (change: (files: TabFiles) => TabFiles) => void): Map<string, Mark[]> {
  const marks = new Map<string, Mark[]>();
  if (state.of !== 'report') return marks;
  const findings = state.data.events.filter((event) => event.type === 'finding');
  for (const [index, { source, severity, message, hint }] of findings.entries()) {
    if (!source) continue;
    const fixed = state.fixed[index];
    const mark: Mark = {
      ...{ line: source.line, severity, message: hint === undefined ? message : `${message}\n${hint}` },
      ...(fixed ? { fix: () => setFiles((files) => withFixed(files, fixed)) } : {}),
    };
    marks.set(source.file, [...(marks.get(source.file) ?? []), mark]);
  }
  return marks;
}

function withFixed(files: TabFiles, fixed: Readonly<Record<string, string>>): TabFiles {
  return roles.reduce((all, role) => {
    const text = fixed[fileNames[role]];
    return text === undefined ? all : withFile(all, role, text);
  }, files);
}
