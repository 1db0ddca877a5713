import htm from 'htm';
import type { VNode } from 'preact';
import { h } from 'preact';

interface Htm {
  bind(create: typeof h): (strings: TemplateStringsArray, ...values: unknown[]) => VNode;
}

/** Parses markup in tagged templates. A template with several roots returns a list, which also renders. */
export const html = (htm as unknown as Htm).bind(h);
