/**
 * Deflate dictionaries with the words that rows and windows use. With a dictionary, a short text compresses to a third
 * of its size. Words are ordered from rare to frequent, because Deflate encodes words near the end in fewer bits. Never
 * change a released dictionary: rows on gateways can only be read with it. Add new words as a new dictionary.
 */
export const PACKING_WORDS: Readonly<Record<number, Buffer>> = { 1: Buffer.from(firstWords()) };

/** Key of the dictionary that new rows use. */
export const NEWEST_WORDS = 1;

function firstWords(): string {
  const dwell =
    '{"n":2,"censored":0,"sumMs":32800,"maxMs":29400,"resolutionMs":400,"meanMs":16400,"meanBiasMs":0,' +
    '"medianMs":3400,"medianLowMs":3000,"medianHighMs":null,"p90Ms":29400,"p90LowMs":3000,"p90HighMs":null,' +
    '"bins":[[86,1,0],[108,1,0]]}}';
  return [
    ',"kind":"meaning","timezone":"Europe/","hours":null,"k":5,"things":[{"kind":"store","id":"store","visitS":120},',
    '{"kind":"door","id":"","sensors":["{"kind":"line","id":"{"kind":"zone","id":"","sensors":[""],"visitS":5,"engagedS":30},',
    '{"kind":"queue","id":"{"kind":"sensor","id":"{"kind":"receiver","id":"',
    '{"day":"2026-","tag":"","pickUps":0,"putBacks":0,"trolleyTimeS":,"personTimeS":,"dwellS":,"bins":[[0,5,0],[25,31.5,',
    '],"steps":[["","",5],["],"trolleySteps":[["","since":"2026-00:00Z","seenS":3600,"few":true},{"id":"',
    '"in":10,"out":10,"visits":10,"engaged":10,"cut":0},{"id":"","joined":10,"served":10,"abandoned":5,"waitS":,"lengthS":',
    '"groupsIn":5,"groupsOut":5}],"fromAt":"","toAt":"","meanLowMs":,"meanHighMs":,"bounceShare":,"bounceLow":,"bounceHigh":',
    ',"upToMs":[],"shares":[],"radiosLow":,"radiosHigh":,"share":,"shareLow":,"shareHigh":',
    '{"from":"2026-01-01T00:00:00Z","seconds":60,"def":"","rev":1,"store":{"seenS":60,"in":0,"out":0,"occupancy":1.5,',
    '"occupancyLow":0,"occupancyHigh":1},"doors":[{"id":"","seenS":60,"in":0,"out":0,"err":0.06,"backfilled":0}],',
    '"lines":[{"id":"","seenS":60,"in":0,"out":0}],"shopfront":{"seenS":60,"passersBy":0},',
    '"feedback":[{"id":"","seenS":60,"answers":0,"points":0}]}',
    '{"startAt":"2026-01-01T00:00:00.000Z","durationMs":60000,"revision":1,"partial":false,"sensors":[',
    '{"sensor":"","type":"","coverage":1},{"sensor":"","type":"","coverage":1}],"zones":[',
    '{"zone":"","coverage":1,"definition":"zone/1 entry=500 exit=1500 grow=0.3 visit=5000 engaged=30000","n":1,',
    `"entries":1,"exits":1,"visits":1,"engaged":1,"presenceMs":29400,"peopleMax":1,"dwell":${dwell},`,
    '{"zone":"","coverage":1,"definition":"zone/1 entry=500 exit=1500 grow=0.3 visit=5000 engaged=30000","n":0,',
    '"entries":0,"exits":0,"visits":0,"engaged":0,"presenceMs":0,"peopleMax":0,"dwell":null}],"lines":[',
    '{"line":"","coverage":1,"n":0,"in":0,"out":0,"definition":"line/1 return=2000 mode=tolerant","groupsIn":0,"groupsOut":0},',
    '{"line":"","coverage":1,"n":0,"in":0,"out":0,"definition":"line/1 return=2000","groupsIn":null,"groupsOut":null}],',
    '"doors":[{"door":"","coverage":1,"n":0,"definition":"door/1","in":0,"out":0,"inLow":0,"inHigh":1,"outLow":0,',
    '"outHigh":1,"errorShare":0.06,"restored":0,"auditId":null,"auditAgeDays":null}],"queues":[',
    '{"zone":"","coverage":1,"definition":"queue/1 walk=10000","n":0,"joined":0,"served":0,"abandoned":0,"lengthMean":0,',
    '"lengthMax":0,"waitMeanMs":null,"waitP95Ms":null,"waitPredictedMs":null}],"journeys":[{"from":"","to":"","n":1},',
    '{"from":null,"to":null,"n":1}],"feedback":[{"sensor":"","coverage":1,"definition":"feedback/1","n":0,"happyIndex":null}],',
    '"trolleys":[{"zone":"","coverage":1,"definition":"trolley/1 visit=5000","n":0,"entries":0,"exits":0,"visits":0,',
    '"presenceMs":0,"dwell":null}],"trolleyJourneys":[],"products":[],"radios":[',
    '{"sensor":"","coverage":1,"definition":"radios/1 inside=75","n":1,"inside":0,"outside":0.7,"index":0.2,"indexLow":0,',
    '"indexHigh":9.5,"unique":0,"uniqueLow":0,"uniqueHigh":0}],',
    '"store":{"coverage":1,"n":0,"definition":"store/1","entries":0,"exits":0,"occupancy":2.5,"occupancyLow":0,',
    '"occupancyHigh":4,"transactions":null,"groups":0,"conversion":null,"conversionLow":null,"conversionHigh":null,',
    '"conversionPerGroup":null,"restored":0,"auditId":null,"auditAgeDays":null},',
    '"shopfront":{"coverage":1,"n":3,"definition":"shopfront/1","passersBy":3,"captureRate":0,"captureLow":0,',
    '"captureHigh":0.5},"visits":[],"returning":[],"inside":[]}',
  ].join('');
}
