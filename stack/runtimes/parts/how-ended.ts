/** How a process ended, for a component's detail: `its process was killed by SIGKILL`. `message` is its last word. */
export function howEnded(code: number | null, signal: NodeJS.Signals | null, message?: string): string {
  const how =
    signal === null
      ? `ended with exit code ${code ?? 'unknown'}`
      : `was ${signal === 'SIGKILL' ? 'killed' : 'ended'} by ${signal}`;
  return `its process ${how}${message === undefined ? '' : `: ${message}`}`;
}
