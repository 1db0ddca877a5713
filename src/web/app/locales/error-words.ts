/** Refusals of the server, by code; for any other code the pages show the server's English text. */
export const ERROR_WORDS = {
  'error WRONG_CODE': [
    'This code is wrong, used or too old.',
    'Dieser Code ist falsch, verbraucht oder zu alt.',
    'Ce code est faux, déjà utilisé ou trop ancien.',
    'Este código es erróneo, usado o caducado.',
  ],
  'error TOO_MANY_TRIES': [
    'Too many wrong codes. Wait, then ask for a new code.',
    'Zu viele falsche Codes. Warten, dann einen neuen Code holen.',
    'Trop de codes faux. Attendez, puis demandez un nouveau code.',
    'Demasiados códigos erróneos. Espere y pida uno nuevo.',
  ],
  'error TOO_FAST': [
    'Too many requests; wait a minute.',
    'Zu viele Anfragen; eine Minute warten.',
    'Trop de demandes ; attendez une minute.',
    'Demasiadas peticiones; espere un minuto.',
  ],
  'error VIEWER': [
    'Only a technician may do this.',
    'Das darf nur ein Techniker.',
    'Réservé au technicien.',
    'Solo un técnico puede hacerlo.',
  ],
  'error NOT_A_PICTURE': [
    'Send a PNG, JPEG or SVG picture, or a PDF.',
    'Ein Bild als PNG, JPEG oder SVG oder ein PDF wählen.',
    'Choisissez une image PNG, JPEG ou SVG, ou un PDF.',
    'Elija una imagen PNG, JPEG o SVG, o un PDF.',
  ],
  'error NO_RECEIVER': [
    'No running receiver can hear a tag close by.',
    'Es läuft kein Empfänger, der ein Tag aus der Nähe hören könnte.',
    'Aucun récepteur actif ne peut entendre un badge proche.',
    'No hay ningún receptor activo que pueda oír una etiqueta.',
  ],
  'error SWITCHED_OFF': [
    'The camera preview is switched off: allow it under Settings → Privacy.',
    'Die Kameravorschau ist aus: unter Einstellungen → Datenschutz erlauben.',
    'L’aperçu de la caméra est désactivé : autorisez-le dans Réglages → Vie privée.',
    'La vista previa está apagada: permítala en Ajustes → Privacidad.',
  ],
  'error CAMERA_NOT_RUNNING': [
    'This camera has no picture to show: it is offline, or it is simulated or a recording.',
    'Diese Kamera hat kein Bild zu zeigen: Sie ist offline, simuliert oder eine Aufnahme.',
    'Cette caméra n’a pas d’image à montrer : elle est hors ligne, simulée, ou c’est un enregistrement.',
    'Esta cámara no tiene imagen que mostrar: está sin conexión, es simulada o es una grabación.',
  ],
  'error NOT_YOURS': [
    'Another user opened this preview; only they get its pictures.',
    'Jemand anderes hat diese Vorschau geöffnet; nur dort sind die Bilder.',
    'Une autre personne a ouvert cet aperçu ; elle seule reçoit ses images.',
    'Otra persona abrió esta vista previa; solo ella recibe las imágenes.',
  ],
  'error NO_NETWORK': [
    'The gateway does not answer. Is this phone still in the store’s network?',
    'Das Gateway antwortet nicht. Ist dieses Telefon noch im Netz des Ladens?',
    'La passerelle ne répond pas. Ce téléphone est-il encore sur le réseau ?',
    'La pasarela no responde. ¿Sigue este teléfono en la red de la tienda?',
  ],
} as const;
