import { receiverMetrics } from '../../cloud/ingest-metrics.ts';
import { openCloud } from '../../cloud/open-ingest.ts';
import { createLog } from '../../system/log.ts';
import { openMetricsServer } from '../../system/metrics-server.ts';
import type { BrokerOptions } from '../gateway/broker-options.ts';
import { brokerCredentials } from '../gateway/broker-options.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { omitUndefined } from '../process/omit-undefined.ts';
import { untilAborted } from '../process/until-aborted.ts';

export interface ReceiveOptions extends BrokerOptions {
  readonly broker: string;
  readonly database: string;
  readonly shareGroup: string;
  readonly clientId: string;
  readonly commandKey?: string;
  readonly gapRequestInterval?: number;
  readonly metricsPort?: number;
}

/** `lintel cloud ingest`: runs one ingest worker until SIGTERM. */
export async function ingestCommand(options: ReceiveOptions, environment: Environment): Promise<number> {
  const log = await createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  const commands = omitUndefined({
    commandKeyFile: options.commandKey,
    askEverySeconds: options.gapRequestInterval,
  });
  const given = { ...brokerCredentials(options), ...commands };
  const { broker: brokerUrl, database: databaseUrl, shareGroup: group, clientId } = options;
  const cloud = await openCloud({ brokerUrl, databaseUrl, group, clientId, ...given }, log);
  const { metricsPort: port } = options;
  const metrics =
    port === undefined
      ? undefined
      : await openMetricsServer({ host: '0.0.0.0', port }, receiverMetrics(cloud.receiver.counts));
  log.info(metrics === undefined ? {} : { metricsPort: metrics.port }, 'READY');
  await untilAborted(environment.stop);
  const counts = cloud.receiver.counts();
  await Promise.all([cloud.close(), metrics?.close()]);
  log.info(counts, 'stopped');
  return EXIT.ok;
}
