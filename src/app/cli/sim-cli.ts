import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Environment } from '../process/environment.ts';
import { parsePositive } from './cli-values.ts';

export function addSim(
  program: Command,
  environment: () => Environment,
  done: (exitCode: number) => void,
): void {
  program
    .command('sim')
    .description('measure the accuracy of a sensor layout in a simulated store with known truth')
    .argument('<scenario>', 'boutique, supermarket, kiosk, or a scenario file')
    .option('--report <file>', 'a page with every published number beside the truth, heat map and paths')
    .option('--json <file>', 'the same for machines')
    .option('--seed <n>', 'seed of the simulated day; the same seed gives the same bytes', parseSeed, 1)
    .option('--days <n>', 'days in a row', parseDays, 1)
    .option('--from <time>', 'store-local hour at which the first day begins, as in 9 or 09:30', parseHour)
    .option('--to <time>', 'store-local hour at which the last day ends', parseHour)
    .option('--speed <n>', 'store seconds a second; as fast as it goes without it', parsePositive)
    .option('--faults <file>', 'what breaks when; `each-sensor` unplugs every sensor once')
    .option('--sweep <name=values...>', 'run once for each value and compare: receivers=4,6,8')
    .option('--new <picture>', 'write the scenario, from the picture of a floor plan')
    .option('--width <metres>', 'of the plan: how wide the store is inside its outer walls', parsePositive)
    .option('--camera <id=place...>', 'of the plan: X,Y,HEIGHT,AIM-X,AIM-Y[,VIEW in degrees]')
    .option('--till <id=place...>', 'of the plan: X,Y where one is served, LINE-X,LINE-Y where the line ends')
    .option('--door <id=ends...>', 'of the plan: X1,Y1,X2,Y2; openings in its outer walls without it')
    .addHelpText('after', SIM_HELP)
    .action(async (scenario: string, options) => {
      if (options.new !== undefined) {
        const { simNewCommand } = await import('../commands/sim-new.ts');
        return done(await simNewCommand(scenario, options, environment()));
      }
      const { simCommand } = await import('../commands/sim.ts');
      done(await simCommand(scenario, options, environment()));
    });
}

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number from 0 is needed.');
  return Number(text);
}

function parseDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 90)
    throw new InvalidArgumentError('a whole number from 1 to 90 is needed.');
  return days;
}

function parseHour(text: string): string {
  const [, hours = '99'] = /^(\d{1,2}(?:\.\d+)?)(?::[0-5]\d)?$/.exec(text) ?? [];
  if (Number(hours) > 24)
    throw new InvalidArgumentError('an hour from 0 to 24 is needed, such as 9 or 09:30.');
  return text;
}

const SIM_HELP = `
People walk by a social-force model, browse, queue, buy and leave; sensor models with the errors of real ones sit behind
the gateway's own links, so that every estimate comes out of the product itself.

Examples:
  lintel sim boutique --report boutique.html
  lintel sim supermarket --from 16 --to 19 --seed 7 --json peak.json
  lintel sim kiosk --faults each-sensor --report faults.html

How many receivers? How many frames? Where does the camera go? Sweeps answer; several are combined:
  lintel sim boutique --sweep receivers=3,4,6,8 --report receivers.html
  lintel sim boutique --sweep frameRate=2,5,10 --sweep missShare=0,0.1 --from 12 --to 15
  lintel sim boutique --sweep camera.ceiling=as-drawn,north,south-east,centre --report places.html
Swept can be receivers, cameras, frameRate, missShare, jitterShare, falseAlarmsPerMinute, counterMissShare,
camera.ID (as-drawn, north, north-east … centre) and camera.ID.x, .y, .height, .pan, .tilt, .field-of-view.

A scenario file names a settings file and adds what a gateway need not know: shelves, thresholds, how cameras hang, who
comes when. config/scenario.schema.json is its schema; config/scenarios/boutique.yaml is one.

A new one starts from the picture of a plan: walls filled dark, doors as openings in the outer walls. Places are metres
from the upper left corner inside them. A page beside the scenario shows what each camera sees:
  lintel sim my-store.yaml --new plan.png --width 9 --camera eye=8.8,0.2,2.8,4,4,100 --till till=7,5,4,5
  lintel sim my-store.yaml --report my-store.html`;
