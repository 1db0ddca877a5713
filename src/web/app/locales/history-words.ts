/** Words of the settings page: drafts, clashes, history. */
export const HISTORY_WORDS = {
  oneSensor: ['Sensor', 'Sensor', 'Capteur', 'Sensor'],
  partChanged: ['{name}: {parts}', '{name}: {parts}', '{name} : {parts}', '{name}: {parts}'],
  bringBackQuestion: [
    'Bring back the settings of {time}? This is what changes:',
    'Die Einstellungen von {time} zurückholen? Das ändert sich:',
    'Rétablir les réglages du {time} ? Voici ce qui change :',
    '¿Recuperar los ajustes de {time}? Esto cambia:',
  ],
  theGateway: ['The gateway', 'Das Gateway', 'La passerelle', 'La pasarela'],
  wentBackTo: ['back to {time}', 'zurück zu {time}', 'retour au {time}', 'vuelta a {time}'],
  whatChanged: ['What changed', 'Was geändert wurde', 'Ce qui a changé', 'Qué cambió'],
  notSaved: ['not saved', 'nicht gespeichert', 'non enregistré', 'sin guardar'],
  saving: ['Saving…', 'Speichert …', 'Enregistrement…', 'Guardando…'],
  saveMine: ['Save mine', 'Meine speichern', 'Enregistrer la mienne', 'Guardar la mía'],
  checkFields: [
    '{n} {n:field needs|fields need} a look.',
    '{n} {n:Feld ist|Felder sind} zu prüfen.',
    '{n} {n:champ|champs} à vérifier.',
    '{n} {n:campo|campos} por revisar.',
  ],
  sectionClash: [
    'Another technician changed this too. Yours is kept here. What they changed:',
    'Jemand anderes hat das auch geändert. Ihre Fassung bleibt hier. Geändert wurde:',
    'Un autre technicien l’a aussi modifié. Votre version reste ici. Ses changements :',
    'Otro técnico también lo cambió. Su versión sigue aquí. Lo que cambió:',
  ],
  notSet: ['not set', 'nicht gesetzt', 'non défini', 'sin fijar'],
  switchedOn: ['on', 'an', 'activé', 'activado'],
  switchedOff: ['off', 'aus', 'désactivé', 'desactivado'],
  toThisSetting: ['To this setting', 'Zu dieser Einstellung', 'Vers ce réglage', 'A este ajuste'],
} as const;
