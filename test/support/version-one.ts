/** Settings of version 1 with every key that version 2 renamed, and the same settings as version 2 writes them. */
export const SETTINGS_V1 = `# The store at the corner
version: 1 # as installed
tenant: acme
gateway: gw-1
store: { id: corner, timezone: Europe/Berlin, emptyBy: "20:30" }
floor: { widthMetres: 12, heightMetres: 8 }
sensors:
  - id: cam
    type: camera
    source: { rtsp: "rtsp://cam/1" }
    widthPx: 640
    heightPx: 480
    calibration:
      - { picture: [0, 480], floor: [1, 4] }
      - { picture: [640, 480], floor: [5, 4] }
      - { picture: [480, 200], floor: [5, 0] }
      - { picture: [160, 200], floor: [1, 0] }
    stillMinutes: 30
    place: { x: 1, y: 2, height: 3.5 } # on the beam
  - { id: radio, type: ble-receiver, insideDbm: -70, place: { x: 3, y: 4, height: 2.5 } }
  - { id: counter, type: line-counter, path: /dev/ttyUSB0, reportsEveryS: 5 }
  - { id: bus, type: modbus-counter, path: /dev/ttyUSB1, unit: 7, table: input, inRegister: 0, outRegister: 1, pollEveryS: 3 }
  - { id: beams, type: beam-pair, outerLine: GPIO17, innerLine: GPIO27 }
  - { id: reed, type: reed-switch, line: GPIO22 }
  - { id: panel, type: button-panel, lines: [GPIO5, GPIO6] }
  - { id: files, type: sales-drop, folder: /srv/sales, deleteCounted: true }
  - { id: tills, type: sales-mqtt, broker: { url: "mqtt://pos" }, count: /transactions }
zones:
  - { id: till, polygon: [[1, 1], [2, 1], [2, 2]] }
  - { id: waiting, on: floor, polygon: [[2, 1], [4, 1], [4, 2]], queue: true, servedIn: till }
lines:
  - { id: gate, on: cam, from: [10, 400], to: [600, 400], in: right }
doors:
  - { id: front, sensors: [counter, beams, bus], lines: [gate], at: [6, 7.5] }
thresholds: { lineReturnSeconds: 3, quietSeconds: 3600 }
privacy:
  insideEvery: hour
  aimingView: true
  noise: { epsilonPerDay: 1, countsPerVisitor: 12 }
  longPseudonyms:
    hours: 12
    decidedBy: Ann Other, manager
    decidedOn: 2026-01-02
    reason: Five minutes cannot tell a long visit from two short ones here.
    notice: We count phones in this store under pseudonyms that live half a day. Ask at the till to object to it.
    optOut: { how: Ask at the till and show your phone., keyFile: /etc/lintel/opt-out.key, digests: [] }
console: { replayMegabytes: 16 }
mqtt:
  url: mqtts://broker.example
  enrolment: { claimCertFile: /c.crt, claimKeyFile: /c.key }
  reconnect:
    { firstSeconds: 1, maxSeconds: 2, offsetSeconds: 3, refusedSeconds: 4, afterBootSeconds: 5, stableSeconds: 6 }
forward: { broker: { url: "mqtt://store" }, keyFile: /etc/lintel/satellite.key }
`;

