import type { StoreView } from '../../../ports/console/console.ts';
import type { SessionView } from '../../answers.ts';

/** The properties that the shell gives to every page. */
export interface ViewProps {
  readonly shop: StoreView;
  readonly session: SessionView;
  readonly hasPlan: boolean;
  /** Shows a message, which screen readers also speak. */
  readonly announce: (text: string) => void;
  /** Loads settings and floor plan again after the page has changed them. */
  readonly reload: () => Promise<void>;
  /** Parts of the address after the page's name: `#devices/camera/till` has `camera` and `till`. */
  readonly route: readonly string[];
}
