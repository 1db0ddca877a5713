import htm from 'htm';
import type { VNode } from 'preact';
import { h } from 'preact';

interface Htm {
  bind(create: typeof h): (strings: TemplateStringsArray, ...values: unknown[]) => VNode;
}

/** Markup as tagged text. A template with several roots gives a list of them, which renders as well. */
export const html = (htm as unknown as Htm).bind(h);
