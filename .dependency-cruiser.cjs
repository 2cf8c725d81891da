/** The layers, top to bottom. A layer imports only from the layers below it; the services stand apart and import none of them. */
const layers = ['cli', 'ui', 'check', 'scenarios', 'simulation', 'stack', 'lib'];
const outside = ['services', 'test', 'bench', 'scripts', 'web'];

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
      name: 'web-imports-only-ui-and-lib',
      severity: 'error',
      comment:
        'It runs in a browser: types of other layers come through ui/. The worker of the tab is the check itself.',
      from: { path: '^web/', pathNot: '^web/tab/worker/' },
      to: { pathNot: '^(web|ui|lib)/|node_modules|^virtual:|^buffer$' },
    },
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
