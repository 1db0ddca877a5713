import { z } from 'zod';
import { defineDriver } from '../ports/driver.ts';
import { TILL_LABELS } from './support/labels.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { decodeCount, observeSales } from './support/observe-sales.ts';
import { SALES } from './support/sensing.ts';
import { reportIntervalSeconds } from './support/serial-settings.ts';

const config = z.strictObject({
  folder: z.string().startsWith('/').meta({
    title: 'Folder',
    description:
      'Where the till puts its CSV files. They stay as they are and may grow; .lintel-counted beside them holds what was counted.',
  }),
  separator: z
    .enum([',', ';', 'tab'])
    .default(',')
    .meta({ title: 'Separator', description: 'What stands between two columns.' }),
  header: z.boolean().default(true).meta({ title: 'First line names the columns' }),
  receiptColumn: z.int().min(1).max(200).optional().meta({
    title: 'Column of the receipt’s number',
    description:
      'Counted from 1. With it a receipt of several lines is one transaction, and one that is exported again is not counted again; without, each line is one.',
  }),
  deleteAfterImport: z.boolean().default(false).meta({
    title: 'Delete after import',
    description: 'Once nothing was added to a file for 15 minutes.',
  }),
  reportIntervalSeconds,
});

export { decodeCount as decode };

/** A till that exports its sales as CSV files. The driver reads only the number of sales. */
export const driver = defineDriver({
  type: 'sales-folder',
  offer: {
    does: 'makes-sales',
    picture: 'M6 12h14l4 5h18v23H6zM14 26h20M14 33h12',
    isOnlyFound: true,
    name: {
      en: 'Till that writes files',
      de: 'Kasse, die Dateien schreibt',
      fr: 'Caisse qui écrit des fichiers',
      es: 'Caja que escribe archivos',
    },
    about: {
      en: 'Sales come as files in a folder. Only how many there were is kept.',
      de: 'Verkäufe kommen als Dateien in einem Ordner. Behalten wird nur, wie viele es waren.',
      fr: 'Les ventes arrivent en fichiers dans un dossier. Seul leur nombre est gardé.',
      es: 'Las ventas llegan como archivos en una carpeta. Solo se guarda cuántas hubo.',
    },
  },
  link: 'salesDrop',
  config,
  labels: TILL_LABELS,
  sensing: SALES,
  canBeUnplugged: false,
  contributes: () => ({ kind: 'makes-sales', maxGapMs: LINK_GAP_MS }),
  opens: ({ folder, separator, header, receiptColumn, deleteAfterImport }) => ({
    ...{ folder, header, receiptColumn, deleteAfterImport },
    separator: separator === 'tab' ? '\t' : separator,
  }),
  observe: ({ reportIntervalSeconds }, context) =>
    observeSales((signal) => context.link.counts(context.options, signal), context, reportIntervalSeconds),
});
