// One uploaded picture in a separate process: a picture that stalls or fills the memory ends this and nothing else.
import type { PlanPicture } from '../../ports/console.ts';
import { validatePicture } from '../validate-plan-picture.ts';

process.once('message', ({ type, bytes }: PlanPicture) => {
  process.send?.(validatePicture(type, Buffer.from(bytes)), () => process.exit());
});
