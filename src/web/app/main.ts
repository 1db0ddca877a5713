import { render } from 'preact';
import { html } from './kit/html.ts';
import { currentLanguage } from './kit/i18n.ts';
import { useTheme } from './kit/theme.ts';
import { Shell } from './shell/shell.ts';

document.documentElement.lang = currentLanguage();
useTheme();
const root = document.getElementById('app');
if (root !== null) render(html`<${Shell} />`, root);
