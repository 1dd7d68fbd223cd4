const again = 'Die Datei selbst liegt unversehrt im Archiv.'

export const de = {
  title: 'Lesen der Unterlage',
  waits: 'Diese Unterlage wird gerade gelesen. Danach finden Sie sie auch nach ihren Wörtern.',
  later: 'Das Lesen ist unterbrochen und wird von selbst fortgesetzt.',
  unreadable: 'Diese Unterlage konnte nicht gelesen werden',
  partly: 'Nicht alle Seiten konnten gelesen werden',
  partlyOf: {
    'not-unpacked': 'Nicht alles konnte herausgenommen werden',
    'encrypted-mail': 'Diese Mail ist verschlüsselt',
  },
  again: 'Noch einmal lesen',
  password: 'Kennwort der Datei',
  passwordHint: 'Wir brauchen es nur zum Lesen und löschen es danach.',
  open: 'Mit Kennwort lesen',
  parts: 'Daraus abgelegt',
  part: (number: number) => `Teil ${number}`,
  parent: 'Zur Unterlage, aus der diese stammt',
  problems: {
    empty: 'Die Datei ist leer.',
    'unknown-type': `Wir kennen die Art dieser Datei nicht. ${again} Sie finden sie nach Titel und Dateiname.`,
    'too-large': `Die Datei ist zu groß, um gelesen zu werden. ${again}`,
    'beyond-bound':
      'Dateien über 256 MB werden aufbewahrt, aber nicht gelesen: Das geschieht in einem abgeschlossenen Raum mit begrenztem Speicher. Diese Datei liegt vollständig und geprüft im Archiv; Sie können sie herunterladen und finden sie nach Titel, Dateiname und allem, was Sie selbst dazu eintragen. Sollen auch ihre Wörter gefunden werden, legen Sie sie bitte in Teilen ab.',
    damaged: 'Die Datei ist beschädigt oder unvollständig. Sie liegt so im Archiv, wie sie kam.',
    'needs-password': 'Die Datei ist mit einem Kennwort geschützt.',
    'wrong-password': 'Das Kennwort passt nicht zu dieser Datei.',
    'packed-too-much': `Dieses Archiv würde ausgepackt mehr enthalten, als wir annehmen (mehr als 1.000 Dateien oder 1 GB, oder es ist gepackt wie eine Datei, die nur Speicher füllen soll). Wir haben nichts daraus entnommen. ${again} Brauchen Sie den Inhalt, packen Sie es bitte selbst aus und legen die Dateien einzeln ab.`,
    'encrypted-mail':
      'Lesbar sind nur Absender, Empfänger, Datum und Betreff; was darin steht und was angehängt ist, öffnet nur der Schlüssel der Person, an die sie ging (S/MIME oder PGP). Die Mail liegt so im Archiv, wie sie kam. Steht hier „Daraus abgelegt“, hat sie der Schlüssel des Postfachs schon geöffnet. Sonst öffnen Sie sie bitte in deren Mailprogramm und legen Sie Text und Anhänge unverschlüsselt ab.',
    'not-unpacked':
      'Nicht alle Dateien darin sind als eigene Unterlagen abgelegt: Einzelne sind beschädigt, in einer Art gepackt, die wir nicht kennen, zu groß oder zu tief verschachtelt, oder es sind zusammen mehr als 1.000 Dateien oder 1 GB. Das Archiv selbst liegt vollständig hier; laden Sie es herunter, packen es aus und legen die fehlenden Dateien einzeln ab.',
    'too-many-pixels': `Das Bild hat zu viele Bildpunkte. ${again}`,
    'too-many-pages': `Die Datei hat zu viele Seiten. ${again}`,
    'needs-office':
      'Dieses ältere Büroformat kann nur gelesen werden, wenn LibreOffice eingerichtet ist. Bitte legen Sie die Datei als PDF oder im neueren Format ab.',
    protected: `Diese Bürodatei ist mit einem Kennwort geschützt, nach dem nur das Programm fragt, mit dem sie gemacht wurde. ${again} Sollen auch ihre Wörter gefunden werden, speichern Sie sie bitte ohne Kennwort und legen Sie das als neue Fassung ab.`,
    'not-opened': `LibreOffice konnte diese Datei nicht öffnen: Sie ist beschädigt oder mit einem Kennwort geschützt. ${again}`,
    'took-too-long': `Das Lesen hat zu lange gedauert und wurde beendet. ${again}`,
    'too-much-memory': `Das Lesen hat zu viel Speicher gebraucht und wurde beendet. ${again}`,
    crashed: `Beim Lesen ist mehrmals etwas schiefgegangen. ${again}`,
    'not-recognised':
      'Auf mindestens einer Seite konnten wir keine Wörter erkennen: Das dauerte auch beim dritten Versuch zu lange. Sie sehen die Seite, finden die Unterlage aber nicht nach deren Wörtern. Alle anderen Seiten sind gelesen.',
    'damaged-in-store':
      'Die abgelegte Datei ist beschädigt. Bitte melden Sie das der Verwaltung: Sie kann aus einer Sicherung zurückgeholt werden.',
    'no-space': 'Der Speicherplatz reicht zurzeit nicht für Vorschauen. Das Lesen wird von selbst wiederholt.',
    other: `Die Unterlage konnte nicht gelesen werden. ${again}`,
  },
}
