/** A part of a text. */
export interface TextPart {
  isCode: boolean;
  text: string;
}

/** Markdown within a paragraph: code, and links as their texts, since what they lead to is not in the report. */
export function inlineMarkdown(text: string): TextPart[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) =>
      part.startsWith('`') && part.endsWith('`') && part.length > 1
        ? { isCode: true, text: part.slice(1, -1) }
        : { isCode: false, text: part.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1') },
    );
}
