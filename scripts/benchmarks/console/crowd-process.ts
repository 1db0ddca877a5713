// The crowded console in a process of its own: says its port, then its memory each time it is asked.
import { openCrowdedConsole } from './crowd.ts';

const { port } = await openCrowdedConsole(true);
process.send?.({ port });
process.on('message', () => {
  gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ rss, heapUsed });
});
