/** Where the package is in the files of the tab: sources look for their package upwards from here. */
export const fileURLToPath = (): string => '/app/web/tab/worker.js';
