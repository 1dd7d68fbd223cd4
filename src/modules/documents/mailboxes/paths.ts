const root = '/team/einrichtung/postfaecher'

/** Where mailboxes and watched folders are set up, and where mails are chosen by hand; within the organisation. */
export const paths = {
  list: root,
  newMailbox: `${root}/neu`,
  mailbox: (id: string) => `${root}/${id}`,
  removeMailbox: (id: string) => `${root}/${id}/entfernen`,
  mailKey: (id: string) => `${root}/${id}/schluessel`,
  removeMailKey: (id: string) => `${root}/${id}/schluessel/entfernen`,
  folders: (id: string) => `${root}/${id}/ordner`,
  removeFolder: (id: string, folder: string) => `${root}/${id}/ordner/${folder}/entfernen`,
  localFolders: `${root}/ablage`,
  removeLocalFolder: (id: string) => `${root}/ablage/${id}/entfernen`,
  choose: '/team/dokumente/postfaecher',
  chooseFrom: (archive: string, folder: string) => `/team/dokumente/postfaecher/${archive}/${folder}`,
}
