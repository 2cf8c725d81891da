/**
 * Fetches the gzipped engine and compiles it as it arrives. It is unpacked here, so that any host of static files serves it: most
 * of them cannot say how a file is encoded, and refuse one of 90 MB.
 */
export async function fetchEngine(
  url: string,
  onDownload: (bytes: number, total: number | undefined) => void,
): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url} cannot be fetched: status ${response.status}`);
  const length = response.headers.get('content-length');
  const total = length === null ? undefined : Number(length);
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length;
        onDownload(bytes, total);
        controller.enqueue(chunk);
      },
    }),
  );
  const wasm = counted.pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>);
  return WebAssembly.compileStreaming(new Response(wasm, { headers: { 'content-type': 'application/wasm' } }));
}