export const SETTINGS_V2 = `# The store at the corner
version: 2 # as installed
tenant: acme
gateway: gw-1
store: { id: corner, timezone: Europe/Berlin, occupancyResetAt: "20:30" }
floor: { widthMetres: 12, heightMetres: 8 }
sensors:
  - id: cam
    type: camera
    source: { rtsp: "rtsp://cam/1" }
    widthPx: 640
    heightPx: 480
    calibration:
      - { picture: [0, 480], floor: [1, 4] }
      - { picture: [640, 480], floor: [5, 4] }
      - { picture: [480, 200], floor: [5, 0] }
      - { picture: [160, 200], floor: [1, 0] }
    stationaryMinutes: 30
    position: { x: 1, y: 2, heightMetres: 3.5 } # on the beam
  - { id: radio, type: ble-receiver, presentMinDbm: -70, position: { x: 3, y: 4, heightMetres: 2.5 } }
  - { id: counter, type: serial-counter, path: /dev/ttyUSB0, reportIntervalSeconds: 5 }
  - { id: bus, type: modbus-counter, path: /dev/ttyUSB1, unitId: 7, registerType: input, inRegister: 0, outRegister: 1, pollIntervalSeconds: 3 }
  - { id: beams, type: beam-pair, outerGpioLine: GPIO17, innerGpioLine: GPIO27 }
  - { id: reed, type: reed-switch, gpioLine: GPIO22 }
  - { id: panel, type: button-panel, gpioLines: [GPIO5, GPIO6] }
  - { id: files, type: sales-folder, folder: /srv/sales, deleteAfterImport: true }
  - { id: tills, type: sales-mqtt, broker: { url: "mqtt://pos" }, countPointer: /transactions }
zones:
  - { id: till, polygon: [[1, 1], [2, 1], [2, 2]] }
  - { id: waiting, space: floor, polygon: [[2, 1], [4, 1], [4, 2]], isQueue: true, serviceZone: till }
lines:
  - { id: gate, space: cam, from: [10, 400], to: [600, 400], insideSide: right }
doors:
  - { id: front, sensors: [counter, beams, bus], lines: [gate], position: [6, 7.5] }
thresholds: { uTurnSeconds: 3, storeEmptyAfterSeconds: 3600 }
privacy:
  indoorEvery: hour
  cameraPreview: true
#   noise: { epsilonPerDay: 1, countsPerVisitor: 12 }
  extendedPseudonyms:
    lifetimeHours: 12
    decidedBy: Ann Other, manager
    decidedOn: 2026-01-02
    reason: Five minutes cannot tell a long visit from two short ones here.
    notice: We count phones in this store under pseudonyms that live half a day. Ask at the till to object to it.
    optOut: { instructions: Ask at the till and show your phone., keyFile: /etc/lintel/opt-out.key, digests: [] }
console: { trackHistoryMegabytes: 16 }
mqtt:
  url: mqtts://broker.example
  enrollment: { claimCertFile: /c.crt, claimKeyFile: /c.key }
  reconnect:
    { initialDelaySeconds: 1, maxDelaySeconds: 2, gatewayOffsetSeconds: 3, refusedDelaySeconds: 4, bootJitterSeconds: 5, stableAfterSeconds: 6 }
satellite: { broker: { url: "mqtt://store" }, keyFile: /etc/lintel/satellite.key }
`;

/** A small store of version 1 that the simulator runs: a queue, a counting line, beams, a counter and a receiver. */
export const SIM_SETTINGS_V1 = `version: 1
tenant: sim
gateway: gw-1
store: { id: corner, timezone: Europe/Berlin, emptyBy: "20:30" }
floor: { widthMetres: 6, heightMetres: 5 }
sensors:
  - { id: cam, type: camera, source: { rtsp: "rtsp://sim/cam" }, widthPx: 640, heightPx: 480, calibration: [{ picture: [0, 480], floor: [1, 4] }, { picture: [640, 480], floor: [5, 4] }, { picture: [480, 200], floor: [5, 0] }, { picture: [160, 200], floor: [1, 0] }], stillMinutes: 30 }
  - { id: beams, type: beam-pair, chip: sim-gpio, outerLine: GPIO17, innerLine: GPIO27 }
  - { id: counter, type: line-counter, path: /dev/sim-counter, reportsEveryS: 5 }
  - { id: radio, type: ble-receiver, adapter: hci0, place: { x: 3, y: 2, height: 2.4 } }
zones:
  - { id: till, polygon: [[1, 1], [2, 1], [2, 2]] }
  - { id: waiting, on: floor, polygon: [[2, 1], [4, 1], [4, 2]], queue: true, servedIn: till }
doors:
  - { id: front, sensors: [counter, beams] }
tags:
  - { id: basket, kind: trolley, match: { mac: c3100a0b0c01 } }
privacy: { minimumCount: 1 }
`;

/** A scenario of version 1 with every key that version 2 renamed. */
export const SCENARIO_V1 = `version: 1
name: "A corner store"
settings: "store.yaml"
day: "2026-03-03"
shelves:
  - { polygon: [[0, 0], [0.5, 0], [0.5, 2], [0, 2]], height: 1.7 }
doors:
  front: { from: [2, 5], to: [4, 5], street: { from: [-3, 7], to: [10, 7], width: 3.6 } }
tags:
  basket: { carrier: { fixed: [1, 1, 1] }, everySeconds: 2 }
opening:
  monday: { from: "08:00", to: "20:00" }
  tuesday: { from: "08:00", to: "20:00" }
  wednesday: null
  thursday: null
  friday: null
  saturday: null
  sunday: null
visitorsPerHour: [0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0]
weekdayWeights: [1, 1, 1, 1, 1, 1, 1]
passersByPerHour: [0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0]
groupSizes: [1]
stopsMean: 1
buyShare: 0.5
service: { medianSeconds: 14 }
patience: { medianSeconds: 150 }
products:
  - { id: bread, at: [4, 3], dwell: { medianSeconds: 12 } }
phones: { share: 0.5, everySeconds: 5 }
cameras:
  cam: { x: 5, y: 1, height: 3, panDegrees: 133, tiltDegrees: 42, fieldOfViewDegrees: 110 }
`;
