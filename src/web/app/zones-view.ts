import type { VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Recount, SettingsEdit, SettingsText } from '../../ports/console.ts';
import { ApiError, api } from './api.ts';
import { html } from './html.ts';
import { lint } from './lint.ts';
import { SpacePicker } from './live-view.ts';
import { PlanTools, scaleEdits, UNSCALED_WIDTH_M } from './plan-tools.ts';
import type { EditorProps, Mode } from './shape-editor.ts';
import { keyOf, ShapeEditor } from './shape-editor.ts';
import { HintList, RecountTable, ShapeList } from './shape-lists.ts';
import type { Drawing, Pair, Shape } from './shapes.ts';
import {
  changed,
  editsOf,
  freeId,
  openDrawing,
  rebased,
  redone,
  replaced,
  shapesOf,
  undone,
} from './shapes.ts';
import type { ViewProps } from './shell.ts';
import { useSpace } from './space-choice.ts';
import { t } from './words.ts';

/** Zones and lines: drawn, tried on recent paths, applied. */
export function ZonesView(props: ViewProps): VNode {
  const [settings, setSettings] = useState<SettingsText>();
  useEffect(
    () =>
      void api.settings().then(setSettings, (error: Error) => props.say(t('failed', { why: error.message }))),
    [],
  );
  if (props.session.role !== 'technician') return html`<main><p class="card">${t('viewerOnly')}</p></main>`;
  if (settings === undefined) return html`<main><p>${t('loading')}</p></main>`;
  return html`<${Editor} ...${props} settings=${settings} setSettings=${setSettings} />`;
}

type EditorViewProps = ViewProps & {
  readonly settings: SettingsText;
  readonly setSettings: (settings: SettingsText) => void;
};

function Editor(props: EditorViewProps): VNode {
  const { shop, hasPlan, say, settings, setSettings, reload } = props;
  const [spaceId, setSpace] = useSpace(shop);
  const space = shop.spaces.find(({ id }) => id === spaceId) ?? shop.spaces[0];
  const [drawing, setDrawing] = useState(() => openDrawing(shapesOf(settings.tree)));
  const [chosen, choose] = useState('');
  const [recount, setRecount] = useState<Recount>();
  const [showsPaths, setShowsPaths] = useState(false);
  const paths = usePaths(spaceId);
  const edits = useMemo(() => editsOf(drawing, settings.tree), [drawing, settings]);
  const add = (shape: Shape) => {
    setDrawing(changed(drawing, [...drawing.shapes, shape]));
    choose(keyOf(shape));
  };
  const sketching = useSketch(space?.id ?? 'floor', drawing.shapes, add);
  const applied = (next: SettingsText) => {
    setSettings(next);
    setDrawing(openDrawing(shapesOf(next.tree)));
    setRecount(undefined);
  };
  const actions = useActions(props, drawing, setDrawing, applied);
  if (space === undefined) return html`<main><p>${t('noSensors')}</p></main>`;
  const ground = { space, doors: shop.doors, points: paths?.points ?? [], births: paths?.births ?? [] };
  const change = (shape: Shape) => setDrawing(replaced(drawing, shape));
  const editor: EditorProps = {
    ...{ space, hasPlan, chosen, choose, change, shapes: drawing.shapes },
    ...{ mode: sketching.mode, sketch: sketching.sketch, addCorner: sketching.addCorner },
    paths: showsPaths ? paths : undefined,
  };
  const list = {
    ...{ choose, change, shapes: drawing.shapes.filter((shape) => shape.space === space.id) },
    selected: drawing.shapes.find((shape) => keyOf(shape) === chosen),
    remove: (shape: Shape) =>
      setDrawing(
        changed(
          drawing,
          drawing.shapes.filter((other) => other !== shape),
        ),
      ),
  };
  const hasFloor = shop.spaces.some(({ id }) => id === 'floor');
  const rescale = (metres: number) => {
    const scaled = scaleEdits(space, sketching.sketch, metres, drawing, settings.tree);
    return actions.save(scaled, () => sketching.begin('edit'));
  };
  const addFloor = (tallness: number) => {
    const heightMetres = Math.round(UNSCALED_WIDTH_M * tallness * 100) / 100;
    const value = { widthMetres: UNSCALED_WIDTH_M, heightMetres };
    return actions.save([{ path: ['floor'], value }], () => setSpace('floor'));
  };
  const plan = { ...sketching, hasPlan, say, reload, rescale, addFloor, space: hasFloor ? space : undefined };
  return html`<main class="two"><section class="card" aria-label=${t('drawing')}>
    ${shop.spaces.length > 1 && html`<${SpacePicker} spaces=${shop.spaces} chosen=${space.id} choose=${setSpace} />`}
    ${toolbar(sketching)}
    <${ShapeEditor} key=${space.id} ...${editor} />
    <p class="quiet">${t(HOW[sketching.mode])}</p>
    <div class="row"><button disabled=${drawing.past.length === 0} onClick=${() => setDrawing(undone(drawing))}>${t('undo')}</button>
      <button disabled=${drawing.future.length === 0} onClick=${() => setDrawing(redone(drawing))}>${t('redo')}</button>
      <button disabled=${edits.length === 0} onClick=${() => actions.tryIt(edits, setRecount)}>${t('tryIt')}</button>
      <button class="main" disabled=${edits.length === 0} onClick=${() => actions.save(edits)}>${t('apply')}</button></div>
    <label class="check"><input type="checkbox" checked=${showsPaths} onChange=${() => setShowsPaths(!showsPaths)} />${t('showPaths')}</label>
  </section><div class="column">
    ${recount !== undefined && html`<${RecountTable} recount=${recount} shapes=${drawing.shapes} />`}
    <${HintList} hints=${lint(drawing.shapes, ground)} choose=${(shape: Shape) => choose(keyOf(shape))} />
    <${ShapeList} ...${list} />
    ${(space.id === 'floor' || !hasFloor) && html`<${PlanTools} ...${plan} />`}
  </div></main>`;
}

