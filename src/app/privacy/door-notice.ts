/** Facts for the notice at the door, from the settings. */
export interface NoticeFacts {
  readonly store: string;
  readonly hasCamera: boolean;
  readonly hasRadio: boolean;
  /** How long a pseudonym is kept, in hours. Undefined for the usual 5 minutes. */
  readonly hours: number | undefined;
  readonly isRepeatEstimated: boolean;
  /** True when screens or lamps react to people. */
  readonly isReacting: boolean;
}

export const NOTICE_LANGUAGES = ['en', 'de', 'fr', 'es'] as const;
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number];

interface Sentences {
  readonly title: string;
  readonly counting: string;
  readonly camera: string;
  /** Sentence about radios. The duration replaces `…`. */
  readonly radio: string;
  readonly minutes: string;
  readonly hours: string;
  readonly repeats: string;
  readonly reacts: string;
  readonly rights: string;
}

const SENTENCES: Readonly<Record<NoticeLanguage, Sentences>> = {
  en: {
    title: 'Visitors are counted here',
    counting:
      'Sensors count how many people come in, where they stop and for how long. Nobody is recognised.',
    camera: 'A camera sees people as outlines only. Its pictures are not stored and do not leave the device.',
    radio:
      'Radio signals of phones are counted. Their identifiers are replaced by random ones at once and forgotten within ….',
    minutes: 'five minutes',
    hours: '# hours',
    repeats:
      'How many come again the next day is estimated from groups that many devices share; whose device it was cannot be told.',
    reacts:
      'Some screens or lamps here change when a person comes near or a queue grows. They react to anyone alike; nobody is recognised, and nothing about it is kept.',
    rights: 'Only totals are kept. Questions and objections: please ask the staff of',
  },
  de: {
    title: 'Hier werden Besucher gezählt',
    counting:
      'Sensoren zählen, wie viele Menschen hereinkommen, wo sie stehen bleiben und wie lange. Niemand wird erkannt.',
    camera:
      'Eine Kamera sieht Menschen nur als Umrisse. Ihre Bilder werden nicht gespeichert und verlassen das Gerät nicht.',
    radio:
      'Funksignale von Telefonen werden gezählt. Ihre Kennungen werden sofort durch zufällige ersetzt und innerhalb von … vergessen.',
    minutes: 'fünf Minuten',
    hours: '# Stunden',
    repeats:
      'Wie viele am nächsten Tag wiederkommen, wird aus Gruppen geschätzt, die sich viele Geräte teilen; wessen Gerät es war, lässt sich nicht sagen.',
    reacts:
      'Einige Bildschirme oder Lampen ändern sich hier, wenn jemand näher kommt oder eine Schlange wächst. Sie reagieren auf alle gleich; niemand wird erkannt, und nichts davon wird aufbewahrt.',
    rights: 'Aufbewahrt werden nur Summen. Fragen und Widerspruch: bitte an die Mitarbeitenden von',
  },
  fr: {
    title: 'Les visiteurs sont comptés ici',
    counting:
      'Des capteurs comptent combien de personnes entrent, où elles s’arrêtent et combien de temps. Personne n’est reconnu.',
    camera:
      'Une caméra ne voit que des silhouettes. Ses images ne sont pas conservées et ne quittent pas l’appareil.',
    radio:
      'Les signaux radio des téléphones sont comptés. Leurs identifiants sont aussitôt remplacés par des valeurs aléatoires, effacées au bout de … au plus.',
    minutes: 'cinq minutes',
    hours: '# heures',
    repeats:
      'Le nombre de ceux qui reviennent le lendemain est estimé à partir de groupes communs à beaucoup d’appareils ; on ne peut pas dire de qui il s’agit.',
    reacts:
      'Certains écrans ou lampes changent ici quand une personne s’approche ou qu’une file s’allonge. Ils réagissent de la même façon à tous ; personne n’est reconnu et rien n’en est conservé.',
    rights: 'Seuls des totaux sont conservés. Questions et opposition : adressez-vous au personnel de',
  },
  es: {
    title: 'Aquí se cuentan los visitantes',
    counting:
      'Unos sensores cuentan cuántas personas entran, dónde se detienen y cuánto tiempo. No se reconoce a nadie.',
    camera: 'Una cámara solo ve siluetas. Sus imágenes no se guardan ni salen del aparato.',
    radio:
      'Se cuentan señales de radio de los teléfonos. Sus identificadores se sustituyen al momento por otros aleatorios, que se borran en un máximo de ….',
    minutes: 'cinco minutos',
    hours: '# horas',
    repeats:
      'Cuántos vuelven al día siguiente se estima a partir de grupos que comparten muchos aparatos; no se puede saber de quién eran.',
    reacts:
      'Algunas pantallas o lámparas cambian aquí cuando alguien se acerca o crece una cola. Reaccionan igual ante todos; no se reconoce a nadie y no se guarda nada de ello.',
    rights: 'Solo se guardan totales. Preguntas y oposición: diríjase al personal de',
  },
};

export function doorNotice(
  language: NoticeLanguage,
  { store, hasCamera, hasRadio, hours, isRepeatEstimated, isReacting }: NoticeFacts,
): string {
  const { title, counting, camera, radio, repeats, reacts, rights, ...spans } = SENTENCES[language];
  const span = hours === undefined ? spans.minutes : spans.hours.replace('#', String(hours));
  const parts = [
    counting,
    ...(hasCamera ? [camera] : []),
    ...(hasRadio ? [radio.replace('…', span)] : []),
    ...(hasRadio && isRepeatEstimated ? [repeats] : []),
    ...(isReacting ? [reacts] : []),
    `${rights} ${store}.`,
  ];
  return `${title}. ${parts.join(' ')}`;
}
