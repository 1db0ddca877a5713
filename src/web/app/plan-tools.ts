import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Json } from '../../core/types.ts';
import type { SettingsEdit, ShopSpace } from '../../ports/console.ts';
import { api } from './api.ts';
import { html } from './html.ts';
import type { Mode } from './shape-editor.ts';
import { withPoints } from './shape-editor.ts';
import type { Drawing, Pair } from './shapes.ts';
import { editsOf } from './shapes.ts';
import { t } from './words.ts';

interface Props {
  /** Undefined while the shop has no floor yet. */
  readonly space: ShopSpace | undefined;
  readonly hasPlan: boolean;
  readonly mode: Mode;
  readonly sketch: readonly Pair[];
  readonly begin: (mode: Mode) => void;
  readonly say: (text: string) => void;
  readonly reload: () => Promise<void>;
  readonly rescale: (metres: number) => void;
  /** `tallness` is the picture's height ÷ width. */
  readonly addFloor: (tallness: number) => Promise<void>;
}

/** The picture under the floor, and its scale. */
export function PlanTools({
  space,
  hasPlan,
  mode,
  sketch,
  begin,
  say,
  reload,
  rescale,
  addFloor,
}: Props): VNode {
  const [metres, setMetres] = useState('');
  const upload = async (event: Event) => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file === undefined) return;
    try {
      await api.uploadPlan(file);
      if (space === undefined) await addFloor(await tallnessOf(file));
      await reload();
    } catch (error) {
      say(t('failed', { why: (error as Error).message }));
    }
  };
  const length = Number(metres.replace(',', '.'));
  return html`<section class="card"><h2>${t('plan')}</h2>
    ${space && html`<p class="quiet">${t('floorSize', { w: space.width.toFixed(2), h: space.height.toFixed(2) })}</p>`}
    <label>${t('uploadPlan')}<input type="file" accept="image/png,image/jpeg,image/svg+xml" onChange=${upload} /></label>
    <div class="row">${hasPlan && html`<button onClick=${() => api.removePlan().then(reload)}>${t('removePlan')}</button>`}
      ${space && html`<button aria-pressed=${mode === 'scale'} onClick=${() => begin(mode === 'scale' ? 'edit' : 'scale')}>${t('setScale')}</button>`}</div>
    ${
      mode === 'scale' &&
      html`<label>${t('lengthMetres')}
      <input inputmode="decimal" value=${metres} onInput=${(e: InputEvent) => setMetres((e.target as HTMLInputElement).value)} /></label>
      <button class="main" disabled=${sketch.length < 2 || !(length > 0)} onClick=${() => rescale(length)}>${t('apply')}</button>`
    }
  </section>`;
}

/** Until its scale is set, a plan is taken to be this wide. */
export const UNSCALED_WIDTH_M = 10;

function tallnessOf(file: Blob): Promise<number> {
  const picture = new Image();
  const address = URL.createObjectURL(file);
  return new Promise((resolve) => {
    const done = () => {
      URL.revokeObjectURL(address);
      resolve(picture.naturalWidth > 0 ? picture.naturalHeight / picture.naturalWidth : 1);
    };
    picture.onload = done;
    picture.onerror = done;
    picture.src = address;
  });
}

type Sensors = readonly {
  readonly id: string;
  readonly calibration?: readonly { picture: Pair; floor: Pair }[];
}[];

/** The floor resized so that the sketched length is as long as in the shop; what lies on it grows along. */
export function scaleEdits(
  space: ShopSpace,
  [a, b]: readonly Pair[],
  metres: number,
  drawing: Drawing,
  tree: Json,
): SettingsEdit[] {
  if (a === undefined || b === undefined) return [];
  const factor = metres / Math.hypot(b[0] - a[0], b[1] - a[1]);
  const sized = (value: number) => Math.round(value * factor * 1000) / 1000;
  const grown = (point: Pair): Pair => [sized(point[0]), sized(point[1])];
  const shapes = drawing.shapes.map((shape) =>
    shape.space === 'floor' ? withPoints(shape, shape.points.map(grown)) : shape,
  );
  const { sensors = [] } = tree as unknown as { sensors?: Sensors };
  return [
    { path: ['floor'], value: { widthMetres: sized(space.width), heightMetres: sized(space.height) } },
    ...editsOf({ ...drawing, shapes }, tree),
    ...sensors.flatMap(({ id, calibration }) =>
      calibration === undefined
        ? []
        : [
            {
              path: ['sensors', id, 'calibration'],
              value: calibration.map((pair) => ({ ...pair, floor: grown(pair.floor) })),
            },
          ],
    ),
  ];
}
