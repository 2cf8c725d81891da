/**
 * Loads the modules that draw, which take longer to load than most commands to run, and with them React's production build: its
 * development build keeps a measurement of each rendering of each component for as long as the process lives, 20 MB a minute.
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
