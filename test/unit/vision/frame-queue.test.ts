import { describe, expect, test } from 'vitest';
import { FrameQueue } from '../../../src/vision/frame-queue.ts';

async function takeAll(queue: FrameQueue<number>): Promise<number[]> {
  queue.end();
  const all: number[] = [];
  for (let item = await queue.takeFrame(); item !== undefined; item = await queue.takeFrame()) all.push(item);
  return all;
}

describe('a queue of frames', () => {
  test('a writer that waits is let on as the reader takes', async () => {
    const queue = new FrameQueue<number>(2);
    await queue.put(1);
    await queue.put(2);
    let put = false;
    const third = queue.put(3).then(() => {
      put = true;
    });
    await Promise.resolve();
    expect(put).toBe(false);
    expect(await queue.takeFrame()).toBe(1);
    await third;
    expect(await takeAll(queue)).toEqual([2, 3]);
  });

  test('a short hiccup of the reader costs no frame', async () => {
    const queue = new FrameQueue<number>(3);
    for (const item of [1, 2, 3]) queue.offer(item);
    expect(await takeAll(queue)).toEqual([1, 2, 3]);
  });

  test('a reader that is too slow gets the newest alone, until it has kept up for a while', async () => {
    const dropped: number[] = [];
    const queue = new FrameQueue<number>(3, (item) => dropped.push(item));
    for (const item of [1, 2, 3, 4, 5, 6]) queue.offer(item);
    expect(dropped).toEqual([1, 2, 3, 4, 5]);
    expect(await queue.takeFrame()).toBe(6);
    for (let item = 0; item < 60; item += 1) {
      queue.offer(item);
      await queue.takeFrame();
    }
    for (const item of [7, 8, 9]) queue.offer(item);
    expect(await takeAll(queue)).toEqual([7, 8, 9]);
  });

  test('reports an error after the items before it', async () => {
    const queue = new FrameQueue<number>(3);
    queue.offer(1);
    queue.end(new Error('gone'));
    queue.end();
    expect(await queue.takeFrame()).toBe(1);
    await expect(queue.takeFrame()).rejects.toThrow('gone');
  });

  test('neither waits nor adds after the end', async () => {
    const dropped: number[] = [];
    const queue = new FrameQueue<number>(1, (item) => dropped.push(item));
    await queue.put(1);
    const waiting = queue.put(2);
    queue.end();
    await waiting;
    queue.offer(3);
    expect(dropped).toEqual([2, 3]);
  });
});
