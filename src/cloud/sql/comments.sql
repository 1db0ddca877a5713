-- Made from the schemas of messages and from scripts/generate/cloud by `npm run generate`.
COMMENT ON TABLE lintel.schema_version IS 'Steps of the schema that were applied.';
COMMENT ON TABLE lintel.surface IS 'Which views and functions are there.';
COMMENT ON TABLE lintel.store IS 'Stores. Time zone and hours come with messages; name, region, area and first full day from head office.';
COMMENT ON TABLE lintel.gateway IS 'Gateways.';
COMMENT ON TABLE lintel.thing IS 'Doors, lines, zones, queues, feedback terminals, product tags and receivers.';
COMMENT ON TABLE lintel.definition IS 'What the numbers of a row mean, by hash.';
COMMENT ON TABLE lintel.count_store IS 'What was counted of the whole store: one row a window and gateway. Amounts add up.';
COMMENT ON TABLE lintel.count_door IS 'What was counted at a door: one row a window.';
COMMENT ON TABLE lintel.count_line IS 'What was counted at a line: a second view of people at doors.';
COMMENT ON TABLE lintel.count_feedback IS 'Answers at a feedback terminal: one row a window.';
COMMENT ON TABLE lintel.indoor_zone IS 'What people did in a zone: one row a period. Groups of fewer than k wait.';
COMMENT ON TABLE lintel.indoor_line IS 'Lines in aisles, and groups at doors: one row a period.';
COMMENT ON TABLE lintel.indoor_queue IS 'What people did in a queue: one row a period.';
COMMENT ON TABLE lintel.indoor_trolley IS 'Trolleys in a zone: one row a period.';
COMMENT ON TABLE lintel.indoor_product IS 'Products picked up: one row a period.';
COMMENT ON TABLE lintel.indoor_radio IS 'Radios in the store: one row a period.';
COMMENT ON TABLE lintel.indoor_step IS 'Ways from zone to zone: in multiples of k.';
COMMENT ON TABLE lintel.day_zone IS 'Time that people spent in a zone on a day.';
COMMENT ON TABLE lintel.day_trolley IS 'Time that trolleys spent in a zone on a day.';
COMMENT ON TABLE lintel.day_dwell IS 'Stays in a zone by length, on a day. Edges never change, so days add up.';
COMMENT ON TABLE lintel.day_store IS 'Visits, repeat visitors, or corrected occupancy of a day.';
COMMENT ON TABLE lintel.forecast IS 'What a gateway expected of the next seven days, one row a night and metric.';
COMMENT ON VIEW kpi.forecast_hour IS 'Expected people by hour with intervals, beside what was counted.';
COMMENT ON VIEW kpi.experiment_outcome IS 'Outcomes of experiments, a row as it left: `lintel cloud experiment` pools them.';
COMMENT ON TABLE lintel.unsynced_row IS 'Rows of a boot that never knew the time: in no view until a person says which day it was.';
COMMENT ON TABLE lintel.gateway_event IS 'Alarms and changes of settings.';
COMMENT ON TABLE lintel.gateway_seq IS 'Which row numbers came.';
COMMENT ON TABLE lintel.gateway_gap IS 'Which row numbers will never come, and why.';
COMMENT ON TABLE lintel.gateway_state IS 'The newest state of each gateway.';
COMMENT ON TABLE lintel.fleet_rollout IS 'Settings of head office that were sent out, a line for each revision.';
COMMENT ON TABLE lintel.fleet_document IS 'Signed documents of settings: which gateway was sent which revision.';
COMMENT ON TABLE lintel.gateway_report IS 'What became of settings of head office: the newest report of each gateway.';
COMMENT ON TABLE lintel.gateway_report_phase IS 'Each phase of each revision on each gateway.';
COMMENT ON TABLE lintel.row_extra IS 'Fields of a newer contract at the top of a row.';
COMMENT ON TABLE lintel.dead_letter IS 'What was refused, and why.';
COMMENT ON TABLE lintel.dead_letter_day IS 'How many were refused on a day.';
COMMENT ON TABLE lintel.rollup_mark IS 'Times whose rows changed since the last roll-up.';
COMMENT ON TABLE lintel.retention IS 'How long rows are kept.';
COMMENT ON TABLE lintel.reader_right IS 'Which stores a login, or a person who signs in to the pages, sees.';
COMMENT ON TABLE lintel.alert_rule IS 'Alarms: thresholds and owners. Change them here.';
COMMENT ON TABLE lintel.alert_sent IS 'Alarms that were sent and have not ended.';
COMMENT ON TABLE lintel.rollup_hour_store IS 'count_store by local hour.';
COMMENT ON TABLE lintel.rollup_hour_door IS 'count_door by local hour.';
COMMENT ON TABLE lintel.rollup_hour_line IS 'count_line by local hour.';
COMMENT ON TABLE lintel.rollup_hour_feedback IS 'count_feedback by local hour.';
COMMENT ON TABLE lintel.rollup_day_store IS 'count_store by local day.';
COMMENT ON TABLE lintel.rollup_day_door IS 'count_door by local day.';
COMMENT ON TABLE lintel.rollup_day_line IS 'count_line by local day.';
COMMENT ON TABLE lintel.rollup_day_feedback IS 'count_feedback by local day.';
COMMENT ON TABLE lintel.rollup_day_zone IS 'indoor_zone and day_zone by local day.';
COMMENT ON TABLE lintel.rollup_day_aisle IS 'indoor_line by local day.';
COMMENT ON TABLE lintel.rollup_day_queue IS 'indoor_queue by local day.';
COMMENT ON TABLE lintel.rollup_day_trolley IS 'indoor_trolley and day_trolley by local day.';
COMMENT ON TABLE lintel.rollup_day_product IS 'indoor_product by local day.';
COMMENT ON TABLE lintel.rollup_day_radio IS 'indoor_radio by local day.';
COMMENT ON TABLE lintel.rollup_day_step IS 'indoor_step by local day.';
COMMENT ON VIEW lintel.visible_store IS 'Stores that the login may see: every view of kpi joins it.';
COMMENT ON VIEW lintel.gap IS 'Row numbers that are missing, of all stores.';
COMMENT ON VIEW lintel.newest_row IS 'When the newest row of each gateway came.';
COMMENT ON VIEW lintel.alert_silent IS 'Part of kpi.alert.';
COMMENT ON VIEW lintel.alert_coverage IS 'Part of kpi.alert.';
COMMENT ON VIEW lintel.alert_state IS 'Part of kpi.alert.';
COMMENT ON VIEW lintel.alert_version IS 'Part of kpi.alert.';
COMMENT ON VIEW lintel.alert_balance IS 'Part of kpi.alert.';
COMMENT ON VIEW lintel.alert_certificate IS 'Part of kpi.alert.';
COMMENT ON VIEW lintel.alert_refused IS 'Part of kpi.alert.';
COMMENT ON VIEW lintel.alert_rollup IS 'Part of kpi.alert.';
COMMENT ON VIEW lintel.alert_settings IS 'Part of kpi.alert.';
COMMENT ON VIEW kpi.store IS 'Stores: one line each.';
COMMENT ON VIEW kpi.store_hour IS 'Visitors of a store by local hour. One line for each hour for which a row came.';
COMMENT ON VIEW kpi.store_day IS 'Visitors of a store by local day.';
COMMENT ON VIEW kpi.store_week IS 'Visitors of a store by week, Monday to Sunday.';
COMMENT ON VIEW kpi.door_hour IS 'People at a door by local hour.';
COMMENT ON VIEW kpi.door_day IS 'People at a door by local day.';
COMMENT ON VIEW kpi.line_day IS 'People at a counting line at a door: a second view of the same people.';
COMMENT ON VIEW kpi.occupancy_hour IS 'People inside: the newest number that was known in the hour (of 12:00, ask for hour_at 11:00), the most, and the mean. NULL: nobody looked.';
COMMENT ON VIEW kpi.occupancy_day IS 'People inside by local day: the most, and the mean.';
COMMENT ON VIEW kpi.capture_day IS 'Shopfront conversion: entries / (entries + passers-by), of rows in which both were counted.';
COMMENT ON VIEW kpi.conversion_day IS 'Sales conversion: sales / entries, of hours that were counted for nine tenths and more. May pass 1.';
COMMENT ON VIEW kpi.visit_day IS 'How long people stay in the store: person-seconds / visits.';
COMMENT ON VIEW kpi.bounce_day IS 'Bounces: visits below the threshold / visits.';
COMMENT ON VIEW kpi.visit_class_day IS 'Visits by length.';
COMMENT ON VIEW kpi.repeat_day IS 'Repeat visitors: estimates from radios that keep their address. Never add days up.';
COMMENT ON VIEW kpi.feedback_hour IS 'Feedback by local hour.';
COMMENT ON VIEW kpi.feedback_day IS 'Feedback by local day. The interval is never too narrow: points between 0 and 100 spread no wider.';
COMMENT ON VIEW kpi.zone_hour IS 'Zones by period, an hour unless set otherwise. few: counted in a later line, whose since_at says from when.';
COMMENT ON VIEW kpi.zone_day IS 'Zones by local day: people, engaged share, mean stay.';
COMMENT ON VIEW kpi.zone_reach_day IS 'People in the zone / people who came into the store. May pass 1.';
COMMENT ON VIEW kpi.dwell_bin_day IS 'Stays by length, to add up over days: see kpi.dwell_quantile.';
COMMENT ON VIEW kpi.zone_dwell_day IS 'Median and 90 % quantile of the stays of a day.';
COMMENT ON VIEW kpi.queue_hour IS 'Queues by period, an hour unless set otherwise.';
COMMENT ON VIEW kpi.queue_day IS 'Queues by local day: wait, length, who gave up.';
COMMENT ON VIEW kpi.step_day IS 'Journeys: people from zone to zone, in multiples of k.';
COMMENT ON VIEW kpi.trolley_step_day IS 'Journeys of trolleys from zone to zone, in multiples of k.';
COMMENT ON VIEW kpi.trolley_day IS 'Trolleys by zone and day.';
COMMENT ON VIEW kpi.product_day IS 'Products picked up and put back.';
COMMENT ON VIEW kpi.aisle_day IS 'People and groups at lines, by day.';
COMMENT ON VIEW kpi.radio_day IS 'Radios near a receiver, by day: an index of people, not a count.';
COMMENT ON VIEW kpi.funnel_day IS 'From the pavement to the till: one line a stage. Zones and queues count visits, so a stage may exceed the one before. A share is part divided by whole: people counted on both sides, as in kpi.capture_day and kpi.conversion_day.';
COMMENT ON VIEW kpi.compare_day IS 'A day beside the eight same weekdays before, last week, and 52 weeks before.';
COMMENT ON VIEW lintel.visible_day IS 'Days of the stores that the login may see, with the opening hours so far.';
COMMENT ON VIEW kpi.sum_day IS 'Parts, wholes and variances of a store and day, to be added up before anything is divided.';
COMMENT ON VIEW kpi.usual_hour IS 'What each weekday and hour has had over the last eight weeks.';
COMMENT ON VIEW kpi.like_for_like_week IS 'A week beside the one 52 weeks before. Use lines that are comparable.';
COMMENT ON VIEW kpi.gap IS 'Row numbers that are missing, or never come, with the reason.';
COMMENT ON VIEW kpi.unseen_hour IS 'Hours in which nobody counted, or whose rows have not come, between the first and the newest row of a store. Hours after the newest row are not here: see kpi.alert. An hour that is not here and has 0 was quiet.';
COMMENT ON VIEW kpi.gateway IS 'Gateways: newest state, version, rows that wait or are missing.';
COMMENT ON VIEW kpi.quality_day IS 'How far to trust a day.';
COMMENT ON VIEW kpi.definition IS 'Thresholds, sensors and audits of each thing, by definition.';
COMMENT ON VIEW kpi.door_audit IS 'Audits of doors.';
COMMENT ON VIEW kpi.event IS 'Alarms and changes of settings.';
COMMENT ON VIEW kpi.unsynced IS 'Rows of boots that never knew the time: in no other view.';
COMMENT ON VIEW kpi.refused_day IS 'What was refused of a gateway.';
COMMENT ON VIEW kpi.rollup_lag IS 'By how much the roll-ups are behind the rows.';
COMMENT ON VIEW kpi.alert IS 'What needs somebody now.';
-- A text of table.column goes before that of the column alone.
DO $$
DECLARE
  place record;
