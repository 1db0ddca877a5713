export const CHROMIUM_PATH = '/usr/bin/chromium';
export const CHROMIUM_SWITCHES: string[] = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
