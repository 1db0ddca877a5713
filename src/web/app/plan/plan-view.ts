import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SettingsText } from '../../../ports/console-settings.ts';
import type { Shape } from '../canvas/shapes.ts';
import { changed, keyOf, redone, replaced, undone } from '../canvas/shapes.ts';
import { SpacePicker } from '../canvas/space-picker.ts';
import { useSpace } from '../canvas/use-space.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import type { FormSchema } from '../kit/schema-form.ts';
import { RecountTable } from './backtest-table.ts';
import type { EditorViewProps } from './editor-props.ts';
import { checkPlan } from './plan-checks.ts';
import { PlanTools, ScaleForm } from './plan-tools.ts';
import type { EditorProps } from './shape-editor.ts';
import { ShapeEditor } from './shape-editor.ts';
import { HintList, ShapeList } from './shape-lists.ts';
import { TrialCard } from './trial-card.ts';
import type { Draft } from './use-draft.ts';
import { useDraft } from './use-draft.ts';
import type { Sketching } from './use-sketch.ts';
import { useSketch } from './use-sketch.ts';

/** The floor plan, zones and lines: drawn, tried on recent paths, applied. */
export function PlanView(props: ViewProps): VNode {
  const [settings, setSettings] = useState<SettingsText>();
  const [schema, setSchema] = useState<FormSchema>();
  const isTechnician = props.session.role === 'technician';
  useEffect(() => {
    if (!isTechnician) return;
    const failed = (error: Error) => props.announce(t('failed', { why: error.message }));
    api.settings().then(setSettings, failed);
    api.schema().then((form) => setSchema(form as FormSchema), failed);
  }, []);
  if (!isTechnician) return html`<main><p class="card">${t('viewerOnly')}</p></main>`;
  if (settings === undefined) return html`<main><p>${t('loading')}</p></main>`;
  return html`<${Editor} ...${props} settings=${settings} setSettings=${setSettings} schema=${schema} />`;
}

function Editor(props: EditorViewProps): VNode {
  const { shop, hasPlan, schema } = props;
  const [spaceId, setSpace] = useSpace(shop);
  const space = shop.spaces.find(({ id }) => id === spaceId) ?? shop.spaces[0];
  const [chosen, choose] = useState('');
  const [showsPaths, setShowsPaths] = useState(false);
  const paths = usePaths(space?.id);
  const editing = useDraft(props);
  const { drawing, setDrawing } = editing;
  const add = (shape: Shape) => {
    setDrawing(changed(drawing, [...drawing.shapes, shape]));
    choose(keyOf(shape));
  };
  const sketching = useSketch(space?.id ?? 'floor', drawing.shapes, add);
  const tools = { ...props, ...editing, sketching, space, setSpace };
  if (space === undefined)
    return html`<main><section class="card"><h2>${t('plan')}</h2><p>${t('nothingToDrawOn')}</p></section><${PlanTools} ...${tools} /></main>`;
  const ground = { space, doors: shop.doors, points: paths?.points ?? [], births: paths?.births ?? [] };
  const change = (shape: Shape) => setDrawing(replaced(drawing, shape));
  const editor: EditorProps = {
    ...{ space, hasPlan, chosen, choose, change, shapes: drawing.shapes },
    ...{ mode: sketching.mode, sketch: sketching.sketch, addCorner: sketching.addCorner },
    paths: showsPaths ? paths : undefined,
  };
  const list = {
    ...{ choose, change, schema, shapes: drawing.shapes.filter((shape) => shape.space === space.id) },
    selected: drawing.shapes.find((shape) => keyOf(shape) === chosen),
    remove: (shape: Shape) => setDrawing(changed(drawing, without(drawing.shapes, shape))),
  };
  return html`<main class="two"><section class="card" aria-label=${t('drawing')}>
    ${shop.spaces.length > 1 && html`<${SpacePicker} spaces=${shop.spaces} chosen=${space.id} choose=${setSpace} />`}
    ${toolbar(sketching, space.id === 'floor')}
    <${ShapeEditor} key=${space.id} ...${editor} />
    <p class="quiet">${t(HOW[sketching.mode], { name: sketching.placing?.name ?? '' })}</p>
    ${sketching.mode === 'scale' ? html`<${ScaleForm} ...${tools} />` : actionRow(editing)}
    <label class="check"><input type="checkbox" checked=${showsPaths} onChange=${() => setShowsPaths(!showsPaths)} />${t('showPaths')}</label>
  </section><div class="column">
    <${TrialCard} ...${props} hash=${props.settings.hash} done=${editing.refresh} />
    ${editing.recount !== undefined && html`<${RecountTable} recount=${editing.recount} shapes=${drawing.shapes} edits=${editing.edits} />`}
    <${HintList} hints=${checkPlan(drawing.shapes, ground)} choose=${(shape: Shape) => choose(keyOf(shape))} />
    <${ShapeList} ...${list} />
    <${PlanTools} ...${tools} />
  </div></main>`;
}

function without(shapes: readonly Shape[], shape: Shape): readonly Shape[] {
  return shapes.filter((other) => other !== shape);
}

const HOW = {
  edit: 'editHow',
  scale: 'scaleHow',
  zone: 'drawHow',
  line: 'drawHow',
  wall: 'drawHow',
  place: 'placeHow',
} as const;

function toolbar({ mode, sketch, begin, finish }: Sketching, isFloor: boolean): VNode {
  const least = mode === 'zone' ? 3 : 2;
  if (mode === 'edit') {
    return html`<div class="tools"><button onClick=${() => begin('zone')}>${t('newZone')}</button>
      <button onClick=${() => begin('line')}>${t('newLine')}</button>
      ${isFloor && html`<button onClick=${() => begin('wall')}>${t('newWall')}</button>`}</div>`;
  }
  const hasFinish = mode !== 'scale' && mode !== 'place';
  return html`<div class="tools">
    ${hasFinish && html`<button class="main" disabled=${sketch.length < least} onClick=${finish}>${t('finish')}</button>`}
    <button onClick=${() => begin('edit')}>${t('cancel')}</button></div>`;
}

function actionRow({ drawing, setDrawing, edits, save, tryIt }: Draft): VNode {
  const isUnchanged = edits.length === 0;
  return html`<div class="deed"><button class="sign" aria-label=${t('undo')} title=${t('undo')} disabled=${drawing.past.length === 0} onClick=${() => setDrawing(undone(drawing))}>${sign('M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3')}</button>
    <button class="sign" aria-label=${t('redo')} title=${t('redo')} disabled=${drawing.future.length === 0} onClick=${() => setDrawing(redone(drawing))}>${sign('M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3')}</button>
    <button disabled=${isUnchanged} onClick=${tryIt}>${t('tryIt')}</button>
    <button class="main" disabled=${isUnchanged} onClick=${() => save(edits)}>${t('apply')}</button></div>`;
}

function sign(path: string): VNode {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;
}

function usePaths(space: string | undefined): EditorProps['paths'] {
  const [paths, setPaths] = useState<EditorProps['paths']>();
  useEffect(() => {
    setPaths(undefined);
    if (space !== undefined) void api.paths(space).then(setPaths, () => undefined);
  }, [space]);
  return paths;
}
