import type { TabFiles } from './worker/protocol.ts';

const parameter = 'files';

/** A link that holds the files. They stay in the part of the address that browsers do not send to the server. */
export async function linkOf(files: TabFiles, page: string): Promise<string> {
  const packed = new Blob([JSON.stringify(files)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const text = base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return `${page}#/?${parameter}=${text}`;
}

/** The files of a link; undefined if it has none, or only a part of them. */
export async function filesIn(hash: string): Promise<TabFiles | undefined> {
  const text = new URLSearchParams(hash.replace(/^#\/?\??/, '')).get(parameter);
  if (text === null) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return filesOf(JSON.parse(await new Response(unpacked).text()));
  } catch {
    return undefined;
  }
}

function filesOf(value: unknown): TabFiles | undefined {
  const { collector, rules, traffic } = value as Partial<Record<keyof TabFiles, unknown>>;
  if (typeof collector !== 'string' || typeof rules !== 'string') return undefined;
  return { collector, rules, ...(typeof traffic === 'string' ? { traffic } : {}) };
}
