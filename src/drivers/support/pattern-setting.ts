import { z } from 'zod';
import { parseTextPattern } from './text-pattern.ts';

/** A setting with a text pattern. An invalid pattern is refused with the reason. */
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
