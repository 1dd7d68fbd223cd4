-- Documents: keys of machines that file, and keys of members for archives that the server cannot read.

create table document_api_keys (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  archive_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  way text not null check (way in ('api', 'command-line')),
  token_hash bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  ended_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, token_hash),
  foreign key (organisation_id, archive_id) references document_archives (organisation_id, id)
);
create index document_api_keys_in_archive on document_api_keys (organisation_id, archive_id);
create index document_api_keys_by_end on document_api_keys (organisation_id, ended_at) where ended_at is not null;
select protect('document_api_keys');

create table document_member_keys (
  organisation_id uuid not null references organisations (id),
  member_id uuid not null,
  public_key bytea not null,
  -- Sealed in the member's browser under their passphrase.
  private_key bytea not null,
  salt bytea not null,
  rounds integer not null check (rounds >= 1),
  created_at timestamptz not null,
  primary key (organisation_id, member_id),
  foreign key (organisation_id, member_id) references members (organisation_id, id) on delete cascade
);
select protect('document_member_keys'), restrictable_with('document_member_keys', 'members', 'member_id');

create table document_archive_members (
  organisation_id uuid not null references organisations (id),
  archive_id uuid not null,
  member_id uuid not null,
  -- The archive's private key, sealed to the member's public one by another member's browser.
  sealed_key bytea not null,
  added_at timestamptz not null,
  primary key (organisation_id, archive_id, member_id),
  foreign key (organisation_id, archive_id) references document_archives (organisation_id, id),
  foreign key (organisation_id, member_id) references members (organisation_id, id) on delete cascade
);
create index document_archive_members_of_member on document_archive_members (organisation_id, member_id);
select protect('document_archive_members'), restrictable_with('document_archive_members', 'members', 'member_id');
