import type { ClientBase } from 'pg';
import type { Json } from '../../core/model/ids.ts';

/** One gateway as the database knows it. */
export interface KnownGateway {
  readonly store: string;
  readonly gateway: string;
  /** True when the gateway is connected, or sent a state or row within the last day. */
  readonly isSeen: boolean;
  /** When the gateway's last state message arrived. Null before the first one. */
  readonly lastSeen: Date | null;
  readonly report: KnownReport | null;
}

/** The gateway's last report about remote settings. */
export interface KnownReport {
  readonly highest: number;
  readonly kept: number | null;
  readonly keptHash: string | null;
  readonly revision: number | null;
  readonly phase: string | null;
  readonly reason: string | null;
  readonly refused: string | null;
  readonly local: readonly { readonly path: string; readonly until: string; readonly by: string }[];
  readonly absent: readonly string[];
}

export interface Rollout {
  readonly revision: number;
  readonly rollout: string;
  readonly gitCommit: string | null;
  readonly signedBy: string;
  readonly policy: Json;
  readonly createdAt: Date;
  readonly haltedAt: Date | null;
  readonly haltReason: string | null;
}

/** A settings document, signed for one gateway. */
export interface FleetDocument {
  readonly store: string;
  readonly gateway: string;
  readonly revision: number;
  readonly stage: string;
  readonly hash: string;
  readonly settings: Json;
  readonly document: string;
  readonly isWithdrawn: boolean;
}

/**
 * Reads and writes the roll-outs and documents of one tenant. No statement needs a database session, so connection
 * poolers may be used.
 */
export class FleetStore {
  readonly #client: Pick<ClientBase, 'query'>;
  readonly #tenant: string;

  constructor(client: Pick<ClientBase, 'query'>, tenant: string) {
    this.#client = client;
    this.#tenant = tenant;
  }

  async gateways(): Promise<readonly KnownGateway[]> {
    const { rows } = await this.#client.query(
      `SELECT store, gateway, s.received_at AS "lastSeen",
         coalesce(s.state = 'online' OR greatest(s.received_at, r.received_at) > now() - interval '1 day', false) AS "isSeen",
         CASE WHEN r.gateway_id IS NOT NULL THEN r.body || jsonb_build_object('highest', r.highest) END AS report
       FROM lintel.gateway JOIN lintel.store USING (store_id)
       LEFT JOIN lintel.gateway_state s USING (gateway_id) LEFT JOIN lintel.gateway_report r USING (gateway_id)
       WHERE tenant = $1`,
      [this.#tenant],
    );
    return rows as readonly KnownGateway[];
  }

  async newestRollout(): Promise<Rollout | undefined> {
    const { rows } = await this.#client.query(
      `SELECT revision, rollout, git_commit AS "gitCommit", signed_by AS "signedBy", policy, created_at AS "createdAt",
         halted_at AS "haltedAt", halt_reason AS "haltReason"
       FROM lintel.fleet_rollout WHERE tenant = $1 ORDER BY revision DESC LIMIT 1`,
      [this.#tenant],
    );
    return rows[0] as Rollout | undefined;
  }

  /** Adds a roll-out. Returns false when another roll-out already has this revision number. */
  async addRollout({ revision, rollout, gitCommit, signedBy, policy }: NewRollout): Promise<boolean> {
    const { rowCount } = await this.#client.query(
      `INSERT INTO lintel.fleet_rollout (tenant, revision, rollout, git_commit, signed_by, policy)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [this.#tenant, revision, rollout, gitCommit, signedBy, JSON.stringify(policy)],
    );
    return rowCount === 1;
  }

  async halt(revision: number, reason: string): Promise<void> {
    await this.#client.query(
      `UPDATE lintel.fleet_rollout SET halted_at = now(), halt_reason = $3
       WHERE tenant = $1 AND revision = $2 AND halted_at IS NULL`,
      [this.#tenant, revision, reason],
    );
  }

  /** Returns the documents of one revision, in the order of publication. */
  async documents(revision: number): Promise<readonly FleetDocument[]> {
    const { rows } = await this.#client.query(
      `SELECT ${DOCUMENT} FROM lintel.fleet_document WHERE tenant = $1 AND revision = $2 ORDER BY published_at, store, gateway`,
      [this.#tenant, revision],
    );
    return rows as readonly FleetDocument[];
  }

  /**
   * Returns each gateway's newest valid document of an earlier revision. Withdrawn documents and those of halted
   * roll-outs are not valid.
   */
  async documentsBefore(revision: number): Promise<readonly FleetDocument[]> {
    const { rows } = await this.#client.query(
      `SELECT DISTINCT ON (store, gateway) ${DOCUMENT}
       FROM lintel.fleet_document JOIN lintel.fleet_rollout USING (tenant, revision)
       WHERE tenant = $1 AND revision < $2 AND withdrawn_at IS NULL AND halted_at IS NULL
       ORDER BY store, gateway, revision DESC`,
      [this.#tenant, revision],
    );
    return rows as readonly FleetDocument[];
  }

  async addDocument({
    store,
    gateway,
    revision,
    ...rest
  }: Omit<FleetDocument, 'isWithdrawn'>): Promise<void> {
    const { stage, hash, settings, document } = rest;
    await this.#client.query(
      `INSERT INTO lintel.fleet_document (tenant, store, gateway, revision, stage, hash, settings, document)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [this.#tenant, store, gateway, revision, stage, hash, JSON.stringify(settings), document],
    );
  }

  async withdraw({
    store,
    gateway,
    revision,
  }: Pick<FleetDocument, 'store' | 'gateway' | 'revision'>): Promise<void> {
    await this.#client.query(
      `UPDATE lintel.fleet_document SET withdrawn_at = now()
       WHERE tenant = $1 AND store = $2 AND gateway = $3 AND revision = $4`,
      [this.#tenant, store, gateway, revision],
    );
  }
}

export type NewRollout = Pick<Rollout, 'revision' | 'rollout' | 'gitCommit' | 'signedBy' | 'policy'>;

const DOCUMENT = `store, gateway, revision, stage, hash, settings, document, withdrawn_at IS NOT NULL AS "isWithdrawn"`;
