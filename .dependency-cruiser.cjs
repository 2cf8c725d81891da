/** The layers, top to bottom. A layer imports only from the layers below it; the services stand apart and import none of them. */
const layers = ['cli', 'check', 'scenarios', 'simulation', 'stack', 'lib'];
const outside = ['services', 'test', 'bench', 'scripts'];

const layerRule = (layer, index) => ({
  name: `${layer}-imports-only-from-layers-below`,
  severity: 'error',
  from: { path: `^${layer}/` },
  to: { path: `^(${[...layers.slice(0, index), ...outside].join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...layers.map(layerRule),
    {
      name: 'services-import-no-layer',
      severity: 'error',
      from: { path: '^services/' },
      to: { path: `^(${[...layers, 'test', 'bench', 'scripts'].join('|')})/` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
