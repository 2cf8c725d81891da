// The styles that the sandbox itself prints, then control characters, and those that reorder a line.
const unsafe =
  // eslint-disable-next-line no-control-regex
  /\u001b\[(?:[0-47]|2[2347]|[34][0-79]|9[0-7])m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes text from outside safe for a terminal: names, log lines and messages may contain sequences that move the cursor,
 * set the title or write to the clipboard. Control characters are shown as their pictures (`␛`), others as `�`. Line
 * ends, tabs and the colors of the sandbox's own output stay.
 */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (found) => {
    if (found.length > 1) return found;
    const code = found.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
