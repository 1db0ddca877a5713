-- Settings from head office: what was sent to whom, and what became of it.

CREATE TABLE lintel.fleet_rollout (
  tenant text NOT NULL,
  revision int NOT NULL CHECK (revision > 0),
  rollout text NOT NULL,
  git_commit text,
  -- Who signed: the thumbprint of the key.
  signed_by text NOT NULL,
  policy jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  halted_at timestamptz,
  halt_reason text,
  PRIMARY KEY (tenant, revision)
);

-- Documents as they were signed. Rows are only added; a withdrawn one was taken from the broker before its gateway had it.
CREATE TABLE lintel.fleet_document (
  tenant text NOT NULL,
  store text NOT NULL,
  gateway text NOT NULL,
  revision int NOT NULL,
  stage text NOT NULL,
  hash text NOT NULL,
  -- Key order stays, as the hash covers it.
  settings json NOT NULL,
  document text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  withdrawn_at timestamptz,
  PRIMARY KEY (tenant, store, gateway, revision),
  FOREIGN KEY (tenant, revision) REFERENCES lintel.fleet_rollout
);

CREATE TABLE lintel.gateway_report (
  gateway_id int PRIMARY KEY,
  highest int NOT NULL,
  kept int,
  kept_hash text,
  revision int,
  phase text,
  since timestamptz,
  reason text,
  body jsonb NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);

-- Each phase of each revision of each gateway, once.
CREATE TABLE lintel.gateway_report_phase (
  gateway_id int NOT NULL,
  revision int NOT NULL,
  phase text NOT NULL,
  since timestamptz NOT NULL,
  reason text,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (gateway_id, revision, phase, since)
);

INSERT INTO lintel.alert_rule (rule, owner, threshold, minutes, oldest_version, says) VALUES
  ('settings', 'it', 0, 0, NULL, 'Settings of head office were rolled back or refused on this gateway.');
