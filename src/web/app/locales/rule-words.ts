/** Words of the rules on the settings page. */
export const RULE_WORDS = {
  rules: ['Rules', 'Regeln', 'Règles', 'Reglas'],
  ruleOn: ['on', 'an', 'active', 'activa'],
  ruleOff: ['off', 'aus', 'inactive', 'inactiva'],
  rulePending: ['about to turn on', 'gleich an', 'bientôt active', 'a punto de activarse'],
  ruleClearing: ['about to turn off', 'gleich aus', 'bientôt inactive', 'a punto de desactivarse'],
  ruleUnknown: ['unknown', 'unbekannt', 'inconnue', 'desconocida'],
  ruleFired: [
    'turned on {count} {count:time|times}',
    '{count}-mal an',
    '{count} {count:activation|activations}',
    '{count} {count:activación|activaciones}',
  ],
  tryRule: ['Try it', 'Ausprobieren', 'Essayer', 'Probar'],
  endRule: ['End', 'Beenden', 'Terminer', 'Terminar'],
  outputReady: ['works', 'bereit', 'prête', 'lista'],
  outputWaiting: ['waiting', 'wartet', 'en attente', 'en espera'],
  outputOff: ['off', 'aus', 'arrêtée', 'apagada'],
  outputTally: [
    '{sent} sent, {dropped} given up',
    '{sent} gesendet, {dropped} aufgegeben',
    '{sent} {sent:envoyé|envoyés}, {dropped} {dropped:abandonné|abandonnés}',
    '{sent} {sent:enviado|enviados}, {dropped} {dropped:abandonado|abandonados}',
  ],
  ruleTested: ['Test sent.', 'Test gesendet.', 'Test envoyé.', 'Prueba enviada.'],
} as const;
