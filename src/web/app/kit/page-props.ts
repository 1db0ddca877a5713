import type { StoreView } from '../../../ports/console/console.ts';
import type { SessionView } from '../../answers.ts';

/** The properties that the shell gives to every page. */
export interface ViewProps {
  readonly shop: StoreView;
  readonly session: SessionView;
  readonly hasPlan: boolean;
  /** Shows a message and lets a screen reader speak it. */
  readonly announce: (text: string) => void;
  /** Reloads settings and floor plan after the page changed them. */
  readonly reload: () => Promise<void>;
  /** Parts of the address after the page's name: `#devices/camera/till` gives `camera`, `till`. */
  readonly route: readonly string[];
}
