import { beforeEach, describe, expect, test, vi } from 'vitest';
import { CameraPreviewService } from '../../../../src/app/console/camera-preview-service.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { PreviewCameras, PreviewPicture, PreviewStyle } from '../../../../src/ports/camera-link.ts';

const ORDER = { sensor: 'cam', minutes: 2, by: 'technician-a' };

/** A camera that keeps what it was told, and shows when it is asked to. */
class Cameras implements PreviewCameras {
  readonly orders: string[] = [];
  isUp = true;
  take: (picture: PreviewPicture) => void = () => undefined;

  aim(...[sensor, { forMs, style }, take]: Parameters<PreviewCameras['aim']>): boolean {
    this.orders.push(`${sensor} ${style} ${forMs}`);
    this.take = take;
    return this.isUp;
  }

  stopPreview(sensor: string): void {
    this.orders.push(`${sensor} stop`);
  }
}

let nowMs = 0;
let allowed: string[] | undefined;
let audited: string[] = [];
let cameras = new Cameras();
let desk: CameraPreviewService;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  [nowMs, allowed, audited, cameras] = [0, ['cam'], [], new Cameras()];
  desk = new CameraPreviewService({
    allowed: () => allowed,
    cameras: () => cameras,
    audit: (what, by, to) => audited.push(`${what} ${by} ${JSON.stringify(to)}`),
    opened: (sensor, minutes) => audited.push(`event ${sensor} ${minutes}`),
    nowMs: () => nowMs,
  });
  return () => vi.useRealTimers();
});

function pass(seconds: number, isWatched = true): void {
  for (let i = 0; i < seconds; i++) {
    nowMs += 1_000;
    if (isWatched) desk.picture(ORDER.by);
    vi.advanceTimersByTime(1_000);
  }
}

function show(style: PreviewStyle = 'people-hidden'): PreviewPicture {
  const picture = { at: 0 as EpochMs, style, png: Uint8Array.of(1, 2, 3) };
  cameras.take(picture);
  return picture;
}

describe('the camera preview', () => {
  test('is refused where the settings do not switch it on, for what is no camera, and for a camera that is down', () => {
    allowed = undefined;
    expect(desk.open(ORDER)).toBe('switched-off');
    allowed = ['other'];
    expect(desk.open(ORDER)).toBe('no-such-camera');
    allowed = ['cam'];
    cameras.isUp = false;
    expect(desk.open(ORDER)).toBe('camera-not-running');
    expect(desk.state()).toBeNull();
    expect(audited).toEqual([]);
  });

  test('hides people, reports its time left, gives pictures to its own session only, and ends', () => {
    expect(desk.open(ORDER)).toMatchObject({ style: 'people-hidden', endsInSeconds: 120, by: ORDER.by });
    const picture = show();
    expect(desk.picture('technician-b')).toBe('not-yours');
    expect(desk.picture(ORDER.by)).toBe(picture);
    pass(119);
    expect(desk.state()).toMatchObject({ endsInSeconds: 1 });
    pass(1);
    expect(desk.state()).toBeNull();
    expect(desk.picture(ORDER.by)).toBe('not-on');
    expect([...picture.png]).toEqual([0, 0, 0]);
    expect(cameras.orders).toEqual(['cam people-hidden 120000', 'cam stop']);
    expect(audited).toEqual([
      'opened technician-a {"sensor":"cam","minutes":2}',
      'event cam 2',
      'ended technician-a {"sensor":"cam","why":"its time was over"}',
    ]);
  });

  test('shows people only after a second confirmation by the same session, for half a minute', () => {
    desk.open(ORDER);
    expect(desk.showClear({ sensor: 'cam', by: 'technician-b' })).toBe('not-yours');
    expect(desk.showClear({ sensor: 'other', by: ORDER.by })).toBe('no-such-camera');
    expect(desk.showClear({ sensor: 'cam', by: ORDER.by })).toMatchObject({
      style: 'clear',
      clearForSeconds: 30,
    });
    const clear = show('clear');
    pass(30);
    expect(desk.state()).toMatchObject({ style: 'people-hidden', clearForSeconds: null, endsInSeconds: 90 });
    expect(desk.picture(ORDER.by)).toBeUndefined();
    expect([...clear.png]).toEqual([0, 0, 0]);
    show('clear');
    expect(desk.picture(ORDER.by)).toBeUndefined();
    expect(cameras.orders).toEqual([
      'cam people-hidden 120000',
      'cam clear 30000',
      'cam people-hidden 90000',
    ]);
    expect(audited.slice(2).map((entry) => entry.split(' technician')[0])).toEqual([
      'shown clear',
      'hidden again',
    ]);
  });

  test('ends without viewers, when it is closed, and when the settings switch it off', () => {
    desk.open(ORDER);
    pass(14, false);
    expect(desk.state()).not.toBeNull();
    pass(1, false);
    expect(audited.at(-1)).toContain('nobody watched');
    desk.open(ORDER);
    desk.close('technician-b');
    expect(audited.at(-1)).toContain('closed by technician-b');
    desk.open(ORDER);
    allowed = undefined;
    pass(1);
    expect(audited.at(-1)).toContain('switched off in the settings');
    expect(desk.state()).toBeNull();
  });

  test('replaces the first camera by a second and drops late pictures of the first', () => {
    allowed = ['cam', 'door'];
    desk.open(ORDER);
    const late = cameras.take;
    desk.open({ ...ORDER, sensor: 'door' });
    late({ at: 0 as EpochMs, style: 'people-hidden', png: Uint8Array.of(9) });
    expect(desk.picture(ORDER.by)).toBeUndefined();
    expect(cameras.orders).toContain('cam stop');
  });

  test('shows nothing when it cannot be written down', () => {
    const broken = new CameraPreviewService({
      allowed: () => ['cam'],
      cameras: () => cameras,
      audit: () => {
        throw new Error('disk full');
      },
      opened: () => undefined,
      nowMs: () => nowMs,
    });
    expect(() => broken.open(ORDER)).toThrow('disk full');
    expect(broken.state()).toBeNull();
    expect(cameras.orders).toEqual(['cam people-hidden 120000', 'cam stop']);
  });
});
