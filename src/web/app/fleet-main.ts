import { render } from 'preact';
import { FleetShell } from './fleet/fleet-shell.ts';
import { html } from './kit/html.ts';
import { useTheme } from './kit/theme.ts';

useTheme();
const root = document.getElementById('app');
if (root !== null) render(html`<${FleetShell} />`, root);
