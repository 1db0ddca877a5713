import type { SettingsText } from '../../../ports/console/console-settings.ts';
import type { FormSchema } from '../kit/form-schema.ts';
import type { ViewProps } from '../kit/page-props.ts';

export type EditorViewProps = ViewProps & {
  readonly settings: SettingsText;
  readonly setSettings: (settings: SettingsText) => void;
  readonly schema: FormSchema | undefined;
};
