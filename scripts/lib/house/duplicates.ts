import type { CodeLine, SourceFile } from './source-file.ts';

const RUN_LINES = 6;

interface Place {
  readonly file: SourceFile;
  /** Index in the file's code lines. */
  readonly at: number;
}

/** Pairs of places that share a run of six or more equal code lines, a line of text each. */
export function duplicates(files: readonly SourceFile[]): string[] {
  return [...placesByRun(files).values()].flatMap((places) =>
    places.flatMap((a, index) =>
      places
        .slice(index + 1)
        .filter((b) => !overlap(a, b) && !sameBefore(a, b))
        .map((b) => `${nameOf(a)} ~ ${nameOf(b)}`),
    ),
  );
}

function placesByRun(files: readonly SourceFile[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const file of files) {
    for (let at = 0; at + RUN_LINES <= file.codeLines.length; at += 1) {
      const run = textOf(file.codeLines.slice(at, at + RUN_LINES));
      const known = places.get(run);
      if (known === undefined) places.set(run, [{ file, at }]);
      else known.push({ file, at });
    }
  }
  return places;
}

function textOf(lines: readonly CodeLine[]): string {
  return lines.map(({ text }) => text).join('\n');
}

function overlap(a: Place, b: Place): boolean {
  return a.file === b.file && Math.abs(a.at - b.at) < RUN_LINES;
}

/** Whether the pair only continues one that starts a line earlier. */
function sameBefore(a: Place, b: Place): boolean {
  const before = a.file.codeLines[a.at - 1]?.text;
  return before !== undefined && before === b.file.codeLines[b.at - 1]?.text;
}

function nameOf({ file, at }: Place): string {
  return `${file.path}:${file.codeLines[at]?.line}`;
}
