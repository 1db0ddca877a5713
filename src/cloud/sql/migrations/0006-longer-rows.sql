-- Each row that comes is compared with longer ones that may cover it. Nearly all are of a minute: an index of the others.
CREATE INDEX count_store_longer ON lintel.count_store (store_id, from_at) WHERE seconds > 60;
