// cross-beams.mjs BACKEND PINS PEOPLE STEP_MS [OUTER INNER]: people through two beams on a simulated GPIO chip, in both directions, and what the
// program's own link, driver and decoder make of them. Exit status 0 when that is exactly who passed.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const DIST = '/case/lintel/dist';
const { createGpioLink } = await import(`${DIST}/links/gpio.js`);
const { driver } = await import(`${DIST}/drivers/beam-pair.js`);
const { BeamPairDecoder } = await import(`${DIST}/core/doors/beam-pair-decoder.js`);
const { systemClock: clock } = await import(`${DIST}/system/clock.js`);

const GAP_MS = 260;
const [backend, pins, count, step, outer = '17', inner = '27'] = process.argv.slice(2);
const [OUTER, INNER] = [outer, inner];
const stepMs = Number(step);
const people = Number(count);

/** When each person's four steps were taken, and when the driver says that the beams changed. */
const steps = [];
const edges = [];
const passed = [];
const decoded = [];
const decoder = new BeamPairDecoder('beams', {
  crossed: ({ direction, count: together }) => {
    for (let i = 0; i < together; i++) decoded.push(direction);
  },
  restored: () => undefined,
  faulted: (_sensor, _at, cause) => console.log(`fault: ${cause}`),
  recovered: () => undefined,
});

const stop = new AbortController();
const settings = {
  chip: 'pinctrl-bcm2711',
  bias: 'pull-down',
  outerLine: OUTER,
  innerLine: INNER,
  blockedWhen: 'high',
};
let isUp = false;
const seen = (async () => {
  const context = { sensor: 'beams', clock, signal: stop.signal };
  for await (const item of driver.open(settings, { gpio: createGpioLink({ backend }) }, context)) {
    isUp = true;
    if (item.kind !== 'BeamsCrossed') continue;
    edges.push(item);
    decoder.see(item.beam, item.blocked, item.at);
  }
})();
seen.catch((error) => {
  console.log(String(error));
  process.exit(1);
});
while (!isUp) await sleep(50);
// The levels are told before the tool listens.
await sleep(3_000);

const set = (line, high) => writeFileSync(`${pins}/sim_gpio${line}/pull`, high ? 'pull-up' : 'pull-down');
for (let i = 0; i < people; i++) {
  steps.push([]);
  const [first, second] = i % 2 === 0 ? [OUTER, INNER] : [INNER, OUTER];
  for (const [line, high] of [
    [first, true],
    [second, true],
    [first, false],
    [second, false],
  ]) {
    steps[i].push(clock.now());
    set(line, high);
    await sleep(stepMs);
  }
  passed.push(i % 2 === 0 ? 'in' : 'out');
  await sleep(GAP_MS);
}
await sleep(2_000);
decoder.advance(clock.now() + 10_000);
stop.abort();
await seen;

const wrong = passed.findIndex((direction, i) => decoded[i] !== direction);
console.log(`${backend}: ${passed.length} passed, ${decoded.length} decoded, first wrong: ${wrong}`);
if (wrong >= 0) tell(wrong);
process.exit(passed.length === decoded.length && wrong < 0 ? 0 : 1);

/** What happened around one person, in milliseconds since their first step. */
function tell(index) {
  const [from] = steps[index];
  const near = edges.filter(({ at }) => at > from - 300 && at < steps[index].at(-1) + 300);
  console.log(`steps: ${steps[index].map((at) => at - from).join(' ')}`);
  console.log(
    `edges: ${near.map(({ beam, blocked, at }) => `${beam}${blocked ? '+' : '-'}${at - from}`).join(' ')}`,
  );
}
