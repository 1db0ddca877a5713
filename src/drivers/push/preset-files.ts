import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { programFile } from '../../files/program-files.ts';
import { mappingSchema } from './mapping-schema.ts';

const FOLDER = programFile('config/presets/');

const text = z.string().min(1).max(2_000);

/** A preset: how to read a device's messages, and the content of its documentation page. */
const presetSchema = z.strictObject({
  title: text,
  /** Steps to set up the device, in order. */
  wiring: z.array(text).min(1),
  /** Settings of such a sensor as an example on the preset's page, without `id` and `type`. */
  example: z.record(z.string(), z.unknown()),
  triedWith: text,
  cannotTell: z.array(text).min(1),
  mapping: mappingSchema,
});

export type Preset = z.output<typeof presetSchema>;

export function presetNames(): readonly string[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return files.map((name) => name.slice(0, -'.json'.length)).sort();
}

/** Returns undefined for an unknown name. Throws when the preset's file is damaged. */
export function findPreset(name: string): Preset | undefined {
  if (!presetNames().includes(name)) return undefined;
  return presetSchema.parse(JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')));
}
