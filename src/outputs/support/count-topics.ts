import type { LiveSnapshot } from '../../core/rules/live-snapshot.ts';

/**
 * Returns the counts of a snapshot as payloads, by topic below `lintel/local/<store>/`. The payload of an unknown count
 * is empty.
 */
export function countTopics({ occupancy, zones, doors }: LiveSnapshot): Map<string, string> {
  const topics = new Map<string, number | null>([['occupancy', occupancy]]);
  for (const { id, people, queue } of zones) {
    topics.set(`zone/${id}/people`, people);
    if (queue === null) continue;
    topics.set(`zone/${id}/queue`, queue.length);
    topics.set(`zone/${id}/wait`, queue.waitS);
  }
  for (const door of doors) {
    topics.set(`door/${door.id}/in`, door.in);
    topics.set(`door/${door.id}/out`, door.out);
  }
  return new Map(Array.from(topics, ([topic, value]) => [topic, value === null ? '' : String(value)]));
}
