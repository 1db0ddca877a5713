// Shows all components of the pages in all states, for developers. No gateway serves this page.
import type { VNode } from 'preact';
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { ConfirmDialog } from '../kit/confirm.ts';
import { html } from '../kit/html.ts';
import { currentLanguage } from '../kit/i18n.ts';
import type { Theme } from '../kit/theme.ts';
import { currentTheme, THEMES, useTheme } from '../kit/theme.ts';
import { CHART_SAMPLES } from './chart-samples.ts';
import { CONTROL_SAMPLES } from './control-samples.ts';
import { DRAWING_SAMPLES } from './drawing-samples.ts';
import { PAGE_SAMPLES } from './page-samples.ts';
import type { Sample } from './sample.ts';

const GROUPS: Readonly<Record<string, readonly Sample[]>> = {
  Controls: CONTROL_SAMPLES,
  Charts: CHART_SAMPLES,
  Drawings: DRAWING_SAMPLES,
  'Parts of pages': PAGE_SAMPLES,
};

function KitPage(): VNode {
  const [theme, setTheme] = useState<Theme>(currentTheme());
  const pick = (next: Theme) => () => {
    useTheme(next);
    setTheme(next);
  };
  return html`<header class="head"><h1>Kit</h1><div class="segments" role="group" aria-label="Theme">${THEMES.map(
    (name) => html`<button aria-pressed=${name === theme} onClick=${pick(name)}>${name}</button>`,
  )}</div></header>
    <main class="kit">${Object.entries(GROUPS).map(
      ([name, samples]) =>
        html`<h2>${name}</h2>${samples.map(
          ({ of, state, draw }) =>
            html`<article data-of=${of} key=${`${of} ${state}`}><h3>${of} <small class="quiet">${state}</small></h3><div class="sample">${draw()}</div></article>`,
        )}`,
    )}</main><${ConfirmDialog} />`;
}

document.documentElement.lang = currentLanguage();
useTheme();
const root = document.getElementById('app');
if (root !== null) render(html`<${KitPage} />`, root);
