// hold-lines.mjs PINS LINES CHANGES BUSY: lamps on the first lines of a simulated GPIO chip, 16 changes a second in turn. Exit
// status 0 when each change reaches its line, 99 of 100 within a second, and the line BUSY is reported as in use.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGpioOutputLink } from '../../../../src/links/gpio/gpio-output-link.ts';

/** On an emulated processor. */
const MAX_MS = 1_000;
const EVERY_MS = 62.5;
const PATIENCE_MS = 10_000;
const [pins, lineCount, changeCount, busy] = process.argv.slice(2);
const link = createGpioOutputLink();
const hold = (gpioLine) =>
  link.hold({ chip: 'pinctrl-bcm2711', gpioLine: String(gpioLine), onLoss: false }, false);
const level = (line) => readFileSync(`${pins}/sim_gpio${line}/value`, 'utf8').trim();

const lines = Array.from({ length: Number(lineCount) }, (_, line) => hold(line));
const taken = hold(busy);
while (lines.some(({ problem }) => problem !== undefined) || !/in use/.test(taken.problem)) await sleep(50);

const delays = [];
let missed = 0;
for (let i = 0; i < Number(changeCount); i++) {
  const line = i % lines.length;
  const isHigh = Math.floor(i / lines.length) % 2 === 0;
  const began = performance.now();
  lines[line].set(isHigh);
  while (level(line) !== (isHigh ? '1' : '0') && performance.now() < began + PATIENCE_MS) await sleep(0);
  if (level(line) !== (isHigh ? '1' : '0')) missed += 1;
  delays.push(performance.now() - began);
  await sleep(Math.max(0, EVERY_MS - (performance.now() - began)));
}
await Promise.all([...lines, taken].map((line) => line.close()));
delays.sort((a, b) => a - b);
const at = (share) => delays[Math.floor(share * delays.length)];
console.log(
  `${delays.length} changes, ${missed} missed; set → level p50 ${at(0.5).toFixed(1)} p99 ${at(0.99).toFixed(1)} max ${delays.at(-1).toFixed(1)} ms`,
);
process.exit(missed === 0 && at(0.99) <= MAX_MS ? 0 : 1);
