-- Documents, uploads under way and leases.

-- What a document was before it went to the bin, so that it can be taken out again.
alter table documents add column before_trash jsonb;

-- Since when a file is known to be damaged or missing in the store.
alter table document_versions add column damaged_at timestamptz;

-- An upload under way: its bytes lie aside until they are whole, verified and filed.
create table document_uploads (
  organisation_id uuid not null references organisations (id),
  -- What the version will be called: who asks again after an answer was lost finds it by this.
  id uuid not null,
  archive_id uuid not null,
  document_id uuid not null,
  number integer not null check (number >= 1),
  holder_id uuid not null,
  way text not null check (way in ('browser', 'camera', 'api', 'command-line', 'folder', 'mail', 'link', 'import')),
  opened_at timestamptz not null,
  -- Set while its bytes are being verified: one at a time files it.
  finishing_at timestamptz,
  primary key (organisation_id, id),
  foreign key (organisation_id, archive_id) references document_archives (organisation_id, id)
);
create index document_uploads_by_time on document_uploads (organisation_id, opened_at);
create index document_uploads_of_holder on document_uploads (organisation_id, holder_id);
select protect('document_uploads'), restrictable('document_uploads', '{holder_id}');

-- Each time a document's plaintext was opened. No foreign keys: it is written apart from the transaction that reads, which
-- may hold the document's row, and outlives the document.
create table document_leases (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  version_id uuid not null,
  purpose text not null check (purpose in ('preview', 'ocr', 'index', 'download', 'export')),
  person_id uuid,
  account_id uuid,
  actor text not null check (actor in ('member', 'customer', 'system', 'anyone')),
  began_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (organisation_id, id)
);
create index document_leases_of_document on document_leases (organisation_id, document_id, began_at desc);
create index document_leases_by_time on document_leases (organisation_id, began_at);
create index document_leases_open on document_leases (organisation_id, expires_at) where ended_at is null;
create index document_leases_of_person on document_leases (organisation_id, person_id) where person_id is not null;
create index document_leases_of_account on document_leases (organisation_id, account_id) where account_id is not null;
select protect('document_leases');
