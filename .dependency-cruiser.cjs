/** The layers: imports go left to right only. cli -> check -> scenarios -> stack -> lib; services stand alone. */
const layer = (name, mayNot) => ({
  name: `${name}-imports-only-to-its-right`,
  severity: 'error',
  from: { path: `^${name}/` },
  to: { path: `^(${mayNot.join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    layer('check', ['cli', 'services', 'test', 'bench']),
    layer('scenarios', ['cli', 'check', 'services', 'test', 'bench']),
    layer('stack', ['cli', 'check', 'scenarios', 'services', 'test', 'bench']),
    layer('lib', ['cli', 'check', 'scenarios', 'stack', 'services', 'test', 'bench']),
    layer('cli', ['services', 'test', 'bench']),
    layer('services', ['cli', 'check', 'scenarios', 'stack', 'lib', 'test', 'bench']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
