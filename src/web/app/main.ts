import { h, render } from 'preact';

const root = document.getElementById('app');
if (root !== null) render(h('p', null, 'Lintel'), root);
