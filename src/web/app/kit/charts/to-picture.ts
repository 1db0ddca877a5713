const LOOKS = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'text-anchor',
  'paint-order',
] as const;

/** Copies a chart with all its computed styles, because a picture cannot use the page's style sheet. */
export async function toPicture(chart: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const originals = chart.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, i) => {
    const original = originals[i];
    if (original === undefined) return;
    const looks = getComputedStyle(original);
    for (const look of LOOKS) element.setAttribute(look, looks.getPropertyValue(look));
    element.setAttribute('font-family', looks.fontFamily);
    element.setAttribute('font-size', looks.fontSize);
    element.setAttribute('font-weight', looks.fontWeight);
  });
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  return picture;
}
