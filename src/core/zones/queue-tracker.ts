import { list } from '../model/codec.ts';
import type { Fact, FactSink, ZoneEntered, ZoneLeft, ZoneReached, ZoneStood } from '../model/fact.ts';
import type { EpochMs, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held, heldSet } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import { PresentPeople } from './present-people.ts';
import type { Skipped, Stray, WaitEnd, Waiting } from './queue-people.ts';
import { createWait, hasLeft, NOBODY, SKIPPED, STRAY, WAITING } from './queue-people.ts';
import {
  COMES_BACK_MS,
  GIVES_UP_MS,
  JOIN_MS,
  LOST_FOR_MS,
  STEP_ASIDE_MS,
  SWAP_MS,
  TAKES_OVER_MS,
  TOLD_LATE_MS,
} from './queue-times.ts';
import { QueueZones } from './queue-zones.ts';
import { ON_THE_WAY_OUT_MS, ServedPeople } from './served-people.ts';
import type { PresenceSink } from './zone-visits.ts';

/**
 * Turns stands and visits into queue facts. A person who stands in a queue zone behind others waits. A stand in its
 * service zone ends the wait; a person without a stand in the queue did not wait. A person who leaves for elsewhere
 * abandons the queue. A wait whose track was lost continues until a person without a wait is served. Lost and swapped
 * tracks are more frequent than people who skip the line.
 */
