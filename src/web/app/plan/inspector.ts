import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Choice, Clash } from '../canvas/merge-shapes.ts';
import type { LineShape, Shape } from '../canvas/shapes.ts';
import { changed, isPlace, keyOf, withPoints } from '../canvas/shapes.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { icon } from '../kit/icon.ts';
import type { ViewProps } from '../kit/page-props.ts';
import type { PreviewState } from '../kit/preview-card.ts';
import { PreviewCard } from '../kit/preview-card.ts';
import { RecountTable } from './backtest-table.ts';
import type { EditorViewProps } from './editor-props.ts';
import { listChanges } from './list-changes.ts';
import { createDoor } from './new-door.ts';
import { checkPlan } from './plan-checks.ts';
import { PlaceTool, PlanTools, ScaleForm } from './plan-tools.ts';
import type { EditorProps } from './shape-editor.ts';
import { ShapeForm } from './shape-form.ts';
import { HintList, ShapeList } from './shape-lists.ts';
import { TrialCard } from './trial-card.ts';
import type { Draft } from './use-draft.ts';
import type { Sketching } from './use-sketch.ts';

type Props = EditorViewProps & {
  readonly editing: Draft;
  readonly sketching: Sketching;
  readonly space: ViewProps['shop']['spaces'][number];
  readonly setSpace: (id: string) => void;
  readonly paths: EditorProps['paths'];
  readonly preview: PreviewState;
  readonly chosen: string;
  readonly choose: (key: string) => void;
  readonly corner: number;
  readonly setCorner: (corner: number) => void;
  readonly change: (shape: Shape) => void;
  readonly remove: (shape: Shape) => void;
  readonly showsPaths: boolean;
  readonly setShowsPaths: (shows: boolean) => void;
};

/** Shows the chosen shape, hints and changes. It is beside the drawing, or below it on a phone. */
export function Inspector(props: Props): VNode {
  const { editing, space, chosen, choose, change, remove, corner, setCorner, schema, paths, shop } = props;
  const [isOpen, setOpen] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const { drawing, recount, edits, clashes } = editing;
  // What was just chosen or tried stands at the top.
  useEffect(() => scroller.current?.scrollTo({ top: 0 }), [chosen, recount]);
  useEffect(() => void (recount !== undefined && setOpen(true)), [recount]);
  const selected = drawing.shapes.find((shape) => keyOf(shape) === chosen);
  const ground = { space, doors: shop.doors, points: paths?.points ?? [], births: paths?.births ?? [] };
  const hints = checkPlan(drawing.shapes, ground);
  const isAsked = clashes.length > 0 || ['scale', 'place'].includes(props.sketching.mode);
  const isNeeded = selected !== undefined || isAsked;
  const [hint] = hints;
  const about = hint === undefined ? t('details') : t(hint.word, hint.values);
  const title = selected === undefined ? about : selected.name || t('wall');
  const isReady = !editing.isBusy && clashes.length === 0;
  const makeDoor = (line: LineShape) => {
    const { id, edits: door } = createDoor(line, props);
    return editing.save(door, () => location.assign(`#devices/door/${id}`));
  };
  const here = drawing.shapes.filter((shape) => shape.space === space.id);
  return html`<aside class=${findLook(isOpen || isAsked, isNeeded)} aria-label=${t('details')}>
    <button class="pull" aria-expanded=${isOpen || isNeeded} onClick=${() => (selected === undefined ? setOpen(!isOpen) : choose(''))}><span>${title}</span>${icon('up')}</button>
    <div class="scroller" ref=${scroller}>
    ${recount !== undefined && html`<${RecountTable} recount=${recount} shapes=${drawing.shapes} edits=${edits} />`}
    ${clashes.map((clash) => html`<${ClashCard} key=${clash.key} clash=${clash} decide=${editing.decide} />`)}
    ${
      selected !== undefined &&
      html`<${ShapeForm} key=${chosen} shape=${selected} schema=${schema} change=${change} remove=${remove} corner=${corner} shop=${shop} makeDoor=${isReady ? makeDoor : undefined}
      removeCorner=${() => {
        change(withPoints(selected, selected.points.toSpliced(corner, 1)));
        setCorner(-1);
      }} />`
    }
    ${mode(props)}
    ${space.unit === 'px' && html`<${PreviewCard} sensor=${space.id} aiming=${props.preview} />`}
    <${TrialCard} shop=${shop} />
    <${HintList} hints=${hints} choose=${(shape: Shape) => choose(keyOf(shape))} />
    ${changesOf(editing)}
    <${ShapeList} shapes=${here} chosen=${chosen} choose=${choose} />
    <label class="check"><input type="checkbox" checked=${props.showsPaths} onChange=${() => props.setShowsPaths(!props.showsPaths)} />${t('showPaths')}</label>
    <${PlanTools} ...${props} ...${editing} />
    </div></aside>`;
}

/**
 * Returns the inspector's CSS classes. For a chosen shape it opens only a little, which leaves room for the drawing.
 */
function findLook(isWhole: boolean, isNeeded: boolean): string {
  if (isWhole) return 'inspector open';
  return isNeeded ? 'inspector open brief' : 'inspector';
}

function mode({ sketching, editing, space, ...props }: Props): VNode | null {
  if (sketching.mode === 'scale')
    return html`<section><p>${t('scaleHow')}</p><${ScaleForm} ...${props} ...${editing} sketching=${sketching} space=${space} /></section>`;
  if (sketching.mode === 'place')
    return html`<${PlaceTool} ...${props} ...${editing} sketching=${sketching} />`;
  return null;
}

function changesOf({ drawing, setDrawing }: Draft): VNode | null {
  const changes = listChanges(drawing);
  if (changes.length === 0) return null;
  const takeBack = (key: string, before: Shape | undefined) => {
    const others = drawing.shapes.filter((shape) => keyOf(shape) !== key);
    setDrawing(changed(drawing, before === undefined ? others : [...others, before]));
  };
  return html`<section><h2>${t('changes')} ${changes.length}</h2><ul class="list tight">${changes.map(
    ({ key, text, before }) =>
      html`<li key=${key} class="row spread"><span>${text}</span><button class="link" aria-label=${t('undoChange', { what: text })} onClick=${() => takeBack(key, before)}>${t('undo')}</button></li>`,
  )}</ul></section>`;
}

/** Shows both versions of a shape that two users changed, until a user chooses one of them. */
export function ClashCard({
  clash,
  decide,
}: {
  readonly clash: Clash;
  readonly decide: Draft['decide'];
}): VNode {
  const { mine, theirs } = clash;
  const name = (theirs ?? mine)?.name || t('wall');
  const pick = (choice: Choice) => () => decide(clash, choice);
  const canBoth = mine !== undefined && theirs !== undefined && !isPlace(mine);
  return html`<section class="clash" role="alert"><h2>${t('clashTitle', { name })}</h2><p>${t(theirs === undefined ? 'clashRemoved' : mine === undefined ? 'clashIRemoved' : 'clashHow')}</p>
    <div class="row"><button onClick=${pick('theirs')}>${t('takeTheirs')}</button><button onClick=${pick('mine')}>${t('keepMine')}</button>
    ${canBoth && html`<button onClick=${pick('both')}>${t('keepBoth')}</button>`}</div></section>`;
}
