import type { VNode } from 'preact';
import type { Word } from '../kit/i18n.ts';
import type { Icon } from '../kit/icon.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { LiveView } from '../live/live-view.ts';

export type View = (props: ViewProps) => VNode;

interface Page {
  readonly title: Word;
  /** Icon of the page's tab. A page without a tab is reached from another page. */
  readonly tab?: Icon;
  /**
   * Set for a page that fills the screen and does not scroll. A `drawing` has its own head and, on a phone, its own
   * bar.
   */
  readonly fills?: 'map' | 'drawing';
  /** Loads the page. All pages but the first are loaded when the user opens them. */
  readonly load: () => View | Promise<View>;
}

export const PAGES = {
  live: { title: 'live', tab: 'live', fills: 'map', load: () => LiveView },
  insights: {
    ...{ title: 'insights', tab: 'insights' },
    load: async () => (await import('../insights/insights-view.ts')).InsightsView,
  },
  plan: {
    ...{ title: 'plan', tab: 'plan', fills: 'drawing' },
    load: async () => (await import('../plan/plan-view.ts')).PlanView,
  },
  devices: {
    ...{ title: 'devices', tab: 'devices' },
    load: async () => (await import('../devices/devices-view.ts')).DevicesView,
  },
  settings: {
    ...{ title: 'settings', tab: 'settings' },
    load: async () => (await import('../settings/settings-view.ts')).SettingsView,
  },
  audit: { title: 'audit', load: async () => (await import('../devices/audit-view.ts')).AuditView },
  add: { title: 'newSensor', load: async () => (await import('../setup/wizard/wizard-view.ts')).WizardView },
  setup: { title: 'setup', load: async () => (await import('../setup/setup-view.ts')).SetupView },
} as const satisfies Readonly<Record<string, Page>>;

export type PageName = keyof typeof PAGES;

export function getPage(name: PageName): Page {
  return PAGES[name];
}

export const TABS = (Object.keys(PAGES) as PageName[]).filter((name) => getPage(name).tab !== undefined);

export interface Where {
  readonly page: PageName;
  readonly route: readonly string[];
}

/**
 * Returns the page of the address, such as `#devices/camera/till`. Every state of a page has an address, so that Back,
 * links and a reload work.
 */
export function currentRoute(): Where {
  const [wanted, ...route] = location.hash.slice(1).split('?')[0]?.split('/').map(decodeText) ?? [];
  return { page: (Object.keys(PAGES) as PageName[]).find((name) => name === wanted) ?? 'live', route };
}

/** Decodes a part of an address. It may be malformed, because a person may have typed it. */
function decodeText(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
