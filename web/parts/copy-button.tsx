import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** Copies a text to the clipboard, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }): JSX.Element {
  const [result, setResult] = useState<string>();
  const copy = async (): Promise<void> => {
    const copied = await navigator.clipboard.writeText(text).then(
      () => 'Copied',
      () => 'Not allowed to copy',
    );
    setResult(copied);
    setTimeout(() => setResult(undefined), 2_000);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      <span aria-live="polite">{result ?? label}</span>
    </button>
  );
}
