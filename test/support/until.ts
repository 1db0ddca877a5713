/** Waits for something outside this process to become true; fails with what was awaited. */
export async function until(what: string, condition: () => boolean, timeoutMs = 150_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
