import { list } from '../model/codec.ts';
import type { Fact, FactSink, ZoneEntered, ZoneLeft, ZoneReached, ZoneStood } from '../model/fact.ts';
import type { EpochMs, SpaceId, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { Skipped, Stray, Waiting } from './queue-people.ts';
import { hasLeft, SKIPPED, STRAY, WAITING } from './queue-people.ts';
import { ON_THE_WAY_OUT_MS, ServedPeople } from './served-people.ts';
import type { PresenceSink } from './zone-visits.ts';

/** A person who left the queue and comes to its counter within this time had only stepped aside. */
const COMES_BACK_MS = 45_000;
/** A stand is emitted some seconds after it began; until then a visitor has not abandoned the queue. */
const TOLD_LATE_MS = 5_000;
/** A person who stands behind others for less has not joined the queue yet, unless they are served. */
const JOIN_MS = 10_000;
/** A person who is back at the counter sooner had stepped aside; one who comes later is another with the same track. */
const STEP_ASIDE_MS = 5_000;
/** After two tracks swap at a counter, one person leaves and one skips the line. Both happen within this time. */
const SWAP_MS = 15_000;
/** A person lost in the queue is found again under another number within this time, at the counter. */
const LOST_FOR_MS = 60_000;

/** A person who comes to stand where another just left, at this time and distance (in margins), is that other. */
const TAKES_OVER_MS = 6_000;
const TAKES_OVER_MARGINS = 2.5;
/** The number of no track. */
const NOBODY = -1;

/**
 * Stands and visits in zones → queue facts. A person who stands in a queue zone behind others waits. A person who comes
 * to stand in its service zone is served, without a wait when they stood nowhere before. Leaving for anywhere else
 * abandons the queue. A wait whose track was lost continues when a person without a wait is served. Tracks are lost, and
 * swap, oftener than people go past all others who wait.
 */
export class QueueTracker implements Checkpointed {
  readonly #servedIn = new Map<ZoneId, ZoneId | undefined>();
  readonly #spaceOf: ReadonlyMap<ZoneId, SpaceId>;
  readonly #reachOf: ReadonlyMap<ZoneId, number>;
  readonly #emit: FactSink;
  readonly #waited: PresenceSink;
  /** Place of each zone in the store's list. */
  readonly #ordinals: ReadonlyMap<ZoneId, number>;
  #waiting: Waiting[] = [];
  readonly #served = new ServedPeople();
  #skipped: Skipped[] = [];
  #strays: Stray[] = [];
  readonly state = composed({
    waiting: held(
      list(WAITING),
      () => this.#waiting,
      (waiting) => {
        this.#waiting = waiting.filter(({ zone }) => this.#servedIn.has(zone));
      },
    ),
    served: this.#served.state,
    strays: held(
      list(STRAY),
      () => this.#strays,
      (strays) => {
        this.#strays = strays;
      },
    ),
    skipped: held(
      list(SKIPPED),
      () => this.#skipped,
      (skipped) => {
        this.#skipped = skipped;
      },
    ),
  });

  /** `waited`: a person waited in a queue zone from one moment to another. */
  constructor(model: StoreModel, emit: FactSink, waited: PresenceSink) {
    this.#waited = waited;
    this.#ordinals = new Map(model.zones.map(({ id }, i) => [id, i]));
    for (const { id, queue } of model.zones) if (queue !== undefined) this.#servedIn.set(id, queue.servedIn);
    this.#spaceOf = new Map(model.zones.map(({ id, space }) => [id, space]));
    this.#reachOf = new Map(model.zones.map(({ id, growBy }) => [id, TAKES_OVER_MARGINS * growBy]));
    this.#emit = emit;
  }

  handleFact(fact: Fact): void {
    if (this.#servedIn.size === 0) return;
    if (fact.kind === 'ZoneEntered') this.#entered(fact);
    else if (fact.kind === 'ZoneStood') this.#stood(fact);
    else if (fact.kind === 'ZoneReached') this.#reached(fact);
    else if (fact.kind === 'ZoneLeft') this.#left(fact);
  }

  /** A person with a staff action in `zone` is staff, and waits in no queue. */
  dismiss(zone: ZoneId, person: number): void {
    const space = this.#spaceOf.get(zone);
    const isOther = (each: { readonly zone: ZoneId; readonly person: number }) =>
      each.person !== person || this.#spaceOf.get(each.zone) !== space;
    this.#waiting = this.#waiting.filter(isOther);
  }

  /** How many people wait in the zone now. */
  length(zone: ZoneId): number {
    let waiting = 0;
    for (const wait of this.#waiting) if (wait.zone === zone && wait.isBehind && !hasLeft(wait)) waiting += 1;
    return waiting;
  }

  advance(at: EpochMs): void {
    this.#served.advance(at);
    this.#strays = this.#strays.filter((stray) => at - stray.at <= ON_THE_WAY_OUT_MS);
    for (const wait of this.#waiting) this.#watch(wait, at);
    const isOver = (skipped: Skipped) => at - skipped.at > COMES_BACK_MS + SWAP_MS + TOLD_LATE_MS;
    for (const skipped of this.#skipped.filter(isOver)) if (!skipped.isAgain) this.#serveAtOnce(skipped);
    this.#skipped = this.#skipped.filter((skipped) => !isOver(skipped));
  }

  #watch(wait: Waiting, at: EpochMs): void {
    const { leftAt, lostAt, joinedAt, isBehind, isTold } = wait;
    if (isBehind && !hasLeft(wait)) this.#countTime(wait, at);
    if (!isTold && isBehind && !hasLeft(wait) && at - joinedAt >= JOIN_MS) this.#emitJoined(wait);
    if (lostAt !== undefined && at - lostAt > LOST_FOR_MS) this.#end(wait, 'QueueLost', lostAt);
    else if (leftAt !== undefined && at - leftAt > COMES_BACK_MS + TOLD_LATE_MS) this.#abandon(wait, leftAt);
  }

  #abandon(wait: Waiting, leftAt: EpochMs): void {
    const service = this.#servedIn.get(wait.zone);
    if (leftAt - wait.joinedAt < JOIN_MS) wait.isTold = false;
    const other = this.#skipped.find(
      (each) => each.service === service && Math.abs(each.at - leftAt) <= SWAP_MS,
    );
    if (other === undefined || !wait.isTold) this.#end(wait, 'QueueAbandoned', leftAt);
    else this.#swap(wait, other);
  }

  #swap(wait: Waiting, other: Skipped): void {
    this.#skipped = this.#skipped.filter((each) => each !== other);
    this.#end(wait, 'QueueServed', other.at);
  }

  #countTime(wait: Waiting, at: EpochMs): void {
    this.#waited(this.#ordinals.get(wait.zone) ?? 0, wait.countedTo, at);
    wait.countedTo = at;
  }

  #emitJoined(wait: Waiting): void {
    const { zone, person, joinedAt } = wait;
    wait.isTold = true;
    this.#emit({ kind: 'QueueJoined', at: joinedAt, zone, person });
  }

  #entered({ zone, person, at, resumedFrom }: ZoneEntered): void {
    if (resumedFrom !== undefined) this.#find(zone, person);
    if (!this.#isCounter(zone)) return;
    this.#served.entered(zone, person);
    // The rest of a visit that began under another number: who it is has been served.
    if (resumedFrom !== undefined || this.#served.wasServed(person, at, STEP_ASIDE_MS))
      this.#served.served(zone, person, at);
  }

  /** Ends a wait also where the tracks of two people swap at the counter, and neither seems to stand there. */
  #reached({ zone, from, person, at }: ZoneReached): void {
    const own = this.#waiting.find((wait) => wait.person === person && wait.zone === from);
    if (own?.isTold === true) this.#serve(zone, person, at);
  }

  /** The person who was lost first in the queue waits under a new number. */
  #find(zone: ZoneId, person: number): void {
    const lost = this.#waiting.find((wait) => wait.zone === zone && wait.lostAt !== undefined);
    if (lost !== undefined) Object.assign(lost, { person, lostAt: undefined });
  }

  #stood(fact: ZoneStood): void {
    const { zone, person, at, x, y } = fact;
    const isCounter = this.#isCounter(zone);
    if (isCounter && !this.#served.wasServed(person, at, STEP_ASIDE_MS)) this.#serve(zone, person, at);
    else if (isCounter) this.#skipped.push({ service: zone, person, at, isAgain: true });
    if (!this.#servedIn.has(zone) || this.#takesOver(fact)) return;
    const known = this.#waiting.find((wait) => wait.zone === zone && wait.person === person);
    if (known !== undefined) Object.assign(known, { leftAt: undefined, x, y });
    else if (this.#served.wasServed(person, at, ON_THE_WAY_OUT_MS))
      this.#strays.push({ zone, person, at, x, y });
    else this.#join(fact);
  }

  /** Tracks swap where a served person walks out past the line: the wait continues under the number that stands there now. */
  #takesOver({ zone, person, at, x, y }: ZoneStood): boolean {
    const own = this.#waiting.filter((wait) => wait.zone === zone);
    if (own.some((wait) => wait.person === person)) return false;
    const left = own.find(
      (wait) => wait.leftAt !== undefined && this.#isSamePlace(wait, wait.leftAt, { at, x, y }),
    );
    if (left !== undefined) Object.assign(left, { person, leftAt: undefined, x, y });
    return left !== undefined;
  }

  /** The same where the other came to stand before this one was known to have left. */
  #handOver(wait: Waiting, leftAt: EpochMs): boolean {
    const isOther = (each: Stray) => each.zone === wait.zone && this.#isSamePlace(wait, leftAt, each);
    const stray = this.#strays.find(isOther);
    if (stray !== undefined) {
      Object.assign(wait, { person: stray.person });
      this.#strays = this.#strays.filter((each) => each !== stray);
      return true;
    }
    const next = this.#waiting.find((each) => each !== wait && isOther({ ...each, at: each.stoodAt }));
    if (next === undefined) return false;
    const { joinedAt, isBehind, isHeldUp, isTold } = wait;
    Object.assign(next, { joinedAt, isBehind, isHeldUp, isTold: isTold || next.isTold });
    this.#waiting = this.#waiting.filter((each) => each !== wait);
    return true;
  }

  #isSamePlace({ zone, x, y }: Waiting, leftAt: EpochMs, stand: Pick<Stray, 'at' | 'x' | 'y'>): boolean {
    const isThen = Math.abs(stand.at - leftAt) <= TAKES_OVER_MS;
    return isThen && Math.hypot(stand.x - x, stand.y - y) <= (this.#reachOf.get(zone) ?? 0);
  }

  #join({ zone, person, at, cameAt, x, y }: ZoneStood): void {
    const isBehind = this.#isAnyone(zone, person, cameAt);
    this.#waiting.push({
      ...{ zone, person, joinedAt: cameAt, countedTo: cameAt, isBehind, isHeldUp: false, isTold: false },
      ...{ leftAt: undefined, lostAt: undefined, x, y, stoodAt: at },
    });
  }

  /** Whether others wait in the queue, or were where it is served since a person came. */
  #isAnyone(zone: ZoneId, person: number, cameAt: EpochMs): boolean {
    const service = this.#servedIn.get(zone);
    if (this.#served.isAnyoneAt(service, person, cameAt)) return true;
    return this.#waiting.some((wait) => wait.zone === zone && !hasLeft(wait));
  }

  #serve(zone: ZoneId, person: number, at: EpochMs): void {
    this.#served.served(zone, person, at);
    const wait = this.#findWait(zone, person, at);
    this.#outpace(zone, person, wait);
    const skipped = { service: zone, person, at, isAgain: false };
    if (wait !== undefined) this.#end(wait, 'QueueServed', at);
    else if (this.#hasLine(zone)) this.#skipped.push(skipped);
    else this.#serveAtOnce(skipped);
  }

  /** The person's own wait, else the wait that was lost first: queues are served in their order. */
  #findWait(zone: ZoneId, person: number, at: EpochMs): Waiting | undefined {
    const own = this.#waiting.filter((wait) => this.#servedIn.get(wait.zone) === zone);
    const isOnTheWay = ({ leftAt }: Waiting) => leftAt === undefined || at - leftAt <= COMES_BACK_MS;
    return (
      own.find((wait) => wait.person === person && isOnTheWay(wait)) ??
      own.filter(({ lostAt }) => lostAt !== undefined).sort((a, b) => a.joinedAt - b.joinedAt)[0]
    );
  }

  /** Who stands there while another is served is held up. A second wait under a number that is served is of a lost person. */
  #outpace(service: ZoneId, person: number, served: Waiting | undefined): void {
    for (const wait of this.#waiting) {
      if (wait === served || this.#servedIn.get(wait.zone) !== service) continue;
      if (wait.person === person)
        Object.assign(wait, { person: NOBODY, leftAt: undefined, lostAt: wait.leftAt ?? wait.countedTo });
      else if (!hasLeft(wait)) wait.isHeldUp = true;
    }
  }

  #hasLine(service: ZoneId): boolean {
    return this.#waiting.some(({ zone, isTold }) => isTold && this.#servedIn.get(zone) === service);
  }

  #serveAtOnce({ service, person, at }: Skipped): void {
    const queue = [...this.#servedIn].find(([, servedIn]) => servedIn === service);
    if (queue === undefined) return;
    const [zone] = queue;
    this.#emit({ kind: 'QueueJoined', at, zone, person });
    this.#emit({ kind: 'QueueServed', at, zone, person, waitMs: 0 });
  }

  #isCounter(zone: ZoneId): boolean {
    for (const servedIn of this.#servedIn.values()) if (servedIn === zone) return true;
    return false;
  }

  #left({ zone, person, at, censored }: ZoneLeft): void {
    if (this.#isCounter(zone)) this.#served.left(zone, person, at);
    const wait = this.#waiting.find((each) => each.zone === zone && each.person === person);
    if (wait === undefined) return;
    if (censored === 'lost' || censored === 'stop') wait.lostAt = at;
    // Without a service zone, served and abandoned cannot be distinguished: leaving counts as served.
    else if (this.#servedIn.get(zone) === undefined) this.#end(wait, 'QueueServed', at);
    else if (!this.#handOver(wait, at)) wait.leftAt = at;
  }

  #end(wait: Waiting, kind: 'QueueServed' | 'QueueAbandoned' | 'QueueLost', at: EpochMs): void {
    this.#waiting = this.#waiting.filter((other) => other !== wait);
    const isServed = kind === 'QueueServed';
    if (isServed && !wait.isTold) this.#emitJoined(wait);
    // A person who stood there for a moment, or beside a free counter, did not queue.
    if (!wait.isTold) return;
    const { zone, person, joinedAt } = wait;
    const waitMs = wait.isBehind || (isServed && wait.isHeldUp) ? Math.max(0, at - joinedAt) : 0;
    this.#emit({ kind, at, zone, person, waitMs });
  }
}
