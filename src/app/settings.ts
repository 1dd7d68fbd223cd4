import { setting } from '#platform/config/config.ts'

/** The installation's own settings; each module adds its own. */
export const houseSettings = {
  data: setting('BELEGT_DATA', {
    type: 'path',
    default: 'data',
    doc: 'Folder of the database, the files, the keys and the logs. Must be on a local disk and belong to the program alone.',
  }),
  databaseUrl: setting('DATABASE_URL', {
    type: 'url',
    protocols: ['postgres', 'postgresql'],
    default: null,
    doc: 'An own PostgreSQL server (15 or newer) as the unprivileged role; unset: the server that comes with the program.',
  }),
  databaseOwnerUrl: setting('DATABASE_OWNER_URL', {
    type: 'url',
    protocols: ['postgres', 'postgresql'],
    default: null,
    doc: 'The same server as the role that owns the tables; used at the start to migrate and nightly to clean up.',
  }),
  instanceKey: setting('BELEGT_INSTANCE_KEY', {
    type: 'secret',
    default: null,
    minLength: 40,
    doc: 'The instance key, 32 bytes in base64; unset: keys/instance.key in the data folder.',
  }),
  instanceKeyAlso: setting('BELEGT_INSTANCE_KEY_ALSO', {
    type: 'secret',
    default: null,
    minLength: 40,
    doc: 'A second instance key that is accepted while one is replaced by the other (see backups.md, rotation).',
  }),
  keyService: setting('BELEGT_KEY_SERVICE', {
    type: 'url',
    protocols: ['https', 'http', 'unix'],
    default: null,
    doc: 'An external key service that wraps the organisations’ keys instead of an instance key: https://... or unix:///path.',
  }),
  keyServiceToken: setting('BELEGT_KEY_SERVICE_TOKEN', {
    type: 'secret',
    default: null,
    doc: 'What this program shows the key service to be let in (bearer token).',
  }),
} as const

export const webSettings = {
  host: setting('BELEGT_HOST', { type: 'string', default: '127.0.0.1', doc: 'Address the web server listens on.' }),
  port: setting('BELEGT_PORT', { type: 'integer', min: 0, max: 65_535, default: 8080, doc: 'Port of the web server.' }),
  publicUrl: setting('BELEGT_PUBLIC_URL', {
    type: 'url',
    protocols: ['http', 'https'],
    default: null,
    doc: 'The address people use, as it stands in mails, e.g. https://termine.example.de; unset: host and port above.',
  }),
  tlsCertificate: setting('BELEGT_TLS_CERT', {
    type: 'path',
    default: null,
    doc: 'Certificate chain (PEM) for TLS by the program itself.',
  }),
  tlsKey: setting('BELEGT_TLS_KEY', {
    type: 'path',
    default: null,
    doc: 'Private key (PEM) belonging to BELEGT_TLS_CERT.',
  }),
  redirectPort: setting('BELEGT_REDIRECT_PORT', {
    type: 'integer',
    min: 0,
    max: 65_535,
    default: null,
    doc: 'With TLS: a port on which plain HTTP is redirected to the public address, e.g. 80.',
  }),
  trustedProxies: setting('BELEGT_TRUSTED_PROXIES', {
    type: 'list',
    default: [],
    doc: 'Networks of own proxies or a CDN, e.g. 10.0.0.0/8, whose forwarding headers are believed. Others are ignored.',
  }),
  healthPort: setting('BELEGT_HEALTH_PORT', {
    type: 'integer',
    min: 0,
    max: 65_535,
    default: 8081,
    doc: 'Port on loopback for health and metrics.',
  }),
} as const
