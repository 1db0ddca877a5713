/** The engine's findings about a sensor whose link is up, by the fault’s name, with the fix. */
export const FAULT_WORDS = {
  'beam-stuck': [
    'the beam stays broken',
    'die Schranke bleibt unterbrochen',
    'faisceau toujours coupé',
    'el haz sigue cortado',
  ],
  'do beam-stuck': [
    'Take away what stands in the beam, or let its two ends face each other again.',
    'Wegräumen, was in der Schranke steht, oder ihre beiden Enden wieder aufeinander richten.',
    'Dégagez le faisceau ou réalignez ses deux extrémités.',
    'Despeje el haz o vuelva a alinear sus dos extremos.',
  ],
  'beam-bouncing': ['the beam flickers', 'die Schranke flackert', 'le faisceau clignote', 'el haz parpadea'],
  'do beam-bouncing': [
    'Tighten its plugs, clean its lens, and keep sunlight off it.',
    'Stecker festziehen, Linse reinigen, Sonne fernhalten.',
    'Serrez les fiches, nettoyez la lentille, évitez le soleil.',
    'Apriete los conectores, limpie la lente y evite el sol.',
  ],
  'no-counts': [
    'counts nobody at a busy hour',
    'zählt zur besten Zeit niemanden',
    'ne compte personne en heure de pointe',
    'no cuenta a nadie en hora punta',
  ],
  'do no-counts': [
    'Walk through the door and watch its page: the count must rise.',
    'Durch die Tür gehen und ihre Seite ansehen: die Zahl muss steigen.',
    'Passez la porte en regardant sa page : le compte doit monter.',
    'Cruce la puerta mirando su página: el conteo debe subir.',
  ],
  'in-out-imbalance': [
    'ins and outs do not match',
    'Hinein und Hinaus passen nicht',
    'entrées et sorties ne concordent pas',
    'entradas y salidas no cuadran',
  ],
  'do in-out-imbalance': [
    'Run the direction test on the door’s page, and check how the sensor is mounted.',
    'Auf der Seite der Tür den Richtungstest machen und den Einbau prüfen.',
    'Faites le test de sens sur la page de la porte et vérifiez le montage.',
    'Haga la prueba de sentido en la página de la puerta y revise el montaje.',
  ],
  disagrees: [
    'differs from the door’s other sensors',
    'zählt anders als die übrigen Sensoren der Tür',
    'compte autrement que les autres capteurs',
    'cuenta distinto que los otros sensores',
  ],
  'do disagrees': [
    'Audit the door, and look at this sensor first.',
    'Die Tür prüfen und mit diesem Sensor anfangen.',
    'Auditez la porte, en commençant par ce capteur.',
    'Audite la puerta empezando por este sensor.',
  ],
  'clock-drift': ['its clock is wrong', 'seine Uhr geht falsch', 'son horloge dérive', 'su reloj va mal'],
  'do clock-drift': [
    'Set its clock; if it drifts again, change its battery or the counter.',
    'Uhr stellen; geht sie wieder falsch, Batterie oder Zähler tauschen.',
    'Réglez son horloge ; sinon changez la pile ou le compteur.',
    'Ajuste su reloj; si vuelve, cambie la pila o el contador.',
  ],
  'counts-while-shut': [
    'counts people through a shut door',
    'zählt Menschen durch eine geschlossene Tür',
    'compte porte fermée',
    'cuenta con la puerta cerrada',
  ],
  'do counts-while-shut': [
    'Check the door contact, then this sensor.',
    'Den Türkontakt prüfen, dann diesen Sensor.',
    'Vérifiez le contact de porte, puis ce capteur.',
    'Revise el contacto de la puerta y luego este sensor.',
  ],
  countsWrongly: ['counts wrongly', 'zählt nicht richtig', 'compte mal', 'no cuenta bien'],
} as const;
