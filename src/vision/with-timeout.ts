/** Settles as the promise does, or throws what `late` makes when that takes longer. */
export async function withTimeout<T>(promise: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), limitMs);
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}
