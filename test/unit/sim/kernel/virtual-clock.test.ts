import { describe, expect, test } from 'vitest';
import { Channel } from '../../../../src/sim/kernel/channel.ts';
import { VirtualClock } from '../../../../src/sim/kernel/virtual-clock.ts';

async function collect<T>(items: AsyncIterable<T>, into: T[]): Promise<void> {
  for await (const item of items) into.push(item);
}

describe('a virtual clock', () => {
  test('wakes sleepers in order of time, and of equals the first to sleep first', async () => {
    const clock = new VirtualClock(1000);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.now()}`);
    };
    void sleep('late', 50);
    void sleep('early', 10);
    void sleep('also early', 10);
    await clock.run({ untilMs: 2000 });
    expect(woken).toEqual(['early 1010', 'also early 1010', 'late 1050']);
    expect(clock.monotonicMs()).toBe(1000);
  });

  test('lets a whole chain of consumers finish before the next moment', async () => {
    const clock = new VirtualClock(0);
    const channel = new Channel<number>(clock);
    const seen: string[] = [];
    async function* twice(items: AsyncIterable<number>) {
      for await (const item of items) {
        await Promise.resolve();
        yield item * 2;
      }
    }
    const consume = async () => {
      for await (const item of twice(twice(channel.listen(new AbortController().signal)))) {
        seen.push(`${item} at ${clock.now()}`);
      }
    };
    void consume();
    for (const at of [5, 6, 7]) clock.schedule(at, () => channel.send(at));
    await clock.run({ untilMs: 10 });
    expect(seen).toEqual(['20 at 5', '24 at 6', '28 at 7']);
  });

  test('tells what the gateway believes and what is apart', async () => {
    const clock = new VirtualClock(1000);
    clock.schedule(1500, () => clock.jumpWall(-3_600_000));
    await clock.run({ untilMs: 2000 });
    expect(clock.now()).toBe(2000 - 3_600_000);
    expect(clock.trueMs()).toBe(2000);
    expect(clock.monotonicMs()).toBe(1000);
  });

  test('rejects a sleep whose signal aborts', async () => {
    const clock = new VirtualClock(0);
    const stop = new AbortController();
    const sleeping = clock.sleep(100, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough');
  });

  test('stops when told to, in the middle of time', async () => {
    const clock = new VirtualClock(0);
    const stop = new AbortController();
    clock.schedule(5, () => stop.abort());
    clock.schedule(6, () => expect.unreachable());
    await clock.run({ untilMs: 100, signal: stop.signal });
    expect(clock.trueMs()).toBe(5);
  });
});

describe('a channel', () => {
  test('gives each listener what is sent from then on, until it stops listening', async () => {
    const channel = new Channel<string>(new VirtualClock(0));
    const stop = new AbortController();
    const heard: string[] = [];
    channel.send('before');
    const done = collect(channel.listen(stop.signal), heard);
    channel.send('one');
    channel.send('two');
    await Promise.resolve();
    stop.abort();
    channel.send('after');
    await done;
    expect(heard).toEqual(['one', 'two']);
  });

  test('fails its listeners when it is unplugged, refuses new ones, and works again when it is back', async () => {
    const channel = new Channel<string>(new VirtualClock(0));
    const { signal } = new AbortController();
    const listening = collect(channel.listen(signal), []);
    channel.unplug(new Error('lost'), new Error('absent'));
    await expect(listening).rejects.toThrow('lost');
    await expect(collect(channel.listen(signal), [])).rejects.toThrow('absent');
    channel.restore();
    const next = channel.listen(signal).next();
    channel.send('back');
    expect(await next).toEqual({ done: false, value: 'back' });
  });

  test('is open and silent when it is mute', () => {
    const channel = new Channel<string>(new VirtualClock(0));
    channel.listen(new AbortController().signal);
    expect(channel.heard).toBe(true);
    channel.mute();
    expect(channel.heard).toBe(false);
  });
});
