/** Words shared by the pages of cameras, doors and beacons. */
export const DEVICE_WORDS = {
  devices: ['Devices', 'Geräte', 'Appareils', 'Equipos'],
  cameras: ['Cameras', 'Kameras', 'Caméras', 'Cámaras'],
  noCameras: [
    'No camera is set up. Add one under Settings → Sensors.',
    'Keine Kamera eingerichtet. Unter Einstellungen → Sensoren hinzufügen.',
    'Aucune caméra. Ajoutez-en une dans Réglages → Capteurs.',
    'No hay cámaras. Añada una en Ajustes → Sensores.',
  ],
  noDoors: [
    'No door is set up: entries and occupancy are unknown. Create one from its sensors and lines.',
    'Keine Tür eingerichtet: Eintritte und Belegung sind unbekannt. Aus Sensoren und Linien eine anlegen.',
    'Aucune porte : entrées et occupation sont inconnues. Créez-en une avec ses capteurs et lignes.',
    'No hay puertas: entradas y ocupación se desconocen. Cree una con sus sensores y líneas.',
  ],
  newDoor: ['New door', 'Neue Tür', 'Nouvelle porte', 'Nueva puerta'],
  beacons: ['Beacons', 'Beacons', 'Balises', 'Balizas'],
  noReceivers: [
    'No Bluetooth receiver is set up. Add one under Settings → Sensors.',
    'Kein Bluetooth-Empfänger eingerichtet. Unter Einstellungen → Sensoren hinzufügen.',
    'Aucun récepteur Bluetooth. Ajoutez-en un dans Réglages → Capteurs.',
    'No hay receptor Bluetooth. Añada uno en Ajustes → Sensores.',
  ],
  receiversAndTags: [
    'Receivers and tags',
    'Empfänger und Tags',
    'Récepteurs et badges',
    'Receptores y etiquetas',
  ],
  noSuchDevice: [
    'This is no longer in the settings.',
    'Das steht nicht mehr in den Einstellungen.',
    'Ceci n’est plus dans les réglages.',
    'Esto ya no está en los ajustes.',
  ],
  noPictureYet: [
    'No picture yet. Its size is known with the first picture; check plug and network cable.',
    'Noch kein Bild. Mit dem ersten Bild ist die Größe bekannt; Stecker und Netzwerkkabel prüfen.',
    'Pas encore d’image. Sa taille sera connue à la première image ; vérifiez la prise et le câble réseau.',
    'Aún no hay imagen. Su tamaño se sabrá con la primera; revise el enchufe y el cable de red.',
  ],
  planFirst: [
    'Draw the floor plan first.',
    'Zuerst den Grundriss anlegen.',
    'Faites d’abord le plan du sol.',
    'Haga primero el plano.',
  ],
  done: ['Done', 'Fertig', 'Terminé', 'Listo'],
} as const;
