/**
 * Loads the terminal UI with the production build of React. The development build keeps a measurement of each render for the
 * lifetime of the process, about 20 MB per minute.
 */
export async function loadScreen<Module>(load: () => Promise<Module>): Promise<Module> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    return await load();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}
