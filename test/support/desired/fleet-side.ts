import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetBrokerOptions } from '../../../src/app/commands/fleet/apply.ts';
import { fleetApplyCommand, fleetRevertCommand } from '../../../src/app/commands/fleet/apply.ts';
import { fleetPlanCommand } from '../../../src/app/commands/fleet/plan.ts';
import { fleetStatusCommand } from '../../../src/app/commands/fleet/status.ts';
import { renderFleet } from '../../../src/app/fleet/fleet-check.ts';
import type { Environment } from '../../../src/app/process/environment.ts';
import { FleetStore } from '../../../src/cloud/fleet/fleet-store.ts';
import { withClient } from '../../../src/cloud/with-client.ts';
import type { CloudSide } from '../cloud/cloud-side.ts';
import { writeDeviceSettings } from './fleet-gateway.ts';

/** Head office: its folder, its key and its commands, and the devices that it set up from USB drives. */
export class HeadOffice {
  readonly folder: string;
  readonly #cloud: CloudSide;
  readonly #devices: string;
  readonly #said: string[] = [];
  readonly #stop = new AbortController();

  constructor(directory: string, cloud: CloudSide) {
    this.folder = join(directory, 'fleet');
    this.#devices = join(directory, 'devices');
    this.#cloud = cloud;
    mkdirSync(join(this.folder, 'overlays'), { recursive: true });
    mkdirSync(this.#devices, { recursive: true });
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(this.#path('settings.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(this.#path('settings.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Settings files of all rows, as `lintel setup` makes them. */
  async setUp(): Promise<readonly string[]> {
    const { stores, problems } = await renderFleet(this.folder);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    const mqtt = { url: this.#cloud.broker.url, settingsKeyFile: this.#path('settings.pem') };
    return stores.map(({ row, text }) => writeDeviceSettings(this.#path(row.store), text, mqtt));
  }

  /** Plans and applies what the folder says now. */
  async rollOut(
    more: { readonly until?: string } = {},
  ): Promise<{ readonly code: number; readonly said: string }> {
    const plan = this.#path('plan.json');
    const { folder } = this;
    const database = this.#cloud.postgres.url;
    await fleetPlanCommand({ folder, database, output: plan }, this.#environment());
    const options = { ...this.#wire(), folder, plan, sign: this.#path('settings.key'), every: 1, ...more };
    return { code: await fleetApplyCommand(options, this.#environment()), said: this.takeSaid() };
  }

  async revert(): Promise<number> {
    const options = { ...this.#wire(), tenant: 'acme', sign: this.#path('settings.key'), every: 1 };
    return await fleetRevertCommand(options, this.#environment());
  }

  async status(): Promise<string> {
    this.takeSaid();
    await fleetStatusCommand({ database: this.#cloud.postgres.url, tenant: 'acme' }, this.#environment());
    return this.takeSaid();
  }

  async store<T>(work: (store: FleetStore) => Promise<T>): Promise<T> {
    return await withClient(this.#cloud.postgres.url, (client) => work(new FleetStore(client, 'acme')));
  }

  takeSaid(): string {
    return this.#said.splice(0).join('');
  }

  #wire(): FleetBrokerOptions {
    return { broker: this.#cloud.broker.url, database: this.#cloud.postgres.url };
  }

  #path(name: string): string {
    return join(this.#devices, name);
  }

  #environment(): Environment {
    const say = (text: string) => void this.#said.push(text);
    return {
      terminal: { out: say, err: say, isInteractive: false, columns: 80 },
      ...{ input: process.stdin, modelFolders: [], logLevel: 'error', isLogPretty: false },
      ...{ stateDirectory: undefined, stop: this.#stop.signal },
    };
  }
}
