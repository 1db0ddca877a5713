// The database of the cloud, in parts (PARTS=views,simulator,ingest): how fast views answer, whether days equal the simulator's,
// and how fast windows come in beside the receiver of an earlier commit.
import { benchDays } from './cloud-days.ts';
import { benchIngest } from './cloud-ingest.ts';
import { benchViews } from './cloud-views.ts';

const PARTS = {
  views: benchViews,
  simulator: benchDays,
  ingest: benchIngest,
} as const;

export async function run(): Promise<void> {
  const wanted = (process.env['PARTS'] ?? Object.keys(PARTS).join(',')).split(',');
  for (const [name, part] of Object.entries(PARTS)) {
    if (!wanted.includes(name)) continue;
    console.log(`— ${name}`);
    if (!(await part())) process.exitCode = 1;
  }
}

if (import.meta.main) await run();
