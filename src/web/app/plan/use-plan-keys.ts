import { useEffect } from 'preact/hooks';
import { redone, undone } from '../canvas/shapes.ts';
import type { Zoom } from '../canvas/use-zoom.ts';
import type { Mode } from './shape-editor.ts';
import type { Draft } from './use-draft.ts';
import type { Sketching } from './use-sketch.ts';

interface Board {
  readonly editing: Draft;
  readonly sketching: Sketching;
  readonly zoom: Zoom;
}

interface Undoable {
  readonly editing: Draft;
  readonly sketching: Pick<Sketching, 'sketch' | 'undone' | 'undoCorner' | 'redoCorner'>;
}

/** Undoes the last corner of an unfinished shape. Without one, undoes the last change. */
export function undoLast({ editing: { drawing, setDrawing }, sketching }: Undoable): void {
  if (sketching.sketch.length > 0) sketching.undoCorner();
  else if (drawing.past.length > 0) setDrawing(undone(drawing));
}

export function redoLast({ editing: { drawing, setDrawing }, sketching }: Undoable): void {
  if (sketching.undone.length > 0) sketching.redoCorner();
  else if (drawing.future.length > 0) setDrawing(redone(drawing));
}

const TOOLS: Readonly<Record<string, Mode>> = { v: 'edit', z: 'zone', l: 'line', w: 'wall' };

/** Handles the keys that apply to the whole drawing, except while the user types into a field. */
export function usePlanKeys(board: Board): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.altKey) return;
      if (pressed(event, board)) event.preventDefault();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (target as HTMLElement | null)?.matches?.('input, textarea, select, dialog *') === true;
}

function pressed(event: KeyboardEvent, board: Board): boolean {
  const { sketching, zoom } = board;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key !== 'z' && key !== 'y') return false;
    if (key === 'y' || event.shiftKey) redoLast(board);
    else undoLast(board);
    return true;
  }
  const tool = TOOLS[key];
  if (tool !== undefined) sketching.begin(tool);
  else if (key === 'escape') sketching.begin('edit');
  else if (key === '0') zoom.fit();
  else if (key === 'backspace' && sketching.sketch.length > 0) sketching.undoCorner();
  else return false;
  return true;
}
