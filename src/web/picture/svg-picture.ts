import { PictureFault } from './picture-fault.ts';

const MAX_SVG_ELEMENTS = 50_000;

const SVG_REFUSED: readonly (readonly [RegExp, string])[] = [
  [/<!(?:DOCTYPE|ENTITY)/i, 'a document type or entities'],
  [
    /<(?:[\w-]+:)?(?:script|foreignObject|iframe|embed|object|audio|video|handler|listener|set|animate\w*)\b/i,
    'scripts, animations or foreign content',
  ],
  [/[\s"'/]on[a-z]+\s*=/i, 'event handlers'],
  [/(?:javascript|vbscript|data:(?!image\/(?:png|jpeg);base64,))\s*:?/i, 'script addresses'],
  [/<\?(?!xml\s)/i, 'processing instructions'],
  [/@import|expression\s*\(/i, 'style imports'],
];
const REFERENCE = /(?:href|src)\s*=\s*(["'])([^"']*)\1|url\(\s*["']?([^"')]*)/gi;

/**
 * Returns the drawing unchanged if it contains no programs, external files or expanding entities. Throws PictureFault.
 */
export function cleanSvg(bytes: Uint8Array): Uint8Array {
  const text = decodeText(bytes);
  if (text === undefined || !beginsWithSvg(text)) {
    throw new PictureFault('This is not an SVG drawing.');
  }
  // Decode character references first, because they could hide a forbidden word.
  const plain = text.replaceAll(/&#(x?)([0-9a-f]+);?/gi, (_all, hex: string, digits: string) =>
    String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(digits, hex === '' ? 10 : 16) || 0)),
  );
  const flat = plain.replaceAll(/[^\P{Cc}\t\n\r]/gu, '');
  const refused = SVG_REFUSED.find(([pattern]) => pattern.test(flat));
  if (refused !== undefined)
    throw new PictureFault(`The drawing holds ${refused[1]}; export it as a plain drawing.`);
  const outside = [...flat.matchAll(REFERENCE)].some(
    ([, , link, url]) => !isWithin((link ?? url ?? '').trim()),
  );
  if (outside) throw new PictureFault('The drawing points to other files; export it with everything in it.');
  if ((flat.match(/<[a-z]/gi)?.length ?? 0) > MAX_SVG_ELEMENTS)
    throw new PictureFault('The drawing has too many parts.');
  return Buffer.from(text, 'utf8');
}

/** Skips an XML declaration and comments in one pass, so that the time stays linear. */
function beginsWithSvg(text: string): boolean {
  let rest = text.trimStart();
  for (const [begin, end] of [['<?xml', '?>'], ...Array.from({ length: 100 }, () => ['<!--', '-->'])]) {
    if (begin === undefined || end === undefined || !rest.startsWith(begin)) continue;
    const at = rest.indexOf(end);
    if (at < 0) return false;
    rest = rest.slice(at + end.length).trimStart();
  }
  return /^<svg[\s>]/.test(rest);
}

function isWithin(target: string): boolean {
  return target === '' || target.startsWith('#') || /^data:image\/(?:png|jpeg);base64,/i.test(target);
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
