import { Pool } from 'undici';
import { messageOf } from '../../lib/errors.ts';
import { seededRandom } from '../../lib/random.ts';
import { judge } from './judge.ts';
import { otlpRequest } from './otlp-requests.ts';
import { queryRequest } from './query-requests.ts';
import { type FuzzRequest, type TargetName, toCurl } from './request.ts';
import type { FuzzStand } from './stand.ts';

export interface FuzzOptions {
  stand: FuzzStand;
  seed: number;
  /** Number of the first case, 0 by default. */
  first?: number;
  /** Called before each case with its number. */
  goesOn: (index: number) => boolean;
  say: (text: string) => void;
}

export interface FuzzResult {
  cases: number;
  /** Each with a command that repeats its case. */
  failures: string[];
  /** How often each status was answered, as `loki 200`. */
  answers: Map<string, number>;
}

const workers = 4;
/** Between two looks at whether all components still run. */
const casesPerLook = 500;
const mostFailures = 20;
const timeoutMs = 60_000;

/** The case of a number: the same for the same seed, except for times, which are near `nowMs`. */
export function fuzzCase(seed: number, index: number, nowMs: number): FuzzRequest {
  const random = seededRandom(seed).fork(String(index));
  return random.next() < 0.4 ? otlpRequest(random, nowMs) : queryRequest(random, nowMs);
}

/** Sends broken telemetry and odd queries to the components, and judges the answers. Ends early after twenty failures. */
export async function runFuzz({ stand, seed, first = 0, goesOn, say }: FuzzOptions): Promise<FuzzResult> {
  const nowMs = Date.now();
  const pools = Object.fromEntries(
    Object.entries(stand.urls).map(([name, url]) => [
      name,
      new Pool(url, { connections: workers, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }),
    ]),
  ) as Record<TargetName, Pool>;
  const result: FuzzResult = { cases: 0, failures: [], answers: new Map() };
  const fail = (failure: string): void => {
    result.failures.push(failure);
    say(failure);
  };
  let next = first;
  const work = async (): Promise<void> => {
    while (result.failures.length < mostFailures && goesOn(next)) {
      const index = next++;
      const request = fuzzCase(seed, index, nowMs);
      const problem = await send(pools[request.target], request, result.answers);
      result.cases += 1;
      if (problem !== undefined) fail(`case ${index} of seed ${seed}: ${problem}\n  ${toCurl(request)}`);
      if (result.cases % casesPerLook !== 0) continue;
      for (const ended of await endedComponents(stand)) fail(`near case ${index} of seed ${seed}: ${ended}`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  await Promise.all(Object.values(pools).map((pool) => pool.destroy()));
  return result;
}

async function send(pool: Pool, request: FuzzRequest, answers: Map<string, number>): Promise<string | undefined> {
  const { target, method, path, headers, body } = request;
  try {
    const answer = await pool.request({ method, path, headers, body: body ?? null });
    const text = await answer.body.text();
    const key = `${target} ${answer.statusCode}`;
    answers.set(key, (answers.get(key) ?? 0) + 1);
    return judge(request, {
      ...{ status: answer.statusCode, type: String(answer.headers['content-type'] ?? ''), body: text },
    });
  } catch (error) {
    return `no answer: ${messageOf(error)}`;
  }
}

/** Components that do not run, or that were started again. */
async function endedComponents(stand: FuzzStand): Promise<string[]> {
  const components = await stand.components();
  return components.flatMap(({ name, state, detail, restarts }) => {
    if (restarts) return [`${name} ended ${restarts.count} times: ${restarts.reason}`];
    return state === 'ready' ? [] : [`${name} is ${state}: ${detail ?? ''}`];
  });
}
