/** A hint that ends with what is known of it: `Set num_traces to 800 (not verified).` */
export function withNote(hint: string, note: string): string {
  return `${hint.replace(/\.$/, '')} (${note}).`;
}
