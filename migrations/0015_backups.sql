-- Rotation of an organisation's key: while it goes on the key before still opens; `root` keeps what is derived the same.
alter table organisation_keys add column previous bytea, add column root bytea, add column rotated_at timestamptz;

-- What was backed up, restored and tried out, with each organisation: its officer reads it there.
create table backup_runs (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  kind text not null check (kind in ('backup', 'drill', 'restore')),
  started_at timestamptz not null,
  finished_at timestamptz not null,
  ok boolean not null,
  backup text not null,
  rows bigint not null default 0,
  files bigint not null default 0,
  primary key (organisation_id, id)
);
create index backup_runs_by_time on backup_runs (organisation_id, kind, started_at);

-- Which marks of erased people (and, with the operator, of ended organisations) have been carried to which target.
create table tombstones_carried (
  organisation_id uuid not null references organisations (id),
  target uuid not null,
  object_id uuid not null,
  carried_at timestamptz not null,
  primary key (organisation_id, target, object_id)
);
select protect('backup_runs'), protect('tombstones_carried');

-- Written in the transaction that restores: the program does not serve while a row says `closed`. For the owner only.
create table restore_state (
  id uuid primary key,
  backup text not null,
  taken_at timestamptz not null,
  restored_at timestamptz not null,
  state text not null check (state in ('closed', 'open')),
  opened_at timestamptz,
  people integer not null default 0,
  decision text
);
