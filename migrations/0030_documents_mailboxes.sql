-- Documents, mailboxes and folders that documents come from.

create table document_mailboxes (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  host text not null,
  port integer not null check (port between 1 and 65535),
  username text not null,
  password bytea not null,
  active boolean not null default false,
  problem text not null default '',
  created_at timestamptz not null,
  primary key (organisation_id, id)
);
select protect('document_mailboxes');

create table document_mail_folders (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  mailbox_id uuid not null,
  archive_id uuid not null,
  path text not null check (length(path) between 1 and 200),
  automatic boolean not null,
  keeps text not null check (keeps in ('both', 'mail', 'attachments')),
  afterwards text not null check (afterwards in ('move', 'mark', 'delete')),
  problem text not null default '',
  waiting integer not null default 0,
  checked_at timestamptz,
  watcher uuid,
  watched_until timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, mailbox_id, path),
  foreign key (organisation_id, mailbox_id) references document_mailboxes (organisation_id, id) on delete cascade,
  foreign key (organisation_id, archive_id) references document_archives (organisation_id, id)
);
select protect('document_mail_folders');

create table document_folders (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  archive_id uuid not null,
  name text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  active boolean not null default true,
  problem text not null default '',
  failed integer not null default 0,
  checked_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, name),
  foreign key (organisation_id, archive_id) references document_archives (organisation_id, id)
);
select protect('document_folders');

-- What came in by itself, so that nothing comes in twice: goes with the document that was made of it.
create table document_arrivals (
  organisation_id uuid not null references organisations (id),
  document_id uuid not null,
  fingerprint bytea not null check (length(fingerprint) = 32),
  part integer not null check (part >= 0),
  primary key (organisation_id, document_id),
  unique (organisation_id, fingerprint, part),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
select protect('document_arrivals'), restrictable_with('document_arrivals', 'documents', 'document_id');
