import { createSettingsSchema } from '../../config/schema.ts';
import { driverTypes, loadDriver } from '../../drivers/registry.ts';

/** The settings schema for all sensor types there are. Drivers are plain code: natives load when a link opens. */
export async function settingsSchema() {
  return createSettingsSchema(await Promise.all(driverTypes.map((type) => loadDriver(type))));
}
