import { createSettingsSchema } from '../../config/schema.ts';
import { driverTypes, loadDriver } from '../../drivers/registry.ts';

/** Builds the settings schema for all sensor types. Loading drivers is cheap: native parts load when a link opens. */
export async function settingsSchema() {
  return createSettingsSchema(await Promise.all(driverTypes.map((type) => loadDriver(type))));
}
