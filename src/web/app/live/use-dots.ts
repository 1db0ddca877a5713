import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { StoreSpace } from '../../../ports/console/console.ts';
import type { TagView } from '../../../ports/console/console-devices.ts';
import type { Sizes } from '../canvas/plan-viewport.ts';
import type { Pair } from '../canvas/shapes.ts';
import { api } from '../kit/api.ts';
import { usePolled } from '../kit/use-polled.ts';
import type { ShownStore } from '../state/app-state.ts';
import { onPeople } from '../state/connection.ts';
import type { Dot } from './people-layer.ts';
import { PeopleLayer } from './people-layer.ts';

export type PlacedTag = Pick<TagView, 'id' | 'kind'> & { readonly x: number; readonly y: number };

interface Dots {
  readonly layer: RefObject<SVGGElement | null>;
  readonly tags: readonly PlacedTag[];
  /** The dot that was tapped. */
  readonly chosen: Dot | undefined;
  readonly tap: (at: Pair) => void;
}

interface Options {
  readonly space: StoreSpace;
  readonly index: number;
  readonly sizes: Sizes;
  readonly tags: readonly PlacedTag[];
}

/** Keeps the dots of people and tags, and which of them was tapped. People move without rendering the page. */
export function useDots({ space, index, sizes, tags }: Options): Dots {
  const group = useRef<SVGGElement>(null);
  const layer = useRef<PeopleLayer | null>(null);
  const [chosen, choose] = useState<Dot>();
  useEffect(() => {
    if (group.current === null) return;
    const own = new PeopleLayer(group.current, { space, index, radius: sizes.dot });
    layer.current = own;
    const stop = onPeople((live) => own.show(live));
    return () => {
      stop();
      own.close();
    };
  }, []);
  useEffect(() => layer.current?.resize(sizes.dot), [sizes.dot]);
  useEffect(() => layer.current?.choose(chosen), [chosen]);
  const tap = (at: Pair) => {
    const far = ({ x, y }: PlacedTag) => Math.hypot(x - at[0], y - at[1]);
    const [tag] = tags.filter((one) => far(one) <= sizes.reach).toSorted((a, b) => far(a) - far(b));
    choose(layer.current?.findNear(at, sizes.reach) ?? tag?.id);
  };
  return { layer: group, tags, chosen, tap };
}

const TAGS_MS = 2_000;

/** Returns the located tags of staff, trolleys and baskets. Undefined where no tags are shown. */
export function usePlacedTags(
  shop: ShownStore,
  space: StoreSpace,
  isAllowed: boolean,
): readonly PlacedTag[] | undefined {
  const hasReceivers = shop.sensors.some(({ kind }) => kind === 'hears-tags');
  const isOn = isAllowed && hasReceivers && space.id === 'floor';
  const { value } = usePolled(api.tags, TAGS_MS, isOn);
  if (!isOn) return undefined;
  return (value?.tags ?? []).flatMap(({ id, kind, place }) =>
    // A canary is fixed beside a receiver, so it is left out.
    place === null || kind === 'canary' ? [] : [{ id, kind, x: place.x, y: place.y }],
  );
}
