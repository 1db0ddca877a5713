// A small store, for samples that draw one.
import type { StoreView } from '../../../ports/console/console.ts';
import type { Pair, Shape } from '../canvas/shapes.ts';
import type { ShownStore } from '../state/app-state.ts';

const box = (x: number, y: number, width: number, height: number): readonly Pair[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];

export const FLOOR: StoreView['spaces'][number] = {
  ...{ id: 'floor', name: 'floor', unit: 'm', width: 10, height: 6 },
};
export const CAMERA: StoreView['spaces'][number] = {
  ...{ id: 'ceiling', name: 'Ceiling', unit: 'px', width: 1280, height: 720 },
};

const zone = (id: string, name: string, polygon: readonly Pair[]): StoreView['zones'][number] => ({
  ...{ id, name, space: 'floor', polygon, queue: id === 'queue', serves: id === 'till' },
});

export const SHOP: ShownStore = {
  store: { id: 'sample', name: 'Boutique Linden', timezone: 'Europe/Berlin' },
  spaces: [FLOOR, CAMERA],
  zones: [
    zone('shoes', 'Shoes', box(0.5, 1, 2, 4)),
    zone('table', 'Left table', box(3.2, 1.5, 2.5, 2.5)),
    zone('queue', 'Queue at the till', box(6.5, 1, 1.2, 3)),
    zone('till', 'Till', box(8, 1, 1.6, 1.2)),
  ],
  lines: [{ id: 'way', name: 'Way in', space: 'floor', from: [4, 5.2], to: [6, 5.2], in: 'left' }],
  doors: [{ id: 'front', name: 'Front door', lines: ['way'], sensors: ['ceiling'] }],
  walls: [box(0.1, 0.1, 9.8, 5.8)],
  removed: [],
  places: [
    { kind: 'camera', id: 'ceiling', name: 'Ceiling', at: [5, 3] },
    { kind: 'receiver', id: 'receiver', name: 'Receiver', at: [9, 4.5] },
    { kind: 'door', id: 'front', name: 'Front door', at: [5, 5.7] },
  ],
  cameras: [],
  sensors: [
    {
      ...{ id: 'ceiling', name: 'Ceiling', type: 'sample', kind: 'sees-people' },
      labels: { en: 'camera', de: 'Kamera', fr: 'caméra', es: 'cámara' },
      port: null,
    },
  ],
  hasPlan: false,
};

export const ZONE: Shape = {
  kind: 'zone',
  id: 'shoes',
  name: 'Shoes',
  space: 'floor',
  points: box(1, 1, 3, 2),
};
export const LINE: Shape = {
  ...{ kind: 'line', id: 'way', name: 'Way in', space: 'floor', in: 'left' },
  points: [
    [1, 4],
    [4, 4],
  ],
};
export const WALL: Shape = { kind: 'wall', id: 'w', name: '', space: 'floor', points: box(6, 1, 3, 2) };
export const PLACES: readonly Shape[] = (['camera', 'receiver', 'door'] as const).map((kind, i) => ({
  ...{ kind, id: kind, name: kind, space: 'floor' },
  points: [[6.5 + i, 4.5]],
}));
