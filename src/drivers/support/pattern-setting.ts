import { z } from 'zod';
import { parseTextPattern } from './text-pattern.ts';

/** Schema of a setting that holds a text pattern. It refuses an invalid pattern and says why. */
export function patternSetting(names: readonly string[]): z.ZodString {
  return z
    .string()
    .min(1)
    .max(120)
    .superRefine((text, context) => {
      try {
        parseTextPattern(text, names);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
      }
    });
}
