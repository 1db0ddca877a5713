import { createSettingsSchema } from '../../config/schema.ts';
import { driverTypes, loadDriver } from '../../drivers/registry.ts';

/**
 * Returns the schema of the settings, for all sensor types. It loads all drivers, but not their native parts, which
 * load when a link opens.
 */
export async function settingsSchema() {
  return createSettingsSchema(await Promise.all(driverTypes.map((type) => loadDriver(type))));
}