export class QueueTracker implements Checkpointed {
  readonly #zones: QueueZones;
  readonly #emit: FactSink;
  readonly #waited: PresenceSink;
  #waiting: Waiting[] = [];
  readonly #served = new ServedPeople();
  readonly #present = new PresentPeople();
  readonly #skipped = new Set<Skipped>();
  readonly #strays = new Set<Stray>();
  readonly state = composed({
    waiting: held(
      list(WAITING),
      () => this.#waiting,
      (waiting) => {
        this.#waiting = waiting.filter(({ zone }) => this.#zones.isQueue(zone));
      },
    ),
    served: this.#served.state,
    present: this.#present.state,
    strays: heldSet(list(STRAY), this.#strays),
    skipped: heldSet(list(SKIPPED), this.#skipped),
  });

  /** `waited` receives the spans in which a person waited in a queue zone. */
  constructor(model: StoreModel, emit: FactSink, waited: PresenceSink) {
    this.#waited = waited;
    this.#zones = new QueueZones(model);
    this.#emit = emit;
  }

  handleFact(fact: Fact): void {
    if (this.#zones.count === 0) return;
    if (fact.kind === 'ZoneEntered') this.#entered(fact);
    else if (fact.kind === 'ZoneStood') this.#stood(fact);
    else if (fact.kind === 'ZoneReached') this.#reached(fact);
    else if (fact.kind === 'ZoneLeft') this.#left(fact);
    else if (fact.kind === 'SaleCounted' && fact.transactions > 0) this.#paid(fact.at);
  }

  /** Drops the wait of a person who turned out to be staff in `zone`. */
  dismiss(zone: ZoneId, person: number): void {
    const space = this.#zones.findSpace(zone);
    const isOther = (each: { readonly zone: ZoneId; readonly person: number }) =>
      each.person !== person || this.#zones.findSpace(each.zone) !== space;
    this.#waiting = this.#waiting.filter(isOther);
    this.#present.left(zone, person);
  }

  length(zone: ZoneId): number {
    return this.#waiting.filter((wait) => wait.zone === zone && wait.isBehind && !hasLeft(wait)).length;
  }

  advance(at: EpochMs): void {
    this.#served.advance(at);
    for (const stray of this.#strays) if (at - stray.at > ON_THE_WAY_OUT_MS) this.#strays.delete(stray);
    for (const wait of this.#waiting) this.#watch(wait, at);
    for (const skipped of this.#skipped) {
      if (at - skipped.at <= COMES_BACK_MS + SWAP_MS + TOLD_LATE_MS) continue;
      this.#skipped.delete(skipped);
      if (!skipped.isAgain) this.#serveAtOnce(skipped);
    }
  }

  #watch(wait: Waiting, at: EpochMs): void {
    const { leftAt, lostAt, joinedAt, isBehind, isTold } = wait;
    if (isBehind && !hasLeft(wait)) {
      this.#waited(this.#zones.findOrdinal(wait.zone), wait.countedTo, at);
      wait.countedTo = at;
    }
    if (!isTold && isBehind && !hasLeft(wait) && at - joinedAt >= JOIN_MS) this.#emitJoined(wait);
    if (!hasLeft(wait) && this.#isGone(wait, at)) this.#end(wait, 'QueueLost', wait.stoodAt);
    else if (lostAt !== undefined && at - lostAt > LOST_FOR_MS) this.#end(wait, 'QueueLost', lostAt);
    else if (leftAt !== undefined && this.#hasPaid(wait, leftAt, at)) wait.hasPaid = true;
    else if (leftAt !== undefined && at - leftAt > COMES_BACK_MS + TOLD_LATE_MS) this.#abandon(wait, leftAt);
  }

  /** Returns whether the person of this wait is gone: the track ended before a visit began. */
  #isGone({ zone, person, stoodAt }: Waiting, at: EpochMs): boolean {
    const isDue = at - stoodAt > this.#zones.findEntryMs(zone) + TOLD_LATE_MS;
    return isDue && !this.#present.has(zone, person);
  }

  /**
   * Returns whether tracks swapped: a customer paid when this person left, but stays at the counter. Needs a single
   * queue, because a sale does not name its queue.
   */
  #hasPaid({ person }: Waiting, leftAt: EpochMs, at: EpochMs): boolean {
    const service = this.#zones.onlyCounter;
    return service !== undefined && this.#served.hasStayed({ service, at }, person, leftAt);
  }

  #abandon(wait: Waiting, leftAt: EpochMs): void {
    const service = this.#zones.findCounter(wait.zone);
    if (leftAt - wait.joinedAt < JOIN_MS) wait.isTold = false;
    const isThen = (each: Skipped) => each.service === service && Math.abs(each.at - leftAt) <= SWAP_MS;
    const other = [...this.#skipped].find(isThen);
    const kind = leftAt - wait.joinedAt < GIVES_UP_MS ? 'QueueLost' : 'QueueAbandoned';
    if (wait.isTold && other !== undefined) {
      this.#skipped.delete(other);
      this.#end(wait, 'QueueServed', other.at, other.startedAt);
    } else this.#end(wait, wait.isTold && wait.hasPaid ? 'QueueServed' : kind, leftAt);
  }

  #emitJoined(wait: Waiting): void {
    const { zone, person, joinedAt } = wait;
    wait.isTold = true;
    this.#emit({ kind: 'QueueJoined', at: joinedAt, zone, person });
  }

  #entered({ zone, person, at, resumedFrom }: ZoneEntered): void {
    if (this.#zones.isQueue(zone)) this.#present.entered(zone, person);
    if (resumedFrom !== undefined) this.#find(zone, person);
    if (!this.#zones.isCounter(zone)) return;
    this.#served.entered(zone, person, at);
    // This visit continues an earlier one under another number, whose person has been served.
    if (resumedFrom !== undefined || this.#served.wasServed(person, at, STEP_ASIDE_MS))
      this.#served.served(zone, person, at);
  }

  /** Ends a wait when a person walks on into the service zone. If tracks swap there, no stand may follow. */
  #reached({ zone, from, person, at }: ZoneReached): void {
    const own = this.#waiting.find((wait) => wait.person === person && wait.zone === from);
    if (own?.isTold === true) this.#serve(zone, person, at);
  }

  /** Continues the wait of the person who was lost first, under a new number. */
  #find(zone: ZoneId, person: number): void {
    const lost = this.#waiting.find((wait) => wait.zone === zone && wait.lostAt !== undefined);
    if (lost !== undefined) Object.assign(lost, { person, lostAt: undefined });
  }

  #stood(fact: ZoneStood): void {
    const { zone, person, at, x, y } = fact;
    const isCounter = this.#zones.isCounter(zone);
    const isPaying = this.#served.hasYetToPay(isCounter ? zone : this.#zones.findCounter(zone), person);
    const isAgain = isPaying || this.#served.wasServed(person, at, STEP_ASIDE_MS);
    if (isCounter && isPaying) this.#serveOn(zone, person, at);
    if (isCounter && !isAgain) this.#serve(zone, person, at);
    else if (isCounter) this.#skipped.add({ service: zone, person, at, startedAt: at, isAgain: true });
    if (!this.#zones.isQueue(zone) || this.#takesOver(fact)) return;
    const known = this.#waiting.find((wait) => wait.zone === zone && wait.person === person);
    if (known !== undefined) Object.assign(known, { leftAt: undefined, x, y });
    else if (isPaying || this.#served.wasServed(person, at, ON_THE_WAY_OUT_MS))
      this.#strays.add({ zone, person, at, x, y });
    else this.#waiting.push(createWait(fact, this.#isAnyone(zone, person, fact.cameAt)));
  }

  /**
   * Continues a wait under the number that stands there now: tracks swap where a served person walks out past the line.
   */
  #takesOver({ zone, person, at, x, y }: ZoneStood): boolean {
    const own = this.#waiting.filter((wait) => wait.zone === zone);
    if (own.some((wait) => wait.person === person)) return false;
    const left = own.find(
      (wait) => wait.leftAt !== undefined && this.#isSamePlace(wait, wait.leftAt, { at, x, y }),
    );
    if (left !== undefined) Object.assign(left, { person, leftAt: undefined, x, y });
    return left !== undefined;
  }

  /** Hands the wait over to a track that stood here before the old track was known to have left. */
  #handOver(wait: Waiting, leftAt: EpochMs): boolean {
    const isOther = (each: Stray) => each.zone === wait.zone && this.#isSamePlace(wait, leftAt, each);
    const stray = [...this.#strays].find(isOther);
    if (stray !== undefined) {
      Object.assign(wait, { person: stray.person });
      this.#strays.delete(stray);
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
    return isThen && Math.hypot(stand.x - x, stand.y - y) <= this.#zones.findReach(zone);
  }

  /** Returns whether others wait in the queue, or were in its service zone since `cameAt`. */
  #isAnyone(zone: ZoneId, person: number, cameAt: EpochMs): boolean {
    if (this.#served.isAnyoneAt(this.#zones.findCounter(zone), person, cameAt)) return true;
    return this.#waiting.some((wait) => wait.zone === zone && !hasLeft(wait));
  }

  /** Continues the service of a person who moves at the counter. People in the queue are held up meanwhile. */
  #serveOn(zone: ZoneId, person: number, at: EpochMs): void {
    this.#served.served(zone, person, at);
    for (const wait of this.#waiting)
      if (wait.person !== person && this.#zones.findCounter(wait.zone) === zone && !hasLeft(wait))
        wait.isHeldUp = true;
  }

  /** Serves the customer of a sale without a service: the camera lost the track, or took the person for staff. */
  #paid(at: EpochMs): void {
    const service = this.#zones.onlyCounter;
    if (service !== undefined && this.#served.isNobodyToPay) this.#serve(service, NOBODY, at);
    this.#served.paid(at, service !== undefined);
  }

  #serve(zone: ZoneId, person: number, at: EpochMs): void {
    const startedAt = this.#served.begin(zone, person, at);
    const wait = this.#findWait(zone, person, at);
    this.#outpace(zone, person, wait);
    const skipped = { service: zone, person, at, startedAt, isAgain: false };
    if (wait !== undefined) this.#end(wait, 'QueueServed', at, startedAt);
    else if (this.#hasLine(zone)) this.#skipped.add(skipped);
    else this.#serveAtOnce(skipped);
  }

  /** Returns the person's own wait, else the wait that was lost first, because queues are served in order. */
  #findWait(zone: ZoneId, person: number, at: EpochMs): Waiting | undefined {
    const own = this.#waiting.filter((wait) => this.#zones.findCounter(wait.zone) === zone);
    const isOnTheWay = ({ leftAt }: Waiting) => leftAt === undefined || at - leftAt <= COMES_BACK_MS;
    return (
      own.find((wait) => wait.person === person && isOnTheWay(wait)) ??
      own.filter(({ lostAt }) => lostAt !== undefined).sort((a, b) => a.joinedAt - b.joinedAt)[0]
    );
  }

  /** Marks people as held up while another is served. A second wait under a served number belongs to a lost person. */
  #outpace(service: ZoneId, person: number, served: Waiting | undefined): void {
    for (const wait of this.#waiting) {
      if (wait === served || this.#zones.findCounter(wait.zone) !== service) continue;
      if (wait.person === person)
        Object.assign(wait, { person: NOBODY, leftAt: undefined, lostAt: wait.leftAt ?? wait.countedTo });
      else if (!hasLeft(wait)) wait.isHeldUp = true;
    }
  }

  #hasLine(service: ZoneId): boolean {
    return this.#waiting.some(({ zone, isTold }) => isTold && this.#zones.findCounter(zone) === service);
  }

  #serveAtOnce({ service, person, at }: Skipped): void {
    const zone = this.#zones.findQueue(service);
    if (zone === undefined) return;
    this.#emit({ kind: 'QueueJoined', at, zone, person });
    this.#emit({ kind: 'QueueServed', at, zone, person, waitMs: 0 });
  }

  #left({ zone, person, at, censored }: ZoneLeft): void {
    if (this.#zones.isCounter(zone)) this.#served.left(zone, person, at);
    this.#present.left(zone, person);
    for (const stray of this.#strays)
      if (stray.zone === zone && stray.person === person) this.#strays.delete(stray);
    const wait = this.#waiting.find((each) => each.zone === zone && each.person === person);
    if (wait === undefined) return;
    if (censored === 'lost' || censored === 'stop') wait.lostAt = at;
    // Without a service zone, leaving counts as served, because abandoning looks the same.
    else if (this.#zones.findCounter(zone) === undefined) this.#end(wait, 'QueueServed', at);
    else if (!this.#handOver(wait, at)) wait.leftAt = at;
  }

  #end(wait: Waiting, kind: WaitEnd, at: EpochMs, until = at): void {
    this.#waiting = this.#waiting.filter((other) => other !== wait);
    const isServed = kind === 'QueueServed';
    if (isServed && !wait.isTold) this.#emitJoined(wait);
    // A person who stood only for a moment, or next to a free counter, did not queue.
    if (!wait.isTold) return;
    const { zone, person, joinedAt } = wait;
    const hasWaited = wait.isBehind || (isServed && wait.isHeldUp);
    const endedAt = until > joinedAt ? until : at;
    // The line was longer by a person whose track was lost, or who was taken for the first in line.
    if (isServed && hasWaited) this.#waited(this.#zones.findOrdinal(zone), wait.countedTo, endedAt);
    this.#emit({ kind, at, zone, person, waitMs: hasWaited ? Math.max(0, endedAt - joinedAt) : 0 });
  }
}
