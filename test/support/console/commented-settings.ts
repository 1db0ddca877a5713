/** A settings file with a comment at every kind of place. */
export const COMMENTED_SETTINGS = `# The corner shop, set up in May
version: 2
tenant: acme # ours
gateway: gw-1
store: { id: corner } # high street
floor:
  widthMetres: 12 # by laser
  heightMetres: 8
  walls: # as built
    - [[0, 0], [12, 0], [12, 8]]
    - [[0, 0], [0, 8]]
sensors:
  # by the door
  - id: cam
    type: camera
    source: { rtsp: "rtsp://cam/1" } # static address
    widthPx: 640
    heightPx: 480
    position: { x: 1.5, y: 0.2 } # on a bracket
  - { id: ear, type: ble-receiver, position: { x: 6, y: 4, heightMetres: 2.4 } } # behind the clock
zones:
  # where the shoes are
  - id: shoes # do not rename
    space: cam
    polygon: [[10, 10], [200, 10], [200, 200], [10, 200]] # measured twice
    visitSeconds: 7 # agreed with the store
  - id: till
    space: cam
    polygon:
      - [300, 300] # near the mat
      - [400, 300]
      - [400, 400]
lines:
  - { id: door, space: cam, from: [10, 400], to: [600, 400], insideSide: right } # the only way in
doors:
  - { id: front, lines: [door], position: [6, 7.9] } # glass
# the end
`;
export const COMMENTS = [...COMMENTED_SETTINGS.matchAll(/#.*$/gm)].map(([comment]) => comment);
