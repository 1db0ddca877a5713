import { openCloud } from '../../cloud/open-cloud.ts';
import { receiverMetrics } from '../../cloud/receiver-metrics.ts';
import { createLog } from '../../system/log.ts';
import { openMetricsServer } from '../../system/metrics-server.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../environment.ts';

export interface ReceiveOptions {
  readonly broker: string;
  readonly database: string;
  readonly shareGroup: string;
  readonly clientId: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly commandKey?: string;
  readonly gapRequestInterval?: number;
  readonly metricsPort?: number;
}

/** `lintel cloud ingest`: one worker of the cloud side, in the foreground until SIGTERM. */
export async function receiveCommand(options: ReceiveOptions, environment: Environment): Promise<number> {
  const log = await createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  const files = { caFile: options.ca, certFile: options.cert, keyFile: options.key };
  const commands = { commandKeyFile: options.commandKey, askEverySeconds: options.gapRequestInterval };
  const access = { username: options.username, passwordFile: options.passwordFile, ...files, ...commands };
  const given = Object.fromEntries(Object.entries(access).filter(([, value]) => value !== undefined));
  const { broker: brokerUrl, database: databaseUrl, shareGroup: group, clientId } = options;
  const cloud = await openCloud({ brokerUrl, databaseUrl, group, clientId, ...given }, log);
  const { metricsPort: port } = options;
  const metrics =
    port === undefined
      ? undefined
      : await openMetricsServer({ host: '0.0.0.0', port }, receiverMetrics(cloud.receiver.counts));
  log.info(metrics === undefined ? {} : { metricsPort: metrics.port }, 'READY');
  await new Promise<void>((resolve) => {
    if (environment.stop.aborted) resolve();
    environment.stop.addEventListener('abort', () => resolve(), { once: true });
  });
  const counts = cloud.receiver.counts();
  await Promise.all([cloud.close(), metrics?.close()]);
  log.info(counts, 'stopped');
  return EXIT.ok;
}
