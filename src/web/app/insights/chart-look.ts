/** The canvas needs a plain colour; the page's colours depend on the theme. */
export function pickColor(name: string, place: HTMLElement): string {
  const probe = document.createElement('i');
  probe.style.color = getComputedStyle(document.documentElement).getPropertyValue(name);
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

export function axisLook(place: HTMLElement) {
  return { stroke: pickColor('--quiet', place), grid: { stroke: pickColor('--rule', place), width: 1 } };
}
