const key = 'sandbox-token';

/** The token that actions need; undefined where the page was opened without it. */
export function currentToken(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the token of a new address for other tabs. A sandbox that starts later has another one. */
export function keepToken(token: string): void {
  try {
    localStorage.setItem(key, token);
  } catch {
    // Storage is blocked: this page can look, but not act.
  }
}
