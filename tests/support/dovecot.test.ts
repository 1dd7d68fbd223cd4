import { expect, test } from 'vitest'
import { startImap } from './dovecot.ts'

test('a real IMAP server takes mails, survives a restart and begins anew when it is renewed', async () => {
  await using server = await startImap()
  await server.deliver('Subject: eins\r\n\r\nHallo', 'Subject: zwei\r\n\r\nWelt')
  await server.stop()
  await server.start()
  expect((await server.mails()).map(({ uid, source }) => [uid, source.slice(0, 13)])).toEqual([
    [1, 'Subject: eins'],
    [2, 'Subject: zwei'],
  ])
  await server.renew()
  expect(await server.mails()).toEqual([])
})