const HOW = { edit: 'editHow', scale: 'scaleHow', zone: 'drawHow', line: 'drawHow' } as const;

export interface Sketching {
  readonly mode: Mode;
  readonly sketch: readonly Pair[];
  readonly begin: (mode: Mode) => void;
  readonly addCorner: (corner: Pair) => void;
  readonly finish: () => void;
}

/** Corners on their way to become a shape. */
function useSketch(space: string, shapes: readonly Shape[], add: (shape: Shape) => void): Sketching {
  const [mode, setMode] = useState<Mode>('edit');
  const [sketch, setSketch] = useState<readonly Pair[]>([]);
  const begin = (next: Mode) => {
    setMode(next);
    setSketch([]);
  };
  return {
    mode,
    sketch,
    begin,
    addCorner: (corner) => setSketch(mode === 'zone' ? [...sketch, corner] : [...sketch, corner].slice(-2)),
    finish: () => {
      const shape = drawn(mode, sketch, space, shapes);
      if (shape !== undefined) add(shape);
      begin('edit');
    },
  };
}

function toolbar({ mode, sketch, begin, finish }: Sketching): VNode {
  const least = mode === 'zone' ? 3 : 2;
  if (mode === 'edit') {
    return html`<div class="row"><button onClick=${() => begin('zone')}>${t('newZone')}</button>
      <button onClick=${() => begin('line')}>${t('newLine')}</button></div>`;
  }
  return html`<div class="row">
    ${mode !== 'scale' && html`<button class="main" disabled=${sketch.length < least} onClick=${finish}>${t('finish')}</button>`}
    <button onClick=${() => begin('edit')}>${t('cancel')}</button></div>`;
}

function drawn(
  mode: Mode,
  sketch: readonly Pair[],
  space: string,
  shapes: readonly Shape[],
): Shape | undefined {
  const kind = mode === 'zone' ? 'zone' : 'line';
  const id = freeId(
    kind,
    shapes.filter((shape) => shape.kind === kind).map((shape) => shape.id),
  );
  const [from, to] = sketch;
  if (mode === 'zone' && sketch.length >= 3) return { kind: 'zone', id, name: id, space, points: sketch };
  if (mode === 'line' && from !== undefined && to !== undefined)
    return { kind: 'line', id, name: id, space, points: [from, to], in: 'left' };
  return undefined;
}

function usePaths(space: string): { points: Pair[]; births: Pair[] } | undefined {
  const [paths, setPaths] = useState<{ points: Pair[]; births: Pair[] }>();
  useEffect(() => {
    setPaths(undefined);
    void api.paths(space).then(setPaths, () => undefined);
  }, [space]);
  return paths;
}

function useActions(
  { say, reload, settings, setSettings }: EditorViewProps,
  drawing: Drawing,
  setDrawing: (drawing: Drawing) => void,
  applied: (settings: SettingsText) => void,
) {
  const failed = async (error: Error) => {
    if (!(error instanceof ApiError) || error.status !== 409) {
      say(t('failed', { why: error.message }));
      return;
    }
    const theirs = await api.settings();
    setSettings(theirs);
    setDrawing(rebased(drawing, shapesOf(theirs.tree)));
    say(t('conflict'));
  };
  return {
    save: async (edits: readonly SettingsEdit[], done: () => void = () => undefined) => {
      try {
        const { settings: next } = await api.apply(settings.hash, edits);
        applied(next);
        await reload();
        done();
        say(t('applied'));
      } catch (error) {
        await failed(error as Error);
      }
    },
    tryIt: (edits: readonly SettingsEdit[], show: (recount: Recount) => void) =>
      api.recount(settings.hash, edits).then(show, failed),
  };
}
