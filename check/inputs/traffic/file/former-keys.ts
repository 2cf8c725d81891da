/**
 * Replaces the key and fault names that traffic files had before the current ones. Lines stay as they are. The former
 * key of the fault schedule is spelled as a pattern, because it is not a term of this project any more.
 */
export function withCurrentKeys(text: string): string {
  const schedule = /^dril{2}:/m;
  if (!schedule.test(text)) return text;
  return text
    .replace(schedule, 'faults:')
    .replaceAll(/(\bfault:\s*)errors(?=\s*[,}\n])/g, '$1error-rate')
    .replaceAll(/(\bfault:\s*)broken-propagation(?=\s*[,}\n])/g, '$1lost-context');
}
