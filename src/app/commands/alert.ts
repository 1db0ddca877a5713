import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert, AlertChange } from '../../cloud/alerts/find-alerts.ts';
import { alertRound } from '../../cloud/alerts/find-alerts.ts';
import { postWebhook } from '../../cloud/alerts/webhook.ts';
import { withClient } from '../../cloud/with-client.ts';
import type { Log } from '../../ports/log.ts';
import { createLog } from '../../system/log.ts';
import type { Metric } from '../../system/metrics-server.ts';
import { openMetricsServer } from '../../system/metrics-server.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';

export interface AlertOptions {
  readonly database: string;
  /** File that contains the URL of the webhook. Chat services treat this URL as a secret, so it is read from a file. */
  readonly webhookFile?: string;
  readonly every: number;
  readonly metricsPort?: number;
}

/** `lintel cloud alert`: runs until SIGTERM and sends alarms from the database to a webhook. */
export async function alertCommand(options: AlertOptions, environment: Environment): Promise<number> {
  const log = await createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  const { metricsPort: port } = options;
  let alerts: readonly Alert[] | undefined;
  const metrics =
    port === undefined
      ? undefined
      : await openMetricsServer(
          { host: '0.0.0.0', port },
          alertMetrics(() => alerts),
        );
  log.info(metrics === undefined ? {} : { metricsPort: metrics.port }, 'READY');
  while (!environment.stop.aborted) {
    alerts = await runRound(options, log).catch((error: unknown) => {
      log.error({ err: error }, 'alarms could not be read or sent; trying again');
      return undefined;
    });
    await sleep(options.every * 1_000, undefined, { signal: environment.stop }).catch(() => undefined);
  }
  await metrics?.close();
  return EXIT.ok;
}

function runRound({ database, webhookFile }: AlertOptions, log: Log): Promise<readonly Alert[]> {
  const send = async (change: AlertChange) => {
    const { fired, ended } = change;
    if (webhookFile !== undefined) await postWebhook(readFileSync(webhookFile, 'utf8').trim(), change);
    log.warn({ fired: fired.length, ended: ended.length, first: fired[0] }, 'alarms have changed');
  };
  return withClient(database, (client) => alertRound(client, send));
}

/** Returns the alarms as metrics. While they are unknown, there are no values: a 0 would hide the outage. */
function alertMetrics(read: () => readonly Alert[] | undefined): readonly Metric[] {
  return [
    {
      name: 'lintel_alert',
      help: 'Alarms there are now, 1 each.',
      read: () =>
        read()?.map(({ rule, owner, tenant, store, gateway }) => ({
          ...{ labels: { rule, owner, tenant, store, gateway }, value: 1 },
        })) ?? null,
    },
    {
      name: 'lintel_alerts_known',
      help: '1 while alarms can be read.',
      read: () => (read() === undefined ? 0 : 1),
    },
  ];
}
