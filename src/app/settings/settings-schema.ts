import { createSettingsSchema } from '../../config/schema.ts';
import { driverTypes, loadDriver } from '../../drivers/registry.ts';

/** The settings schema for all sensor types. Drivers are plain code: native parts load when a link opens. */
export async function settingsSchema() {
  return createSettingsSchema(await Promise.all(driverTypes.map((type) => loadDriver(type))));
}
