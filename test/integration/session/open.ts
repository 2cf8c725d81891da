import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ComponentEvent } from '../../../stack/runtimes/runtime.ts';
import { openSession, type SessionOptions } from '../../../stack/session/open-session.ts';
import { coreServiceNames } from '../../../stack/services/index.ts';
import type { Session } from '../../../stack/session/session.ts';

export interface OpenedSession {
  session: Session;
  events: ComponentEvent[];
  notices: string[];
}

/** An empty state folder, removed after the test. */
export function stateFolder(): string {
  const state = mkdtempSync(join(tmpdir(), 'sandbox-test-state-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  return state;
}

/** A session that the end of the test stops, if the test has not. */
export async function open(state: string, changes: Partial<SessionOptions> = {}): Promise<OpenedSession> {
  const events: ComponentEvent[] = [];
  const notices: string[] = [];
  const session = await openSession({
    ...{ state, command: 'sandbox up', runtime: 'embedded', pace: 20, seed: 1, ports: 'auto', keep: false },
    services: coreServiceNames,
    publishedPorts: [],
    onComponent: (event) => void events.push(event),
    onNotice: (text) => void notices.push(text),
    ...changes,
  });
  onTestFinished(() => session.stop());
  return { session, events, notices };
}
