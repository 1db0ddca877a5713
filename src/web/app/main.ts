import { render } from 'preact';
import { html } from './html.ts';
import { Shell } from './shell.ts';
import { useTheme } from './theme.ts';
import { currentLanguage } from './words.ts';

document.documentElement.lang = currentLanguage();
useTheme();
const root = document.getElementById('app');
if (root !== null) render(html`<${Shell} />`, root);
