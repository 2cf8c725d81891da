export { workbenchPaths } from '../../stack/workbench/paths.ts';