BEGIN
  FOR place IN
    SELECT DISTINCT ON (c.oid, a.attnum) c.oid::regclass AS place, attname, text
    FROM (VALUES
    ('boot', 'Changes at every start of the machine.'),
    ('seq', 'Row number of the gateway, never reused. Only for finding gaps.'),
    ('clock', 'Clock set by a time server, once in this boot, or never.'),
    ('def', 'Hash of the definitions: see meaning.'),
    ('from_at', 'Start of the row, UTC.'),
    ('seconds', 'Length of the row. Adds up.'),
    ('rev', 'Starts at 1. A higher one of the same gateway and from replaces the row.'),
    ('seen_s', 'Seconds in which at least one sufficient sensor counted. Adds up.'),
    ('entries', 'People who came in. Adds up. NULL: nobody looked, or it is not set up.'),
    ('exits', 'People who went out. Adds up. NULL: nobody looked, or it is not set up.'),
    ('sales', 'Transactions. Absent without a till. Adds up. NULL: nobody looked, or it is not set up.'),
    ('occupancy', 'People inside at the end of the row. A state: never add it up. NULL: nobody looked, or it is not set up.'),
    ('occupancy_low', 'Lower end of its 95 % interval. NULL: nobody looked, or it is not set up.'),
    ('occupancy_high', 'Upper end of its 95 % interval. NULL: nobody looked, or it is not set up.'),
    ('shopfront_seen_s', 'Seconds in which at least one sufficient sensor counted. Adds up.'),
    ('passers_by', 'People outside who did not come in. Adds up. NULL: nobody looked, or it is not set up.'),
    ('err', 'Relative error that all people who came in share: a property of the door. Does not add up. NULL: nobody looked, or it is not set up.'),
    ('backfilled', 'Of in and out: people made known by a counter after an outage. Adds up. NULL: nobody looked, or it is not set up.'),
    ('answers', 'Presses. Adds up. NULL: nobody looked, or it is not set up.'),
    ('points', '100 for the happiest button to 0 for the unhappiest. Adds up: ÷ answers is the mean. NULL: nobody looked, or it is not set up.'),
    ('since_at', 'Where these amounts begin: before the row when rows before it said few.'),
    ('few', 'Fewer than k people, or none. The amounts come with a later row.'),
    ('indoor_zone.entries', 'People who came in, in multiples of k. Adds up. NULL: nobody looked, or it is not set up.'),
    ('indoor_zone.exits', 'People who went out. Adds up. NULL: nobody looked, or it is not set up.'),
    ('visits', 'Of out: stayed at least the visit threshold. Adds up. NULL: nobody looked, or it is not set up.'),
    ('engaged', 'Stayed at least the engagement threshold, in multiples of k. Adds up. NULL: nobody looked, or it is not set up.'),
    ('cut', 'Of out: start or end not seen, dwell was longer. Adds up. NULL: nobody looked, or it is not set up.'),
    ('groups_in', 'Groups inwards: people together count once. Adds up. NULL: nobody looked, or it is not set up.'),
    ('groups_out', 'Groups outwards. Adds up. NULL: nobody looked, or it is not set up.'),
    ('joined', 'People who joined, in multiples of k. Adds up. NULL: nobody looked, or it is not set up.'),
    ('served', 'People who were served. Adds up. NULL: nobody looked, or it is not set up.'),
    ('abandoned', 'Left unserved. Absent without a service zone. Adds up. NULL: nobody looked, or it is not set up.'),
    ('wait_s', 'Waits of the served. Adds up: ÷ served is the mean. NULL: nobody looked, or it is not set up.'),
    ('length_s', 'Person-seconds waiting. Adds up: ÷ seenS is the mean length. NULL: nobody looked, or it is not set up.'),
    ('indoor_trolley.entries', 'Trolleys that came in, in multiples of k. Adds up. NULL: nobody looked, or it is not set up.'),
    ('indoor_trolley.exits', 'Trolleys that went out. Adds up. NULL: nobody looked, or it is not set up.'),
    ('pick_ups', 'Adds up. NULL: nobody looked, or it is not set up.'),
    ('put_backs', 'Adds up. NULL: nobody looked, or it is not set up.'),
    ('inside_time_s', 'Radio-seconds in the store. Adds up: ÷ seenS is the mean number. NULL: nobody looked, or it is not set up.'),
    ('people_time_s', 'Person-seconds that these radios stand for: an index, not a count. Adds up. NULL: nobody looked, or it is not set up.'),
    ('local_day', 'Local date of the store.'),
    ('person_time_s', 'Person-seconds inside. Adds up: ÷ seenS is the mean number of people. NULL: nobody looked, or it is not set up.'),
    ('dwell_s', 'Dwell of those in bins. Adds up. NULL: nobody looked, or it is not set up.'),
    ('trolley_time_s', 'Trolley-seconds inside. Adds up. NULL: nobody looked, or it is not set up.'),
    ('day_trolley.dwell_s', 'Dwell of trolleys that went out. Adds up. NULL: nobody looked, or it is not set up.'),
    ('rollup_day_trolley.dwell_s', 'Dwell of trolleys that went out. Adds up. NULL: nobody looked, or it is not set up.'),
    ('day_store.visits', 'Visits of the store that these numbers rest on. Adds up. NULL: nobody looked, or it is not set up.'),
    ('visit_day.visits', 'Visits of the store that these numbers rest on. Adds up. NULL: nobody looked, or it is not set up.'),
    ('bounce_day.visits', 'Visits of the store that these numbers rest on. Adds up. NULL: nobody looked, or it is not set up.'),
    ('day_store.person_time_s', 'Person-seconds inside: ÷ visits is the mean visit. Adds up. NULL: nobody looked, or it is not set up.'),
    ('bounced', 'Visits under the bounce threshold. Null until enough are known. Adds up.'),
    ('radios', 'Different radios of the day that keep their address: an estimate. Never add it up. NULL: nobody looked, or it is not set up.'),
    ('repeat_visitors', 'Of radios: there the day before. Null until two days are known.'),
    ('classes', '[up to s, visits]: longer than the class before. Adds up.'),
    ('hourly_time_s', 'Person-seconds of each hour from from, corrected once the store was empty.'),
    ('timezone', 'IANA name of the time zone of the store.'),
    ('k', 'Minimum count: fewer people inside wait.'),
    ('sensors', 'What counts there.'),
    ('audit_id', 'Newest audit of a door.'),
    ('visit_s', 'Visit threshold of a zone; of the store, of a bounce.'),
    ('engaged_s', 'Engagement threshold of a zone.'),
    ('state', 'offline is also the last will.'),
    ('since', 'Start of the session: the same in birth and will.'),
    ('version', 'Of the gateway.'),
    ('settings', 'Hash of the settings in force.'),
    ('waiting_rows', 'Rows not acknowledged yet.'),
    ('disk_free', 'Free share of the disk.'),
    ('sensors_down', 'Sensors that are down.'),
    ('tenant', 'The company.'),
    ('store', 'Id of the store within its tenant.'),
    ('gateway', 'Id of the gateway within its store. Empty: of the whole store.'),
    ('store_id', 'Number of the store, of this database only.'),
    ('gateway_id', 'Number of the gateway, of this database only.'),
    ('thing_id', 'Number of the door, line, zone and so on, of this database only.'),
    ('id', 'Number of the row.'),
    ('kind', 'store, door, line, zone, queue, feedback, product or receiver.'),
    ('gateway_event.kind', 'What happened: SensorFaulted, SettingsChanged and so on.'),
    ('event.kind', 'What happened: SensorFaulted, SettingsChanged and so on.'),
    ('day_store.kind', 'visits, repeat or occupancy: what the row holds; everything else is NULL.'),
    ('metric', 'entries, exits, occupancy or passersBy.'),
    ('made_on', 'Local date on which the forecast was made, shortly after midnight.'),
    ('hours', 'By hour from from_at on: expected, and both ends of the 80 and 95 % intervals. null: closed, or unknown.'),
    ('thing', 'Id as in messages.'),
    ('name', 'What people call it.'),
    ('schema_version.name', 'What the step is called.'),
    ('door', 'Id of the door.'),
    ('line', 'Id of the counting line.'),
    ('zone', 'Id of the zone.'),
    ('queue', 'Id of the zone in which people wait.'),
    ('terminal', 'Id of the feedback terminal.'),
    ('product', 'Id of the product tag.'),
    ('receiver', 'Id of the receiver.'),
    ('region', 'Set by head office. NULL: none.'),
    ('area_m2', 'Sales area in square metres, set by head office.'),
    ('closed_on', 'Local day from which the store is closed for good, set by head office: no alarms from then on.'),
    ('first_full_day', 'First local day on which everything counted, set by head office. Comparisons begin there.'),
    ('opens', 'Opening time, local. NULL: not set.'),
    ('closes', 'Closing time, local; before opens when it is after midnight.'),
    ('today', 'The local day that it is there now.'),
    ('local_day', 'Local date of the store. A row of people inside belongs to the day in which it ends.'),
    ('hour_at', 'Start of the local hour. The hour that comes twice in autumn is two rows.'),
    ('hour_of_day', 'Local hour, 0 to 23.'),
    ('local_hour', 'Local hour, 0 to 23.'),
    ('weekday', '1 Monday to 7 Sunday.'),
    ('week', 'Monday of the week, local date.'),
    ('to_at', 'End of the row.'),
    ('rollup_day_store.from_at', 'Start of the local day.'),
    ('rollup_day_store.to_at', 'End of the local day: 23, 24 or 25 hours later.'),
    ('rollup_mark.from_at', 'Start of the time whose rows changed. -infinity: all of the store.'),
    ('rollup_mark.to_at', 'End of it.'),
    ('definition.from_at', 'In force since.'),
    ('at', 'When it happened.'),
    ('extra', 'Fields of a newer contract that this table has no column for.'),
    ('body', 'The message as it came.'),
    ('stream', 'count, indoor, day, meaning, event or state.'),
    ('received_at', 'When the newest of it was written to this database.'),
    ('applied_at', 'When it was applied.'),
    ('checksum', 'SHA-256 of the SQL.'),
    ('views', 'Views that it made.'),
    ('former_boot', 'Boot before the newest one.'),
    ('doubled_at', 'When two devices last used this name at once. NULL: never.'),
    ('schema_version.version', 'Number of the step.'),
    ('entries_var', 'Variance of entries. Adds up. NULL: not known.'),
    ('exits_var', 'Variance of exits. Adds up. NULL: not known.'),
    ('passers_by_var', 'Variance of passers_by. Adds up. NULL: not known.'),
    ('visits_var', 'Variance of visits. Adds up. NULL: not known.'),
    ('engaged_var', 'Variance of engaged. Adds up. NULL: not known.'),
    ('person_time_s_var', 'Variance of person_time_s. Adds up. NULL: not known.'),
    ('dwell_s_var', 'Variance of dwell_s. Adds up. NULL: not known.'),
    ('joined_var', 'Variance of joined. Adds up. NULL: not known.'),
    ('served_var', 'Variance of served. Adds up. NULL: not known.'),
    ('abandoned_var', 'Variance of abandoned. Adds up. NULL: not known.'),
    ('wait_s_var', 'Variance of wait_s. Adds up. NULL: not known.'),
    ('length_s_var', 'Variance of length_s. Adds up. NULL: not known.'),
    ('people_time_s_var', 'Variance of people_time_s. Adds up. NULL: not known.'),
    ('radios_var', 'Variance of the estimate. NULL: not known.'),
    ('bounced_var', 'Variance of bounced. Adds up. NULL: not known.'),
    ('repeat_visitors_var', 'Variance of the estimate. NULL: not known.'),
    ('doors_var', 'Variance that the errors of doors add: each is shared by all people of its door. Does not add up.'),
    ('entries_err', 'People times the relative error of the door. Adds up; its square is a variance.'),
    ('exits_err', 'People times the relative error of the door. Adds up; its square is a variance.'),
    ('row_count', 'Rows that it was made from.'),
    ('few_rows', 'Of them rows that said few.'),
    ('few_periods', 'Periods with fewer than k people, or none: their amounts come with a later period.'),
    ('holdover_rows', 'Of row_count: the clock was not set by a time server any more.'),
    ('covered_s', 'Seconds of the opening hours that were seen, each once. Adds up over days.'),
    ('open_s', 'Seconds of the opening hours of the whole day; of all hours where they are not known. Adds up over days.'),
    ('open_received_s', 'Of open_s, for which rows came: of all gateways.'),
    ('open_seen_s', 'Of open_s, in which at least one sensor counted.'),
    ('open_shopfront_seen_s', 'Of open_s, in which the pavement was counted.'),
    ('open_occupancy_seen_s', 'Of open_s, in which the people inside were known.'),
    ('time_seen_s', 'Seconds that the times of the day rest on: person_time_s divided by it is the mean number.'),
    ('gateways', 'Gateways that sent rows.'),
    ('capture_entries', 'Entries of rows in which passers-by were counted too.'),
    ('capture_passers_by', 'Passers-by of rows in which entries were counted too.'),
    ('conversion_entries', 'Entries of hours that were counted for nine tenths and more, and have sales.'),
    ('conversion_sales', 'Sales of the same hours.'),
    ('occupancy_max', 'Most people inside at the end of a row.'),
    ('occupancy_time_s', 'Person-seconds inside. Adds up; divided by occupancy_seen_s it is the mean.'),
    ('occupancy_seen_s', 'Seconds for which people inside are known. Adds up.'),
    ('mean_occupancy', 'People inside, mean over the time for which it is known.'),
    ('person_hours', 'Hours that people spent inside, together. Adds up.'),
    ('n', 'People, or trolleys. Adds up.'),
    ('by_trolley', 'True: trolleys, not people.'),
    ('from_zone', 'Zone that was left.'),
    ('to_zone', 'Zone that came next.'),
    ('from_s', 'Stays from this length, seconds.'),
    ('to_s', 'Stays below this length, seconds. Infinity: no end.'),
    ('ended', 'Stays of this length whose end was seen. Adds up.'),
    ('day_dwell.cut', 'Stays that lasted at least this long; their end was not seen. Adds up.'),
    ('dwell_bin_day.cut', 'Stays that lasted at least this long; their end was not seen. Adds up.'),
    ('zone_dwell_day.cut', 'Of stays: the end was not seen.'),
    ('stays', 'Stays in the zone. Adds up.'),
    ('what', 'count, indoor, day, event, unsynced or dead letter.'),
    ('keep', 'How long rows stay. NULL: for ever.'),
    ('dropped_before', 'Rows before it are gone; their roll-ups stay as they are.'),
    ('marked_at', 'When rows changed.'),
    ('marks', 'Marks that wait.'),
    ('lag_s', 'Age of the oldest mark, seconds: by how much roll-ups are behind.'),
    ('seen', 'Row numbers that came.'),
    ('gone', 'Row numbers that will never come.'),
    ('asked_at', 'When the gateway was last asked for missing rows.'),
    ('from_seq', 'First row number.'),
    ('to_seq', 'Last row number.'),
    ('open', 'True: missing, and may still come.'),
    ('reason', 'Why. NULL: not known yet.'),
    ('told_at', 'When the gateway said so.'),
    ('sender', 'tenant/store/gateway as the topic has it; * is everybody.'),
    ('topic', 'Topic of the message.'),
    ('payload', 'The message, shortened.'),
    ('day', 'Day, UTC.'),
    ('refused', 'Messages and rows that were refused. Adds up.'),
    ('rows', 'Rows.'),
    ('first_received_at', 'When the first of them came.'),
    ('login', 'Name of the database login.'),
    ('reader_right.tenant', 'Tenant that the login may read. NULL: all.'),
    ('reader_right.region', 'Region that the login may read. NULL: all of the tenant.'),
    ('reader_right.store', 'Store that the login may read. NULL: all of the tenant.'),
    ('rule', 'Name of the rule.'),
    ('owner', 'Who acts: store, it or data.'),
    ('threshold', 'Beyond it the rule fires. Its unit is that of the value.'),
    ('minutes', 'How long it must have been so, or how far the rule looks back.'),
    ('oldest_version', 'Oldest version that is supported.'),
    ('enabled', 'False: the rule is off.'),
    ('says', 'What to read in the alarm.'),
    ('value', 'What was measured.'),
    ('alert_sent.since', 'When the alarm was first found.'),
    ('sent_at', 'When it was sent.'),
    ('fleet_rollout.revision', 'Rises with each roll-out of the tenant.'),
    ('fleet_rollout.rollout', 'Its name, as documents and reports have it.'),
    ('fleet_rollout.git_commit', 'Commit of the folder that it was made from. NULL: no repository, or a revert.'),
    ('fleet_rollout.signed_by', 'Thumbprint of the key that signed its documents (RFC 7638).'),
    ('fleet_rollout.policy', 'Stages and gates, as rollout.yaml had them.'),
    ('fleet_rollout.created_at', 'When it began.'),
    ('fleet_rollout.halted_at', 'When it was halted. NULL: never.'),
    ('fleet_rollout.halt_reason', 'Why it was halted.'),
    ('fleet_document.revision', 'Of the roll-out.'),
    ('fleet_document.stage', 'Stage of the roll-out: canary, a share, or all.'),
    ('fleet_document.hash', 'Of its settings: reports have the same digits.'),
    ('fleet_document.settings', 'All that head office set for the gateway.'),
    ('fleet_document.document', 'The signed message.'),
    ('fleet_document.published_at', 'When it went to the broker.'),
    ('fleet_document.withdrawn_at', 'When it was taken from the broker again. NULL: never.'),
    ('gateway_report.highest', 'Highest revision that the gateway ever saw.'),
    ('gateway_report.kept', 'Revision in force. NULL: none yet.'),
    ('gateway_report.kept_hash', 'Hash of the settings in force.'),
    ('gateway_report.revision', 'Revision of the newest document. NULL: none yet.'),
    ('gateway_report.phase', 'waiting, trial, kept, rolled-back or refused.'),
    ('gateway_report.since', 'When the phase began.'),
    ('gateway_report.reason', 'Why it waits, was rolled back or refused.'),
    ('gateway_report_phase.revision', 'Revision of the document.'),
    ('gateway_report_phase.phase', 'waiting, trial, kept, rolled-back or refused.'),
    ('gateway_report_phase.since', 'When the phase began.'),
    ('gateway_report_phase.reason', 'Why it waits, was rolled back or refused.'),
    ('is_in_use', 'True: it sent rows in the last month.'),
    ('entries_low', 'Lower end of the 95 % interval of entries.'),
    ('entries_high', 'Upper end of the 95 % interval of entries.'),
    ('entries_half', 'Half of the 95 % interval of entries.'),
    ('coverage', 'Share of the time, so far, that was counted: of a day and longer only the opening hours, where they are known. 0 with NULL amounts is an outage; 1 with 0 people is a quiet time.'),
    ('visit_day.coverage', 'Share of the time of the visits that was counted.'),
    ('bounce_day.coverage', 'Share of the time of the visits that was counted.'),
    ('repeat_day.coverage', 'Share of the day that was counted.'),
    ('conversion_day.coverage', 'Share of the entries of the day that are in the rate.'),
    ('expected', 'Expected people; of occupancy the mean inside. Never add up intervals of several gateways.'),
    ('low_80', 'Lower end of the 80 % interval. NULL: too few past forecasts are known.'),
    ('high_80', 'Upper end of the 80 % interval. NULL: as low_80.'),
    ('low_95', 'Lower end of the 95 % interval. NULL: as low_80.'),
    ('high_95', 'Upper end of the 95 % interval. NULL: as low_80.'),
    ('counted', 'Counted in the whole store in that hour. NULL: not over, counted for less than nine tenths, or occupancy.'),
    ('received', 'Share of the opening hours, so far, for which rows came; the rest is on its way, or lost.'),
    ('measure', 'Outcome of an experiment, as the settings name it.'),
    ('experiment_outcome.thing', 'Zone or queue. NULL: the whole store.'),
    ('experiment_outcome.total', 'Sales, entries, engaged visits, or seconds: divided by of_total it is the outcome.'),
    ('of_total', 'Entries, entries and passers-by, visits, people served, or stays.'),
    ('is_over', 'True: the local day is over.'),
    ('is_comparable', 'True: seven days, counted for nine tenths and more, all since first_full_day. NULL: first_full_day is not set.'),
    ('days', 'Days that are in it.'),
    ('rate', 'Ratio of the two sums beside it. Never average rates: divide sums.'),
    ('share', 'Ratio of the two sums beside it. Never average shares: divide sums.'),
    ('low', 'Lower end of the 95 % interval.'),
    ('high', 'Upper end of the 95 % interval.'),
    ('usual_hour.low', 'Their mean less one standard deviation.'),
    ('usual_hour.high', 'Their mean and one standard deviation.'),
    ('usual_hour.entries', 'Mean of these days.'),
    ('bounce_s', 'Threshold of a bounce on that day, seconds.'),
    ('bounce_share', 'Share of visits that were bounces: see kpi.bounce_day for its interval.'),
    ('mean_visit_s', 'Mean visit, seconds.'),
    ('mean_visit_low_s', 'Lower end of its 95 % interval. Equal to the mean where no variance was sent.'),
    ('mean_visit_high_s', 'Upper end of its 95 % interval. Equal to the mean where no variance was sent.'),
    ('longer_than_s', 'Visits longer than this, seconds.'),
    ('up_to_s', 'Visits up to this length, seconds. NULL: no end.'),
    ('happy_index', 'Points per answer: 100 is best, 0 is worst.'),
    ('engaged_share', 'Share of those who went out that stayed for at least the engagement threshold.'),
    ('engaged_low', 'Lower end of its 95 % interval.'),
    ('engaged_high', 'Upper end of its 95 % interval.'),
    ('mean_dwell_s', 'Mean stay in seconds; cut stays count as long as they were seen. NULL: fewer than k.'),
    ('mean_people', 'People in the zone, mean over the time that was seen.'),
    ('people', 'People; somebody who comes twice counts twice.'),
    ('trolleys', 'Trolleys.'),
    ('store_entries', 'People who came into the store on that day.'),
    ('median_s', 'Half of the stays were longer (Kaplan–Meier). NULL: too many were cut.'),
    ('median_low_s', 'Lower end of its 95 % interval (Greenwood).'),
    ('median_high_s', 'Upper end of its 95 % interval. NULL: no end.'),
    ('p90_s', 'A tenth of the stays were longer. NULL: too many were cut.'),
    ('served_low', 'Lower end of the 95 % interval of served. NULL: not known.'),
    ('served_high', 'Upper end of the 95 % interval of served. NULL: not known.'),
    ('mean_wait_s', 'Mean wait of the served, seconds.'),
    ('mean_wait_low_s', 'Lower end of its 95 % interval. NULL: not known.'),
    ('mean_wait_high_s', 'Upper end of its 95 % interval. NULL: not known.'),
    ('mean_length', 'People waiting, mean over the time that was seen.'),
    ('abandoned_share', 'Share of those who left the queue unserved.'),
    ('abandoned_low', 'Lower end of its 95 % interval.'),
    ('abandoned_high', 'Upper end of its 95 % interval.'),
    ('put_back_share', 'Put back, of those picked up.'),
    ('people_per_group', 'Mean size of the groups that came in.'),
    ('mean_radios', 'Radios in the store, mean over the time that was seen.'),
    ('mean_people_index', 'People that these radios stand for: an index, not a count.'),
    ('stage_no', 'Order of the stage.'),
    ('stage', 'street, entry, zone (the most visited), engaged, queue, served or sale.'),
    ('of_stage', 'Stage that the share is of. A share of zone visits may pass 1.'),
    ('usual_days', 'How many of the eight same weekdays before were counted for nine tenths and more.'),
    ('usual_entries', 'Their mean.'),
    ('usual_low', 'A quarter of them had fewer.'),
    ('usual_high', 'A quarter of them had more.'),
    ('change_to_usual', 'Relative change against usual_entries: 0.1 is a tenth more.'),
    ('is_beyond_usual', 'True: the difference is larger than counting error and usual spread explain.'),
    ('last_week_entries', 'Entries of the same weekday a week before.'),
    ('change_to_last_week', 'Relative change against it.'),
    ('last_year_entries', 'Entries of the same weekday 364 days before.'),
    ('change_to_last_year', 'Relative change against it.'),
    ('entries_before', 'Entries of the week 52 weeks before.'),
    ('change', 'Relative change against it.'),
    ('last_state_at', 'When the newest state came.'),
    ('last_row_at', 'When the newest row of the store came, in the last month.'),
    ('last_received_at', 'When the newest row of the day came.'),
    ('missing_rows', 'Rows that have not come although later ones have.'),
    ('in_out_difference', 'Entries less exits, of the larger one. 0 is best.'),
    ('backfilled_share', 'Share of the people that a counter made known after an outage.'),
    ('holdover_share', 'Share of the rows whose clock was no longer set by a time server.'),
    ('has_day_row', 'True: the rows of the day that come once, after closing, are there.'),
    ('entries_variance', 'Variance of entries: each person counted or missed. Adds up over days and stores.'),
    ('entries_shared', 'Standard deviation of the error that all of the doors’ people share. Adds up over days of a store; over stores its squares do. Add its square to entries_variance.'),
    ('span_s', 'Seconds of the opening hours, so far, of all gateways: seen_s divided by it is the coverage.'),
    ('sum_day.seen_s', 'Seconds of span_s in which at least one sensor counted. Adds up.'),
    ('sum_day.seconds', 'Seconds of span_s for which rows came. Adds up.'),
    ('received_s', 'Seconds of span_s for which rows came.'),
    ('visible_day.covered_s', 'Seconds of span_s that were counted.'),
    ('shopfront_covered_s', 'Seconds of span_s in which the pavement was counted.'),
    ('occupancy_covered_s', 'Seconds of span_s in which the people inside were known.'),
    ('zone_hour.seen_s', 'Seconds since since_at in which a sensor counted. A line that is few repeats its seconds in the next: add up the others.'),
    ('queue_hour.seen_s', 'Seconds since since_at in which a sensor counted. A line that is few repeats its seconds in the next: add up the others.'),
    ('part', 'People of the stage who were counted on both sides of the share.'),
    ('whole', 'People of the stage before who were counted on both sides of the share.'),
    ('is_final', 'True: the day is over, its day row came, and no row of the store is missing.'),
    ('audited_at', 'Since when the audit was named.'),
    ('age_days', 'Age of the audit, days.')
    ) AS said(name, text)
    JOIN pg_attribute a ON attname = name OR attname = split_part(name, '.', 2)
    JOIN pg_class c ON c.oid = attrelid AND (attname = name OR relname = split_part(name, '.', 1))
    WHERE relnamespace IN ('lintel'::regnamespace, 'kpi'::regnamespace) AND relkind IN ('r', 'p', 'v') AND attnum > 0
      AND NOT relispartition
    ORDER BY c.oid, a.attnum, name NOT LIKE '%.%'
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', place.place, place.attname, place.text);
  END LOOP;
END $$;
