import { asArray, asObject, asString, type JsonObject } from '../../lib/json.ts';
import type { Panel, Section } from './dashboard.ts';

/** The panels of a dashboard by the row that they are in; a collapsed row has its panels in itself. */
export function sectionsOf(panels: readonly JsonObject[], read: (panel: JsonObject) => Panel): Section[] {
  const sections: (Section & { panels: Panel[] })[] = [{ title: undefined, isCollapsed: false, panels: [] }];
  const top = (panel: JsonObject): number => Number(asObject(panel.gridPos).y ?? 0);
  for (const panel of panels.toSorted((a, b) => top(a) - top(b))) {
    if (panel.type !== 'row') sections.at(-1)?.panels.push(read(panel));
    else {
      const own = asArray(panel.panels).map(asObject).map(read);
      const isCollapsed = panel.collapsed === true;
      sections.push({ title: asString(panel.title), isCollapsed, panels: own });
      // What follows a collapsed row is below it, not in it.
      if (isCollapsed) sections.push({ title: undefined, isCollapsed: false, panels: [] });
    }
  }
  return sections.filter(({ title, panels: own }) => title !== undefined || own.length > 0).map(fromTop);
}

/** With the rows of the grid counted from the first panel, in reading order. */
function fromTop(section: Section): Section {
  const first = Math.min(...section.panels.map(({ grid }) => grid.y));
  const panels = section.panels
    .map((panel) => ({ ...panel, grid: { ...panel.grid, y: panel.grid.y - first } }))
    .sort((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x);
  return { ...section, panels };
}
