import type { PersonTrack } from './person-track.ts';

/** A list of tracks that is refilled every frame. Clearing keeps its memory, unlike `length = 0`. */
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
