import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { limitConnections } from '../files/limit-connections.ts';

/** Largest numbers of open connections: enough for a few Prometheus servers. */
const LIMITS = { perAddress: 8, inAll: 16 };

/** One metric for Prometheus. Each scrape calls `read`. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  /**
   * Returns one value, or one value per set of labels. Null means unknown: the metric is then left out, not reported as
   * 0.
   */
  readonly read: () => number | null | readonly LabelledValue[];
}

export interface LabelledValue {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the present metrics as text at /metrics. Any other path gets a 404. */
export async function openMetricsServer(
  { host, port }: { readonly host: string; readonly port: number },
  metrics: readonly Metric[],
): Promise<MetricsServer> {
  const patience = { requestTimeout: 5_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 };
  const server = createServer({ ...patience, maxHeaderSize: 8_192 }, (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metricsText(metrics).then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  limitConnections(server, LIMITS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function metricsText(metrics: readonly Metric[]): Promise<string> {
  // Imported at the first scrape, not at the start, because most stores have no Prometheus.
  const { Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  for (const { name, help, read } of metrics) {
    const found = read();
    const values = typeof found === 'number' ? [{ labels: {}, value: found }] : (found ?? []);
    const [first] = values;
    if (first === undefined) continue;
    const options = { name, help, labelNames: Object.keys(first.labels), registers: [registry] };
    const metric = name.endsWith('_total') ? new Counter(options) : new Gauge(options);
    for (const { labels, value } of values) metric.inc(labels, value);
  }
  return await registry.metrics();
}
