import type { SensorObservation } from '../../core/model/observation.ts';

type Source = AsyncIterable<SensorObservation> | Iterable<SensorObservation>;

/** Merges inputs into one, ordered by time. At equal times, observations keep the order of the inputs. */
export async function* mergeByTime(sources: readonly Source[]): AsyncGenerator<SensorObservation> {
  const iterators = sources.map((source) =>
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator](),
  );
  try {
    const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
    for (;;) {
      let first: number | undefined;
      heads.forEach((head, i) => {
        const best = first === undefined ? undefined : heads[first];
        if (!head.done && (best === undefined || best.done || head.value.at < best.value.at)) first = i;
      });
      const head = first === undefined ? undefined : heads[first];
      const iterator = first === undefined ? undefined : iterators[first];
      if (first === undefined || iterator === undefined || head === undefined || head.done) return;
      yield head.value;
      heads[first] = await iterator.next();
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}
