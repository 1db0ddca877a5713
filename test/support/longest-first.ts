import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Folders whose files run for a minute come first, so that no worker ends the run alone with one of them. */
const FOLDERS = ['fault', 'integration', 'e2e', 'contract', 'property', 'unit'];

/** On a fresh clone nothing is known of earlier runs: the folder tells how long a file takes, then its size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    return bySize.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const at = FOLDERS.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
  return at < 0 ? FOLDERS.length : at;
}
