-- One forecast a night, gateway and metric. Hours stay together: they are read as a whole, and are a tenth as large.
CREATE TABLE lintel.forecast (
  store_id int NOT NULL REFERENCES lintel.store,
  gateway_id int NOT NULL REFERENCES lintel.gateway,
  metric text NOT NULL,
  made_on date NOT NULL,
  from_at timestamptz NOT NULL,
  def text NOT NULL,
  hours jsonb NOT NULL,
  PRIMARY KEY (gateway_id, metric, made_on)
);
CREATE INDEX ON lintel.forecast (store_id, made_on);
