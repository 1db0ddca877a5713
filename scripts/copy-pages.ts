// The console's files that are no TypeScript, beside its built modules.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
for (const name of ['index.html', 'style.css', 'icon.svg']) {
  copyFileSync(join(root, 'src/web/app', name), join(root, 'dist/web/app', name));
}
