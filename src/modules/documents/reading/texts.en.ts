const again = 'The file itself lies unharmed in the archive.'

export const en = {
  title: 'Reading the document',
  waits: 'This document is being read. After that you also find it by its words.',
  later: 'Reading was interrupted and goes on by itself.',
  unreadable: 'This document could not be read',
  partly: 'Not all pages could be read',
  partlyOf: {
    'not-unpacked': 'Not everything could be taken out',
    'encrypted-mail': 'This mail is encrypted',
  },
  again: 'Read once more',
  password: 'Password of the file',
  passwordHint: 'We need it for reading only and delete it afterwards.',
  open: 'Read with password',
  parts: 'Filed from it',
  part: (number: number) => `Part ${number}`,
  parent: 'To the document that this one came from',
  problems: {
    empty: 'The file is empty.',
    'unknown-type': `We do not know the kind of this file. ${again} You find it by title and file name.`,
    'too-large': `The file is too large to be read. ${again}`,
    'beyond-bound':
      'Files beyond 256 MB are kept, but not read: reading happens in a closed room with bounded memory. This file lies complete and verified in the archive; you can download it, and find it by its title, its name and all that you enter yourself. If its words shall be found as well, please file it in parts.',
    damaged: 'The file is damaged or not complete. It lies in the archive as it came.',
    'needs-password': 'The file is protected by a password.',
    'wrong-password': 'The password does not fit this file.',
    'packed-too-much': `Unpacked, this archive would hold more than we take (more than 1,000 files or 1 GB, or it is packed like a file that is meant to fill up storage). We took nothing out of it. ${again} If you need what is in it, please unpack it yourself and file the files one by one.`,
    'encrypted-mail':
      'Only sender, recipients, date and subject can be read; its text and what is attached open only with the key of the person it went to (S/MIME or PGP). The mail lies in the archive as it came. Where “Filed from it” stands here, the mailbox’s key has opened it already. Otherwise please open it in that person’s mail program and file text and attachments unencrypted.',
    'not-unpacked':
      'Not all files in it are filed as documents of their own: some are damaged, packed in a way we do not know, too large or nested too deeply, or together there are more than 1,000 files or 1 GB. The archive itself is here, complete; download and unpack it, and file the missing files one by one.',
    'too-many-pixels': `The picture has too many pixels. ${again}`,
    'too-many-pages': `The file has too many pages. ${again}`,
    'needs-office':
      'This older office format can only be read where LibreOffice is set up. Please file it as PDF or in the newer format.',
    protected: `This office file is protected by a password that only the program asks for with which it was made. ${again} If its words shall be found as well, please save it without password and file that as a new version.`,
    'not-opened': `LibreOffice could not open this file: it is damaged or protected by a password. ${again}`,
    'took-too-long': `Reading took too long and was ended. ${again}`,
    'too-much-memory': `Reading needed too much memory and was ended. ${again}`,
    crashed: `Something went wrong several times while reading. ${again}`,
    'not-recognised':
      'On at least one page we could not recognise any words: it took too long, at the third attempt as well. You see the page, but do not find the document by its words. All other pages were read.',
    'damaged-in-store':
      'The stored file is damaged. Please tell the administration: it can be brought back from a backup.',
    'no-space': 'There is not enough space for previews at the moment. Reading is repeated by itself.',
    other: `The document could not be read. ${again}`,
  },
}
