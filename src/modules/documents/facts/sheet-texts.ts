import { texts } from '#platform/text/texts.ts'

const de = {
  title: 'Trennblätter und Nummern',
  menu: 'Trennblätter',
  lead: 'Zum Scannen ganzer Stapel: Ein Trennblatt vor jedem Schreiben, oder ein Aufkleber mit Nummer auf der ersten Seite.',
  separators: 'Trennblätter drucken',
  separatorsHint: 'Vor jedes Schreiben legen und immer wieder benutzen. Sie werden nicht mit abgelegt.',
  count: 'Anzahl',
  labels: 'Nummern drucken',
  labelsHint: 'Ein Bogen mit 24 Aufklebern (70 × 37 mm). Jede Nummer gibt es nur einmal.',
  from: 'Erste Nummer',
  print: 'PDF erzeugen',
  next: (number: number) => `Die nächste freie Nummer ist ${number}.`,
  sheetTitle: 'Trennblatt',
  sheetText: 'Dieses Blatt trennt zwei Schreiben beim Scannen. Es wird nicht abgelegt. Bitte wieder verwenden.',
}

const en: typeof de = {
  title: 'Separator sheets and numbers',
  menu: 'Separator sheets',
  lead: 'To scan whole stacks: a separator sheet before each letter, or a sticker with a number on its first page.',
  separators: 'Print separator sheets',
  separatorsHint: 'Put one before each letter and use them again. They are not filed.',
  count: 'How many',
  labels: 'Print numbers',
  labelsHint: 'A sheet of 24 stickers (70 × 37 mm). Each number exists once.',
  from: 'First number',
  print: 'Make PDF',
  next: (number) => `The next free number is ${number}.`,
  sheetTitle: 'Separator sheet',
  sheetText: 'This sheet separates two letters when scanning. It is not filed. Please use it again.',
}

/** Separator sheets and labels with archive numbers. */
export const sheetWords = texts(de, en)
