-- Evidence: leaves are written in the transaction they speak of; a later merge gives them their place in the tree.
create table ledger_leaves (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  kind text not null,
  at timestamptz not null,
  body jsonb not null,
  salt bytea not null,
  primary key (organisation_id, id)
);
create table ledger_tree (
  organisation_id uuid not null references organisations (id),
  position bigint not null,
  leaf_id uuid not null,
  leaf_hash bytea not null,
  primary key (organisation_id, position),
  unique (organisation_id, leaf_id)
);
create table ledger_checkpoints (
  organisation_id uuid not null references organisations (id),
  size bigint not null,
  peaks bytea[] not null,
  note text not null,
  at timestamptz not null,
  primary key (organisation_id, size)
);
create index ledger_leaves_by_time on ledger_leaves (organisation_id, at, id);
select protect('ledger_leaves'), protect('ledger_tree'), protect('ledger_checkpoints');
-- Append only: the role of the application can add and read, nothing else.
revoke update, delete on ledger_leaves, ledger_tree, ledger_checkpoints from belegt_tenant;

create table consents (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  activity text not null,
  basis text not null,
  notice_version text not null,
  wording_hash bytea not null,
  language text not null,
  special boolean not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (organisation_id, id)
);
create index consents_by_person on consents (organisation_id, person_id);

-- The texts behind the hashes: what a person saw can be printed at any time.
create table wordings (
  organisation_id uuid not null references organisations (id),
  hash bytea not null check (length(hash) = 32),
  language text not null,
  content text not null,
  first_shown_at timestamptz not null,
  primary key (organisation_id, hash)
);

create table notice_versions (
  organisation_id uuid not null references organisations (id),
  language text not null,
  version text not null,
  content jsonb not null,
  valid_from timestamptz not null,
  primary key (organisation_id, language, version, valid_from)
);

create table holds (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  object_table text not null,
  object_id uuid not null,
  reason text not null,
  until date not null,
  set_by uuid not null,
  set_at timestamptz not null,
  primary key (organisation_id, id)
);
create index holds_by_object on holds (organisation_id, object_table, object_id);

-- Random ids only: what a restore must not bring back.
create table tombstones (
  organisation_id uuid not null references organisations (id),
  person_id uuid not null,
  erased_at timestamptz not null,
  primary key (organisation_id, person_id)
);

create table deletion_runs (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  deleted jsonb not null default '{}',
  people integer not null default 0,
  held integer not null default 0,
  overdue_after integer,
  primary key (organisation_id, id)
);
select protect('consents'), protect('wordings'), protect('notice_versions'), protect('holds'), protect('tombstones'), protect('deletion_runs');

-- Every organisation's notice names the operator of the installation as its processor.
create policy operator on organisations for select to belegt_tenant using (slug = 'betrieb');
