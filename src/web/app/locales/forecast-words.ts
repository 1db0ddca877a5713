/** Words of the forecast and of experiments. */
export const FORECAST_WORDS = {
  forecast: ['Forecast', 'Vorhersage', 'Prévision', 'Previsión'],
  exitsShort: ['Exits', 'Austritte', 'Sorties', 'Salidas'],
  expected: ['Expected', 'Erwartet', 'Attendu', 'Esperado'],
  counted: ['Counted', 'Gezählt', 'Compté', 'Contado'],
  bandOf: ['{n} % band', '{n}-%-Band', 'Bande à {n} %', 'Banda del {n} %'],
  forecastHow: [
    'Made at night from {n} days of the present definition. Today’s hours follow what was counted so far.',
    'Nachts aus {n} Tagen der jetzigen Definition gemacht. Die Stunden von heute folgen dem bisher Gezählten.',
    'Faite la nuit à partir de {n} jours de la définition actuelle. Les heures d’aujourd’hui suivent les comptages.',
    'Hecha de noche con {n} días de la definición actual. Las horas de hoy siguen lo contado.',
  ],
  forecastSoon: [
    'A forecast needs seven whole days of the present definition; there are {n}.',
    'Eine Vorhersage braucht sieben ganze Tage der jetzigen Definition; es sind {n}.',
    'Une prévision demande sept jours entiers de la définition actuelle ; il y en a {n}.',
    'Una previsión necesita siete días enteros de la definición actual; hay {n}.',
  ],
  forecastLastWeek: [
    'Last week’s same hours, until ten days are known.',
    'Die gleichen Stunden der letzten Woche, bis zehn Tage bekannt sind.',
    'Les mêmes heures de la semaine passée, jusqu’à dix jours connus.',
    'Las mismas horas de la semana pasada, hasta conocer diez días.',
  ],
  staffNeeded: ['Staff needed', 'Personalbedarf', 'Personnel nécessaire', 'Personal necesario'],
  staffHow: [
    'So that four in five wait less than {n} s. In brackets: with few and with many people.',
    'Damit vier von fünf weniger als {n} s warten. In Klammern: bei wenigen und bei vielen Menschen.',
    'Pour que quatre sur cinq attendent moins de {n} s. Entre parenthèses : peu ou beaucoup de monde.',
    'Para que cuatro de cada cinco esperen menos de {n} s. Entre paréntesis: con poca y con mucha gente.',
  ],
  unusualDays: ['Unusual days', 'Ungewöhnliche Tage', 'Jours inhabituels', 'Días inusuales'],
  unusualDay: [
    '{day}: {n} entries, {percent} % of what was expected',
    '{day}: {n} Eintritte, {percent} % des Erwarteten',
    '{day} : {n} entrées, {percent} % de l’attendu',
    '{day}: {n} entradas, el {percent} % de lo esperado',
  ],
  visibleDrop: [
    'Today a drop of {n} % or more raises an event.',
    'Heute würde ein Rückgang ab {n} % gemeldet.',
    'Aujourd’hui, une baisse d’au moins {n} % serait signalée.',
    'Hoy se avisaría de una caída del {n} % o más.',
  ],
} as const;
