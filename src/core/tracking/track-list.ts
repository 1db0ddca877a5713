import type { PersonTrack } from './person-track.ts';

/** Tracks that change every frame. Clearing keeps the memory, which `length = 0` would not. */
export class TrackList {
  readonly items: PersonTrack[] = [];
  count = 0;

  add(track: PersonTrack): void {
    this.items[this.count++] = track;
  }

  toArray(): PersonTrack[] {
    return this.items.slice(0, this.count);
  }

  replace(tracks: readonly PersonTrack[]): void {
    this.count = 0;
    for (const track of tracks) this.add(track);
  }
}
