// Checks one uploaded picture in a separate process. A picture that hangs or fills the memory then ends only this
// process.
import type { PlanPicture } from '../../ports/console/console.ts';
import { validatePicture } from '../validate-plan-picture.ts';

process.once('message', ({ type, bytes }: PlanPicture) => {
  process.send?.(validatePicture(type, Buffer.from(bytes)), () => process.exit());
});
