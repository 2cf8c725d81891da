import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const key = 'sandbox-theme';
const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** Charts draw with the colors of the theme, and are drawn again when this event comes. */
export const themeEvent = 'sandbox-theme';

/** Switches between the system's theme, light and dark. */
export function ThemeButton(): JSX.Element {
  const [theme, setTheme] = useState<Theme>(stored);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    store(theme);
    dispatchEvent(new Event(themeEvent));
  }, [theme]);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  return (
    <button type="button" class="quiet" onClick={() => setTheme(next)} title={`Switch to the ${next} theme`}>
      Theme: {theme}
    </button>
  );
}

function stored(): Theme {
  try {
    return themes.find((one) => one === localStorage.getItem(key)) ?? 'system';
  } catch {
    return 'system';
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
