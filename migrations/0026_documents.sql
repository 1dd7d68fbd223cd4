-- Documents: archives with keys of their own, documents, and the versions of their files.

create table document_archives (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  mode text not null check (mode in ('readable', 'client-only')),
  public_key bytea not null,
  private_key bytea not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (organisation_id, id)
);
create unique index document_archives_by_name on document_archives (organisation_id, lower(name)) where closed_at is null;
select protect('document_archives');

create table documents (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  archive_id uuid not null,
  holder_id uuid not null,
  case_id uuid,
  type_id uuid,
  title bytea not null,
  facts bytea,
  dated_on date,
  language text,
  pages integer check (pages >= 0),
  way text not null check (way in ('browser', 'camera', 'api', 'command-line', 'folder', 'mail', 'link', 'import')),
  state text not null check (state in ('new', 'checked', 'approved', 'archived', 'rejected', 'trash')),
  current integer not null check (current >= 1),
  received_at timestamptz not null,
  keep_from timestamptz,
  keep_days integer not null check (keep_days between 0 and 11323),
  version integer not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id, archive_id) references document_archives (organisation_id, id)
);
create index documents_in_archive on documents (organisation_id, archive_id, received_at desc);
create index documents_of_holder on documents (organisation_id, holder_id);
create index documents_in_case on documents (organisation_id, case_id) where case_id is not null;
create index documents_by_period on documents (organisation_id, keep_from) where keep_from is not null;
create index documents_by_arrival on documents (organisation_id, received_at desc);
select protect('documents'), restrictable('documents', '{holder_id}');

create table document_versions (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  number integer not null check (number >= 1),
  file jsonb not null,
  file_name bytea not null,
  media_type text not null,
  size bigint not null check (size >= 0),
  manifest bytea not null,
  seal bytea not null,
  signature bytea,
  plain_mac bytea,
  stage text not null check (stage in ('stored', 'reading', 'ready', 'unreadable')),
  problem text,
  attempts integer not null default 0,
  stored_at timestamptz not null,
  verified_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, document_id, number),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
create index document_versions_by_content on document_versions (organisation_id, plain_mac) where plain_mac is not null;
create index document_versions_to_read on document_versions (organisation_id, stored_at) where stage in ('stored', 'reading');
create index document_versions_to_verify on document_versions (organisation_id, verified_at);
select protect('document_versions'), restrictable_with('document_versions', 'documents', 'document_id');
