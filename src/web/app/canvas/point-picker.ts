import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { StoreSpace } from '../../../ports/console/console.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { Sizes } from './plan-viewport.ts';
import { measureSizes, PlanViewport } from './plan-viewport.ts';
import { movedCross } from './shape-keys.ts';
import type { Pair } from './shapes.ts';
import { useZoom } from './use-zoom.ts';
import { ZoomButtons } from './zoom-buttons.ts';

interface Props {
  readonly space: StoreSpace;
  readonly hasPlan: boolean;
  readonly label: string;
  readonly picture?: string | undefined;
  readonly isPaper?: boolean;
  /** The points, which are shown with numbers from 1 on. A point that is not set yet is undefined. */
  readonly points: readonly (Pair | undefined)[];
  /** Index of the point that the next tap sets. */
  readonly active: number;
  readonly choose: (index: number) => void;
  readonly set: (at: Pair) => void;
  readonly children?: ComponentChildren | ((sizes: Sizes) => ComponentChildren);
}

/** A picture or plan on which the user sets numbered points, by a tap or by the keyboard's cross. */
export function PointStage(props: Props): VNode {
  const { space, hasPlan, label, picture, points, set } = props;
  const zoom = useZoom(space);
  const [cross, setCross] = useState<Pair>([space.width / 2, space.height / 2]);
  const [isByKey, setByKey] = useState(false);
  const sizes = measureSizes(zoom.perPx);
  const key = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const next = movedCross(event, cross, space);
    if (next === undefined && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    setByKey(true);
    if (next === undefined) set(cross);
    else setCross(next);
  };
  const [x, y] = cross;
  const reach = sizes.reach;
  return html`<div class="viewer" style=${{ aspectRatio: `${space.width} / ${space.height}`, '--shape': space.width / space.height }}>
    <${PlanViewport} space=${space} hasPlan=${hasPlan} label=${label} zoom=${zoom} picture=${picture} isPaper=${props.isPaper} isInPage=${true}
    onTap=${set} onKeyDown=${key} tabindex="0">
    ${typeof props.children === 'function' ? props.children(sizes) : props.children}
    ${points.map((point, i) => point && marker(point, i, sizes, props))}
    ${isByKey && html`<path class="cross" aria-hidden="true" d="M${x - reach} ${y}h${2 * reach}M${x} ${y - reach}v${2 * reach}" />`}
  </${PlanViewport}></div><${ZoomButtons} zoom=${zoom} />`;
}

function marker(
  [x, y]: Pair,
  i: number,
  sizes: Sizes,
  { active, choose }: Pick<Props, 'active' | 'choose'>,
): VNode {
  const isActive = i === active;
  const pick = (event: Event) => {
    event.stopPropagation();
    choose(i);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') pick(event);
  };
  return html`<g key=${i} class=${isActive ? 'pin active' : 'pin'} tabindex="0" role="button" aria-pressed=${isActive} aria-label=${t('point', { n: i + 1 })}
    onPointerDown=${pick} onPointerUp=${(event: Event) => event.stopPropagation()} onKeyDown=${key}>
    <circle class="reach" cx=${x} cy=${y} r=${sizes.reach * 0.7} /><circle class="spot" cx=${x} cy=${y} r=${sizes.handle * 0.45} />
    <circle class="ring" cx=${x} cy=${y} r=${sizes.handle * 1.5} />
    <text x=${x + sizes.handle * 1.8} y=${y - sizes.handle} font-size=${sizes.text} stroke-width=${sizes.text / 5}>${i + 1}</text></g>`;
}
