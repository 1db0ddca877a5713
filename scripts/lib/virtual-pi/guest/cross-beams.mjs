// cross-beams.mjs BACKEND PINS PEOPLE STEP_MS [OUTER INNER]: people through two beams on a simulated GPIO chip, both
// ways. Compares them with the counts of the program's own link, driver and decoder. Exit status 0 when the counts
// match exactly.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BeamPairDecoder } from '../../../../src/core/doors/beam-pair-decoder.ts';
import { driver } from '../../../../src/drivers/beam-pair.ts';
import { createGpioLink } from '../../../../src/links/gpio/gpio-link.ts';
import { systemClock as clock } from '../../../../src/system/clock.ts';

const GAP_MS = 160;
const [backend, pins, count, step, outer = '17', inner = '27'] = process.argv.slice(2);
const [OUTER, INNER] = [outer, inner];
const stepMs = Number(step);
const people = Number(count);

/** When each person's four steps were taken, and when the driver says that the beams changed. */
const steps = [];
const edges = [];
/** The last reported level of each beam. */
const levels = new Map();
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
  outerGpioLine: OUTER,
  innerGpioLine: INNER,
  blockedWhen: 'high',
};
let isUp = false;
const seen = (async () => {
  const context = { sensor: 'beams', clock, signal: stop.signal };
  for await (const item of driver.open(settings, { gpio: createGpioLink({ backend }) }, context)) {
    isUp = true;
    if (item.kind !== 'BeamsCrossed') continue;
    edges.push(item);
    levels.set(item.beam, item.blocked);
    decoder.acceptEdge(item.beam, item.blocked, item.at);
  }
})();
seen.catch((error) => {
  console.log(String(error));
  process.exit(1);
});
while (!isUp) await sleep(50);

/**
 * Waits until the step arrived. The kernel reads a line's level some time after its edge. On an emulated processor
 * that time has no bound, so a person who leaves the beam before is never seen.
 */
async function heard(beam, blocked, patienceMs = 120_000) {
  const untilMs = clock.monotonicMs() + patienceMs;
  while (levels.get(beam) !== blocked && clock.monotonicMs() < untilMs) await sleep(5);
  return levels.get(beam) === blocked;
}
const set = (line, high) => writeFileSync(`${pins}/sim_gpio${line}/pull`, high ? 'pull-up' : 'pull-down');
// Levels arrive before the tool listens: break each beam alone until the tool has seen it.
for (const [line, beam] of [
  [OUTER, 'a'],
  [INNER, 'b'],
]) {
  for (set(line, true); !(await heard(beam, true, 2_000)); set(line, true)) set(line, false);
  set(line, false);
  await heard(beam, false);
  // Longer than a stride: beams broken closer together would count as a walking person.
  await sleep(5_000);
}
decoded.length = 0;
for (let i = 0; i < people; i++) {
  steps.push([]);
  const [first, second] = i % 2 === 0 ? [OUTER, INNER] : [INNER, OUTER];
  for (const [line, high] of [
    [first, true],
    [second, true],
    [first, false],
    [second, false],
  ]) {
    const before = clock.monotonicMs();
    set(line, high);
    steps[i].push([before, clock.monotonicMs()]);
    await heard(line === OUTER ? 'a' : 'b', high);
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

/** Events around one person, in milliseconds since their first step: as driven, as the tool printed, as received. */
function tell(index) {
  const [[from]] = steps[index];
  const until = steps[index].at(-1)[1] + 300;
  const ms = (time) => (time - from).toFixed(1);
  const epochMs = clock.now() - clock.monotonicMs();
  const isNear = (time) => time > from - 300 && time < until;
  console.log(`driven: ${steps[index].map(([began, done]) => `${ms(began)}…${ms(done)}`).join(' ')}`);
  const kept = `/tmp/raw-${process.pid}`;
  const said = existsSync(kept) ? readFileSync(kept, 'utf8').trim().split('\n') : [];
  const raw = said.map((line) => line.split(' ')).filter(([, , seconds]) => isNear(seconds * 1000));
  console.log(
    `tool:   ${raw.map(([edge, line, seconds]) => `${line}${edge === '1' ? '+' : '-'}${ms(seconds * 1000)}`).join(' ')}`,
  );
  const near = edges.filter(({ at }) => isNear(at - epochMs));
  console.log(
    `told:   ${near.map(({ beam, blocked, at }) => `${beam}${blocked ? '+' : '-'}${ms(at - epochMs)}`).join(' ')}`,
  );
}
