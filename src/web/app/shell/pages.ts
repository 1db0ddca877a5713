import type { VNode } from 'preact';
import type { Word } from '../kit/i18n.ts';
import type { Icon } from '../kit/icon.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { LiveView } from '../live/live-view.ts';

export type View = (props: ViewProps) => VNode;

interface Page {
  readonly title: Word;
  /** A page without a tab is reached from another page. */
  readonly tab?: Icon;
  /** Fills the screen and does not scroll; `drawing` brings its own head and, on a phone, its own bar. */
  readonly fills?: 'map' | 'drawing';
  /** Pages beyond the first are fetched when the user opens them. */
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

/** Every state has an address, so Back, links and a reload work: `#devices/camera/till`. */
export function currentRoute(): Where {
  const [wanted, ...route] = location.hash.slice(1).split('?')[0]?.split('/').map(decodeText) ?? [];
  return { page: (Object.keys(PAGES) as PageName[]).find((name) => name === wanted) ?? 'live', route };
}

/** An address that a person typed may be no text at all. */
function decodeText(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
